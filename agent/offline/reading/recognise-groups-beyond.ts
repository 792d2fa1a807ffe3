import type { Column } from "#knowledge";

import type { Reading } from "./analysis.ts";
import { comparatorAt } from "./comparators.ts";
import type { FoundCondition } from "./find-conditions.ts";
import type { ParsedQuestion } from "./parsed-question.ts";
import { entityOf } from "./recognise-list.ts";
import { featuresOf, outcomesOf, read, remaining } from "./recognise.ts";
import { statisticsOf } from "./said-statistics.ts";

type Bound = {
  readonly column: Column;
  readonly op: "<" | "<=" | ">" | ">=";
  readonly value: number;
  readonly found: FoundCondition | null;
};

/** Groups whose figure lies beyond a bound: "which states have an average engagement above 0.52", "segments where churn is over 20 %". */
export function recogniseGroupsBeyond(question: ParsedQuestion): Reading | null {
  const by = featuresOf(question).find((one) => one.type === "string" || one.bins.length > 0);
  if (
    !by ||
    entityOf(question) !== null ||
    !/\b(where|with|have|has|having|whose|whose|is|are|in which)\b/.test(question.lower)
  )
    return null;
  const at = question.columns.find(({ column }) => column.name === by.name)?.at ?? -1;
  const isAsked =
    at <= 4 &&
    /^(and |so |now )?(which|what|list|show|name|find|give|are there|is there|any|all|\w+ )/.test(question.lower);
  const bound = boundOf(question);
  if (!isAsked || !bound || /^how many\b/.test(question.lower)) return null;
  const [said] = statisticsOf(question);
  // A number of single customers beside the group needs the word for a figure: "states with a trust above 0.5" does not say it.
  if (bound.column.type !== "boolean" && !said?.isSaid) return null;
  return read({
    kind: "groups-beyond",
    measure: {
      column: bound.column.name,
      statistic: bound.column.type === "boolean" ? "mean" : (said?.statistic ?? "mean"),
      ...(said?.percentile === undefined ? {} : { percentile: said.percentile }),
    },
    by: by.name,
    op: bound.op,
    bound: bound.value,
    population: remaining(question, bound.found ? [bound.found] : []),
  });
}

/** The one comparison of a number that the question makes; of a rate it is no condition on single customers. */
function boundOf(question: ParsedQuestion): Bound | null {
  const found = question.conditions.filter(({ source }) => source === "number");
  const [only, ...more] = found;
  if (more.length > 0) return null;
  if (only) {
    const { condition } = only;
    const column = question.domain.resultColumns.find((one) => "column" in condition && one.name === condition.column);
    if (condition.kind !== "compare" || typeof condition.value !== "number" || !column) return null;
    if (condition.op === "=" || condition.op === "<>") return null;
    return { column, op: condition.op, value: condition.value, found: only };
  }
  const rate = outcomesOf(question).find((column) => column.type === "boolean");
  const at = question.tokens.findIndex(({ isPercent, value }) => isPercent && value !== null);
  const compared = at < 0 ? null : comparatorAt(question.tokens, at);
  const value = question.tokens[at]?.value ?? null;
  if (!rate || !compared || value === null || compared.op === "=") return null;
  return { column: rate, op: compared.op, value, found: null };
}
