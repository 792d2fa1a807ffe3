import type { Population, Reading } from "./analysis.ts";
import { isNumeric } from "./column-of-mention.ts";
import type { ParsedQuestion } from "./parsed-question.ts";
import { entityOf } from "./recognise-list.ts";
import { featuresOf, has, outcomesOf, populationForAll, read, remaining } from "./recognise.ts";
import { figureCues } from "./said-statistics.ts";

/** How many customers, and what share. */
export function recogniseCount(question: ParsedQuestion): Reading | null {
  const isGroupRate = question.mentions.some(
    (mention) =>
      /\b(rate|retention)$/i.test(mention.text) && mention.meanings.some((meaning) => meaning.kind === "group"),
  );
  const asks =
    isGroupRate ||
    has(
      question,
      /\b(how many|number of|count|what (share|percentage|percent|proportion|fraction)|what %|share of|percentage of|percent of|proportion of|fraction of|ratio of|size of|how (big|large) is|headcount|are there (more|fewer|any)?|does any(one|body)|do any|is there any(one|body)|do most|does the majority|is the majority)\b|^(share|percentage|%)/,
    );
  if (!asks) return null;
  if (has(question, figureCues) && featuresOf(question).some(isNumeric) && !has(question, /^how many/)) return null;
  const pair = valuesOfOneColumn(question);
  if (
    pair &&
    /\b(ratio|more|fewer|less)\b/.test(question.plain) &&
    outcomesOf(question).length + featuresOf(question).length === 0
  ) {
    return read({ kind: "count", population: populationForAll(question), base: [], by: pair });
  }
  const isShare =
    has(question, /\b(share|percent|percentage|proportion|fraction)\b|%/) &&
    !has(question, /\bhow many\b(?! (percent|per cent|%))/);
  const isPartOfTotal = has(
    question,
    /\b(share|percent|percentage|proportion|fraction|%) of (the |our |all )?(total|overall|entire|combined)\b/,
  );
  if (isPartOfTotal && [...outcomesOf(question), ...featuresOf(question)].some(isNumeric)) return null;
  if (isShareOfColumn(question)) return null;
  const rate = outcomesOf(question).find((column) => column.type === "boolean");
  if (rate && question.conditions.length > 0 && isShare) return null;
  if (
    isShare &&
    question.conditions.length > 0 &&
    [...outcomesOf(question), ...featuresOf(question)].some(isNumeric) &&
    /\b(share|percent|percentage|proportion|fraction|%) of (the |our )?(total |all |overall |entire )?/.test(
      question.lower,
    ) &&
    entityOf(question) === null
  )
    return null;
  const isOfColumn = featuresOf(question).some(isNumeric) || outcomesOf(question).some(isNumeric);
  if (isOfColumn && (entityOf(question) === null || question.conditions.length === 0)) return null;
  if (
    isOfColumn &&
    has(question, /^(?:on average )?how many\b/) &&
    !/^how many (?:\w+ ){0,4}(?:users|customers|people|members|accounts|usr|usrs|persons)\b/.test(question.lower)
  )
    return null;
  if (rate && question.conditions.length === 0) {
    return read({
      kind: "count",
      population: [{ kind: "compare", column: rate.name, op: "=", value: true }],
      base: [],
      by: null,
    });
  }
  const all = populationForAll(question);
  const rated = isGroupRate ? all.filter((condition) => condition.kind === "group") : [];
  if (isGroupRate && rated.length === 1)
    return read({
      kind: "count",
      population: all,
      base: all.filter((condition) => condition.kind !== "group"),
      by: null,
    });
  if (all.length === 0 && entityOf(question) === null) return null;
  return read({ kind: "count", population: all, base: isShare ? wholeOfShare(question, all) : [], by: null });
}

/**
 * Whose share it is: in "the share of women among sellers" those named after the word, in "what share of premium
 * customers are at risk" all but the last, which is what is counted.
 */
function wholeOfShare(question: ParsedQuestion, all: Population): Population {
  // "What share of our customers are men from Florida": of everybody.
  const isOfEverybody =
    /\b(share|percent|percentage|proportion|fraction|portion|%) of (all |the |our |all our |all the )?(\w+)\b/.exec(
      question.lower,
    );
  const { singular, plural, synonyms } = question.domain.entity;
  if (
    isOfEverybody &&
    [singular, plural, ...synonyms].includes(isOfEverybody[3] ?? "") &&
    /^(are|is|have|has|were|both|live|that|who)$/.test(wordAfter(question, isOfEverybody[3] ?? ""))
  )
    return [];
  const among = question.tokens.findIndex((token) => /^(among|amongst|within)$/.test(token.text));
  const before = question.conditions.filter(({ from }) => from < among);
  const isSplit = before.length > 0 && before.length < question.conditions.length;
  return isSplit ? remaining(question, before) : all.slice(0, -1);
}

function wordAfter(question: ParsedQuestion, word: string): string {
  const at = question.tokens.findIndex(({ lower }) => lower === word);
  return question.tokens[at + 1]?.lower ?? "";
}

/** "What share of all lifetime value …": a part of a sum, not of customers. */
function isShareOfColumn(question: ParsedQuestion): boolean {
  return question.tokens.some((token, index) => {
    if (!/^(share|percent|percentage|proportion|fraction|portion|%)$/.test(token.lower)) return false;
    let place = index + 1;
    while (/^(of|the|all|our|total|overall|entire|whole)$/.test(question.tokens[place]?.lower ?? "")) place++;
    return (
      place > index + 1 &&
      question.mentions.some(
        ({ from, meanings }) =>
          from === place &&
          meanings.some(
            (meaning) =>
              meaning.kind === "column" &&
              isNumeric(meaning.column) &&
              /^(usd|count|number)$/.test(meaning.column.format),
          ),
      )
    );
  });
}

const joiningWords =
  /^(the|a|an|all|our|any|every|everyone|everybody|anyone|anybody|those|who|whose|that|which|with|have|has|had|having|are|is|were|was|be|been|being|in|on|at|of|from|and|but|or|also|both|use|uses|using|live|living|do|does|did|please|very|of)$/;

/** "Users over 50 who use tablets": customers without a question are counted, and that is said. */
export function recogniseNamedSet(question: ParsedQuestion): Reading | null {
  if (question.conditions.length === 0 || question.columns.length > 0) return null;
  const isOnlyNames = question.plain.split(" ").every((word) => word === "" || joiningWords.test(word));
  const saysWho = entityOf(question) !== null || /\b(everyone|everybody|anyone|those|who)\b/.test(question.plain);
  if (!isOnlyNames || !saysWho || /^(do|does|did|are|is|have|has|which|who)\b/.test(question.lower)) return null;
  return read(
    { kind: "count", population: populationForAll(question), base: [], by: null },
    "you named customers and asked nothing of them, so I count them".replace(
      "customers",
      question.domain.entity.plural,
    ),
  );
}

/** The column of which two or more values are named. */
function valuesOfOneColumn(question: ParsedQuestion): string | null {
  const values = question.conditions.filter((found) => found.source === "value").map(({ condition }) => condition);
  for (const condition of values) {
    if (
      condition.kind === "compare" &&
      values.filter((other) => other.kind === "compare" && other.column === condition.column).length > 1
    )
      return condition.column;
  }
  return null;
}
