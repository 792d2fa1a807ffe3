import type { Column, Domain } from "#knowledge";

import type { Token } from "../text/tokens.ts";
import type { Condition } from "./analysis.ts";
import { booleanConditionAt } from "./find-boolean-conditions.ts";
import { complementOf } from "./complement.ts";
import { ageWords } from "./find-age-words.ts";
import { deniedAtEnd, withAndWithout } from "./find-contrasts.ts";
import { findDates } from "./find-dates.ts";
import { missingAt } from "./find-missing.ts";
import { tailAt } from "./find-tails.ts";
import { typicalBounds } from "./find-typical.ts";
import { asksRelation, vagueConditionAt } from "./find-vague-conditions.ts";
import { comparatorAt, rangeAt } from "./comparators.ts";
import { comparisonAt } from "./find-comparisons.ts";
import type { Mention } from "./mentions.ts";

/** A condition with the tokens that say it. */
export type FoundCondition = {
  readonly condition: Condition;
  readonly from: number;
  readonly to: number;
  /** Where it comes from: a named group or value can also be one side of a comparison. */
  readonly source: "group" | "value" | "number" | "missing" | "tail";
  /** What was taken for granted in reading it, said before the answer. */
  readonly assumption?: string;
};

/** The conditions of a question, and comparisons of numbers that it says of no known column. */
export type FoundConditions = {
  readonly conditions: readonly FoundCondition[];
  readonly looseNumbers: readonly string[];
};

/** Finds the conditions that a question puts on customers: comparisons, values, groups, tails, missing values. */
export function findConditions(
  tokens: readonly Token[],
  mentions: readonly Mention[],
  domain: Domain,
  today: string | null = null,
): FoundConditions {
  const found: FoundCondition[] = [];
  const looseNumbers: string[] = [];
  const isNamed = (index: number) => mentions.some((mention) => index >= mention.from && index < mention.to);
  const isFree = (from: number, to: number) => !found.some((known) => from < known.to && to > known.from);
  const push = (condition: FoundCondition | null) => {
    if (condition && isFree(condition.from, condition.to)) found.push(condition);
  };
  for (const condition of findDates(tokens, domain, today)) push(condition);
  for (const condition of typicalBounds(tokens, mentions)) push(condition);
  for (const condition of withAndWithout(tokens, mentions)) push(condition);
  tokens.forEach((token, index) => {
    // A number inside a name ("7-day trend") is part of the name.
    if (token.kind !== "number" || token.value === null || isNamed(index) || !isFree(index, index + 1)) return;
    const condition = tailAt(tokens, mentions, index, domain) ?? comparisonAt(tokens, mentions, index, domain);
    push(condition ? negatedAt(tokens, condition) : null);
    const compared = condition ? null : (rangeAt(tokens, index) ?? comparatorAt(tokens, index));
    if (compared)
      looseNumbers.push(
        tokens
          .slice(compared.from, compared.to)
          .map((one) => one.text)
          .join(" "),
      );
  });
  for (const mention of mentions) {
    push(groupAt(tokens, mention, mentions));
  }
  for (const condition of valuesOf(tokens, mentions, isFree)) push(condition);
  for (const mention of mentions) push(missingAt(tokens, mention));
  for (const mention of mentions) push(booleanConditionAt(tokens, mention));
  const isRelation = asksRelation(tokens);
  for (const mention of mentions) push(vagueConditionAt(tokens, mention, isRelation));
  for (const condition of ageWords(tokens, mentions, domain)) push(condition);
  for (const condition of deniedAtEnd(tokens, found)) {
    // What is denied at the end is one side of a comparison, and so is what it denies.
    const place = found.findIndex(
      (one) => JSON.stringify(complementOf(one.condition)) === JSON.stringify(condition.condition),
    );
    const denied = found[place];
    if (denied) found[place] = { ...denied, source: "value" };
    push(condition);
  }
  const conditions = withinTheirs(
    tokens,
    found.sort((a, b) => a.from - b.from),
  );
  return { conditions: withoutEchoes(conditions, mentions, domain), looseNumbers };
}

const echoReach = 5;

/**
 * "Most active at night", "the part of the day they are active in": a group's name that only says what a column beside
 * it means is no condition of its own.
 */
function withoutEchoes(
  conditions: readonly FoundCondition[],
  mentions: readonly Mention[],
  domain: Domain,
): FoundCondition[] {
  const isEcho = ({ condition, from, to }: FoundCondition) => {
    if (condition.kind !== "group" || condition.negated || to - from > 1) return false;
    const word = domain.groups.find(({ name }) => name === condition.group)?.label.split(" ")[0] ?? "";
    return mentions.some(
      (mention) =>
        mention.to >= from - echoReach &&
        mention.from <= to + echoReach &&
        mention.meanings.some(
          (meaning) =>
            (meaning.kind === "column" || meaning.kind === "value") &&
            meaning.column.type === "string" &&
            new RegExp(`\\b${word}\\b`).test(meaning.column.meaning),
        ),
    );
  };
  return conditions.filter((found) => !isEcho(found));
}

/** "The top 10 % of premium sellers": a share of those, not of everybody. */
function withinTheirs(tokens: readonly Token[], conditions: readonly FoundCondition[]): FoundCondition[] {
  return conditions.map((found, place) => {
    const { condition } = found;
    if (condition.kind !== "tail" || tokens[found.to]?.lower !== "of") return found;
    const within: Condition[] = [];
    let end = found.to + 1;
    for (const next of conditions.slice(place + 1)) {
      const isNext = tokens
        .slice(end, next.from)
        .every((token) => /^(the|our|all|and|in|on|who|are)$/.test(token.lower));
      if (!isNext || next.condition.kind === "tail") break;
      within.push(next.condition);
      end = next.to;
    }
    return within.length === 0 ? found : { ...found, condition: { ...condition, within } };
  });
}

/** "Excluding people under 25": what a number says, turned round. */
function negatedAt(tokens: readonly Token[], found: FoundCondition): FoundCondition {
  const negation = negationBefore(tokens, found.from);
  const opposite = negation > 0 && !isOfAbsence(tokens, found) ? complementOf(found.condition) : null;
  return opposite ? { ...found, condition: opposite, from: found.from - negation } : found;
}

/** "Not logged in for 14 days", "not more than 5": the negation is part of the name or of the comparison already. */
function isOfAbsence(tokens: readonly Token[], found: FoundCondition): boolean {
  return found.condition.kind === "compare" && /^(not|without)$/.test(tokens[found.from - 1]?.lower ?? "");
}

/** Words that only say that a name is one of several: "the low engagement category". */
const kindWords = /^(category|level|tier|segment|group|class|band)$/;

/** Where a name ends, with a word of its kind that would else be read as a column of its own. */
function endWithKind(tokens: readonly Token[], mention: Mention, mentions: readonly Mention[]): number {
  const isFollowed =
    kindWords.test(tokens[mention.to]?.lower ?? "") &&
    mentions.some(
      ({ from, to, meanings }) =>
        from === mention.to &&
        to === from + 1 &&
        // "The mega tier" names the column of the value itself.
        !meanings.some(
          (one) =>
            one.kind === "column" &&
            mention.meanings.some((own) => own.kind === "value" && own.column.name === one.column.name),
        ),
    );
  return mention.to + (isFollowed ? 1 : 0);
}

function groupAt(tokens: readonly Token[], mention: Mention, mentions: readonly Mention[]): FoundCondition | null {
  const meaning = mention.meanings.find((candidate) => candidate.kind === "group");
  if (!meaning || meaning.kind !== "group") return null;
  // "Has it gone down": a direction, nobody who is gone.
  if (/^(up|down)$/.test(tokens[mention.to]?.lower ?? "")) return null;
  const negation = negationBefore(tokens, mention.from);
  return {
    condition: { kind: "group", group: meaning.group.name, negated: negation > 0 },
    from: mention.from - negation,
    to: endWithKind(tokens, mention, mentions),
    source: "group",
  };
}

/** Values of categorical columns; several of one column joined by "or" or "and" become one list. */
function valuesOf(
  tokens: readonly Token[],
  mentions: readonly Mention[],
  isFree: (from: number, to: number) => boolean,
): FoundCondition[] {
  const found: FoundCondition[] = [];
  let last: { column: string; to: number; isNegated: boolean } | null = null;
  for (const mention of mentions) {
    const meaning = mention.meanings.find((candidate) => candidate.kind === "value");
    if (!meaning || meaning.kind !== "value" || !isFree(mention.from, mention.to)) continue;
    // "Is it worth paying …": what follows "worth" is done, not who does it.
    if (tokens[mention.from - 1]?.lower === "worth") continue;
    const { column, value } = meaning;
    // "Excluding California and Texas": what is said of the first of a list is said of all of it.
    const isListed: boolean =
      last !== null &&
      last.column === column.name &&
      tokens.slice(last.to, mention.from).every((token) => /^(or|and|nor|in|on)$/.test(token.lower));
    const negation: number = negationBefore(tokens, mention.from) || (isListed && last?.isNegated ? 0.5 : 0);
    last = { column: column.name, to: endWithKind(tokens, mention, mentions), isNegated: negation > 0 };
    const condition: Condition =
      column.type === "boolean"
        ? { kind: "compare", column: column.name, op: "=", value: value === "true" }
        : { kind: "compare", column: column.name, op: negation > 0 ? "<>" : "=", value };
    const start = mention.from - Math.floor(negation);
    const [from, to] = withOwnColumn(tokens, mentions, column, start, endWithKind(tokens, mention, mentions));
    found.push({ condition, from, to, source: "value" });
  }
  return found;
}

/** "Whose device is not mobile", "account type premium": the column's own name beside its value says nothing more. */
function withOwnColumn(
  tokens: readonly Token[],
  mentions: readonly Mention[],
  column: Column,
  from: number,
  to: number,
): [number, number] {
  const isOwn = ({ meanings }: Mention) =>
    meanings.some((meaning) => meaning.kind === "column" && meaning.column.name === column.name);
  let start = from;
  while (/^(is|are|was|were|be|being|as|a|an|the|set|to|equals|=|that)$/.test(tokens[start - 1]?.lower ?? "")) start--;
  const before = mentions.find((mention) => mention.to === start && isOwn(mention));
  const isSaid =
    before !== undefined &&
    (start < from || !/^(by|per|each|every|which|what|across)$/.test(tokens[before.from - 1]?.lower ?? ""));
  return [isSaid ? before.from : from, to];
}

const negations: ReadonlySet<string> = new Set([
  "not",
  "non",
  "except",
  "excluding",
  "exclude",
  "excludes",
  "without",
  "ignoring",
  "neither",
  "nor",
  "minus",
  "besides",
  "isn't",
  "outside",
]);
const betweenNegationAndName: ReadonlySet<string> = new Set([
  "the",
  "a",
  "an",
  "any",
  "for",
  "in",
  "on",
  "from",
  "of",
  "at",
  "use",
  "using",
  "live",
  "living",
  "have",
  "users",
  "customers",
  "people",
  "those",
  "accounts",
  "ones",
  "who",
  "are",
]);

/** How many tokens before `from` negate it: "not premium", "other than mobile", "excluding users in Texas". */
function negationBefore(tokens: readonly Token[], from: number): number {
  for (let distance = 1; distance <= 4 && from - distance >= 0; distance++) {
    const word = tokens[from - distance]!.lower;
    if (negations.has(word)) return distance;
    if (word === "than" && /^(other|rather)$/.test(tokens[from - distance - 1]?.lower ?? "")) return distance + 1;
    // "Everyone but mobile users".
    if (
      word === "but" &&
      /^(everyone|everybody|anyone|anybody|all|any)$/.test(tokens[from - distance - 1]?.lower ?? "")
    )
      return distance + 1;
    if (word === "from" && tokens[from - distance - 1]?.lower === "apart")
      return tokens.some((token) => /^sets?$/.test(token.lower)) ? 0 : distance + 1;
    if (!betweenNegationAndName.has(word)) return 0;
  }
  return 0;
}
