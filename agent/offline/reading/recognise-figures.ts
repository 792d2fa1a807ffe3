import type { Column } from "#knowledge";

import type { Measure, Population, Reading, Statistic } from "./analysis.ts";
import { askedUnit } from "./asked-unit.ts";
import { isNumeric } from "./column-of-mention.ts";
import type { ParsedQuestion } from "./parsed-question.ts";
import {
  columnOfCondition,
  featuresOf,
  has,
  limitOf,
  outcomesOf,
  placeOf,
  populationForAll,
  read,
} from "./recognise.ts";
import { figureCues, measuresFor, statisticsOf } from "./said-statistics.ts";

/** One figure, or a few, over a group: an average, a total, a rate. */
export function recogniseAggregate(question: ParsedQuestion): Reading | null {
  const named = [
    ...outcomesOf(question),
    ...featuresOf(question).filter((column) => isNumeric(column) || column.type === "boolean"),
  ];
  const [first, second] = named;
  if (!first) return null;
  const population = populationForAll(question);
  const summed = tailsOf(question, first, population);
  const isPartOfSum =
    isNumeric(first) &&
    population.length > 0 &&
    has(
      question,
      /\b(share|percent|percentage|proportion|fraction|portion|how much|%) of (the |our |all )?(total |overall |entire |whole )?/,
    ) &&
    !has(question, figureCues.source.includes("rate") ? /\b(average|avg|mean|median|rate)\b/ : figureCues);
  if (isPartOfSum && (first.format === "usd" || first.format === "count" || first.format === "number")) {
    return read({
      kind: "aggregate",
      measures: [{ column: first.name, statistic: "share-of-sum" }],
      population: summed,
      by: null,
      order: null,
      limit: null,
    });
  }
  // "The top 20 users by revenue" is a set that no condition can say; leaving it out would answer another question.
  if (limitOf(question) !== null) return null;
  const isRatio = second !== undefined && named.length === 2 && (has(question, /\bratio\b/) || isPer(question, named));
  const asks =
    statisticsOf(question)[0]?.isSaid === true ||
    has(
      question,
      /\b(what|what's|whats|how|average|avg|mean|median|total|sum|rate|typical|usual|max|min|maximum|minimum|percentile|deviation|p\d\d|compute|calculate|tell me the|give me the|show me the|ratio|highest|lowest|largest|smallest|much)\b/,
    );
  if (!asks && population.length === 0) return null;
  const extreme =
    statisticsOf(question)[0]?.isSaid === true || first.type === "boolean"
      ? null
      : isOfBothEnds(question)
        ? "both"
        : /\b(highest|largest|biggest|most(?! (typical|common|frequent|popular|likely|usual)))\b/.test(question.outside)
          ? "maximum"
          : /\b(lowest|smallest|least)\b/.test(question.outside)
            ? "minimum"
            : null;
  const isAmount =
    first.format === "usd" &&
    (has(question, /\bhow much\b/) || has(question, /\bvalue at (risk|stake)\b/)) &&
    !has(question, /\bhow much (is|does|are) an? /) &&
    !has(question, /\b(average|typical|mean|median|each|per)\b/);
  // "For TX, CA and NY" asks for each of them; "in TX or CA" for both as one.
  const parted = valuesApart(question);
  if (parted !== null && !isRatio)
    return read({
      kind: "aggregate",
      measures: measuresFor(question, named.slice(0, 3)),
      population,
      by: parted,
      order: null,
      limit: null,
    });
  const atStake = isAmount ? predictedAtStake(question, first) : null;
  const inOrder = isRatio ? [...named].sort((a, b) => placeOf(question, a) - placeOf(question, b)) : named.slice(0, 3);
  const extremes: readonly Statistic[] = extreme === "both" ? ["minimum", "maximum"] : extreme ? [extreme] : [];
  const measures: Measure[] = extreme
    ? inOrder.flatMap(({ name }) => extremes.map((statistic) => ({ column: name, statistic })))
    : isAmount
      ? [{ column: atStake ?? first.name, statistic: "sum" }]
      : measuresFor(question, inOrder);
  const isSaid = asks || statisticsOf(question)[0]?.isSaid === true;
  const inUnit = named.length === 1 ? askedUnit(question, first) : null;
  return read(
    {
      kind: "aggregate",
      measures,
      population,
      by: null,
      order: null,
      limit: null,
      ...(isRatio ? { isRatio } : {}),
      ...(inUnit ? { inUnit } : {}),
    },
    ...(isSaid || first.type === "boolean" ? [] : ["no figure was named, so I took the average"]),
    ...(isAmount ? ['I read "how much" as the total'] : []),
    ...(atStake ? ["what is at stake is still to come, so I took the predicted value"] : []),
  );
}

/** "The smallest and largest number of logins". */
function isOfBothEnds(question: ParsedQuestion): boolean {
  return /\b(smallest|lowest|least|minimum|fewest) (and|to|or|&) (the )?(largest|highest|most|biggest|maximum)\b|\b(largest|highest|most|biggest|maximum) (and|or) (the )?(smallest|lowest|least|fewest|minimum)\b/.test(
    question.outside,
  );
}

/** The column of which several values are listed with "and" or commas. */
function valuesApart(question: ParsedQuestion): string | null {
  const values = question.conditions.filter(
    ({ condition, source }) => source === "value" && condition.kind === "compare" && condition.op === "=",
  );
  const [first, ...others] = values;
  if (!first || others.length === 0) return null;
  const column = columnOfCondition(question, first.condition);
  const isOne = others.every(({ condition }) => columnOfCondition(question, condition) === column);
  const words = question.tokens.slice(first.to, others.at(-1)?.from).map((token) => token.lower);
  return isOne && !words.includes("or") ? column : null;
}

/** "Revenue per connection": the second column stands right behind "per". */
function isPer(question: ParsedQuestion, named: readonly Column[]): boolean {
  const last = [...named].sort((a, b) => placeOf(question, a) - placeOf(question, b)).at(-1);
  const at = last ? placeOf(question, last) : 0;
  const before = question.tokens.slice(Math.max(0, at - 2), at).map((token) => token.lower);
  return before.at(-1) === "per" || /^for (each|every)$/.test(before.join(" "));
}

/** Of money of a group that is told by a prediction, the model's prediction: what may be lost has not come yet. */
function predictedAtStake(question: ParsedQuestion, measured: Column): string | null {
  const { domain } = question;
  const model = domain.models.find((one) => one.actual === measured.name);
  const isForeseen = question.conditions.some(({ condition }) =>
    domain.models.some((one) => one.prediction === columnOfCondition(question, condition)),
  );
  return model && isForeseen ? model.prediction : null;
}

/** "The top 10 % of customers" without a column are the top by what is summed, unless the question says otherwise. */
function tailsOf(question: ParsedQuestion, summed: Column, population: Population): Population {
  const { defaultMeasure } = question.domain.results;
  if (outcomesOf(question).some((column) => column.name === defaultMeasure)) return population;
  return population.map((condition) =>
    condition.kind === "tail" && condition.column === defaultMeasure
      ? { ...condition, column: summed.name }
      : condition,
  );
}
