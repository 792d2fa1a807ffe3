import type { Analysis, Condition, Population, Reading } from "./analysis.ts";
import type { ParsedQuestion } from "./parsed-question.ts";
import { featuresOf, has, outcomesOf, read } from "./recognise.ts";

const ellipsis =
  /^(and|but|or|so|ok|okay|now|then|also|what about|how about|same|the same|only|just|for|in|among|within|excluding|exclude|except|without|not|with|break|split|by|per|instead|no,|sorry,|i mean|i meant|actually|why|show me the sql|show the sql|sql)\b/;
const pronouns = /\b(them|those|these|that|it|they|their|its|this|the same|same group|of those|him|her|he|she|his|this (customer|user|one)|that (customer|user|one))\b/;

/** Reads a question that leans on the one before it: another group, another measure, a breakdown, "why?", the SQL. */
export function followUp(question: ParsedQuestion, previous: Analysis): Reading | null {
  const base = previous.kind === "show-sql" ? previous.of : previous;
  if (has(question, /\bsql\b|\bquery\b.*\b(used|ran|run)\b|\bwhat query\b/)) return read({ kind: "show-sql", of: base });
  const leans = ellipsis.test(question.lower) || (pronouns.test(question.lower) && question.tokens.length <= 14) || isFragment(question);
  if (!leans) return null;
  if (base.kind === "customer") return followCustomer(question, base);
  const by = has(question, /\b(break|split|by|per|across|group)\b/)
    ? featuresOf(question).find((column) => column.type === "string" || column.bins.length > 0)
    : undefined;
  if (by) return withBreakdown(base, by.name, question);
  if (has(question, /^(and |but |so )?why\b/) && question.columns.length === 0) return whyOf(base);
  const outcome = outcomesOf(question)[0] ?? (question.conditions.length === 0 ? featuresOf(question)[0] : undefined);
  const conditions = question.conditions.map((found) => found.condition);
  const changed = outcome ? withMeasure(question, base, outcome.name) : base;
  if (!changed) return null;
  if (conditions.length === 0) return outcome ? read(changed) : null;
  const populated = withConditions(changed, conditions);
  return populated ? read(populated) : null;
}

/** A few words without a verb of its own, such as "premium only" or "churn by device". */
function isFragment(question: ParsedQuestion): boolean {
  return (
    question.tokens.length <= 5 &&
    !has(question, /^(what|which|who|how|do|does|is|are|why|list|show|describe|compare|explain|can|should|where|when)\b/) &&
    (question.conditions.length > 0 || question.columns.length > 0)
  );
}

function followCustomer(question: ParsedQuestion, base: Extract<Analysis, { kind: "customer" }>): Reading | null {
  const model = question.domain.models.find((one) =>
    outcomesOf(question).some((column) => column.name === one.actual || column.name === one.prediction),
  );
  if (has(question, /\b(keep|kept|change|help|retain|save|prevent|improve|lower|reduce|raise|do about)\b/)) {
    return read({ ...base, model: model?.name ?? base.model, aspect: "change" });
  }
  if (has(question, /\bwhy\b|\breasons?\b|\bexplain\b/) || model) {
    return read({ ...base, model: model?.name ?? base.model, aspect: "why" });
  }
  return null;
}

function withBreakdown(base: Analysis, by: string, question: ParsedQuestion): Reading | null {
  const conditions = question.conditions.map((found) => found.condition);
  switch (base.kind) {
    case "aggregate":
      return read({ ...base, by, population: merge(base.population, conditions), limit: null });
    case "count":
      return read({ ...base, by, population: merge(base.population, conditions) });
    case "compare":
      return read({
        kind: "aggregate",
        measures: [{ column: base.measure, statistic: "mean" }],
        population: merge(base.population, conditions),
        by,
        order: null,
        limit: null,
      });
    case "segments":
      return read({ ...base, by });
    case "distribution":
    case "quantile-groups":
      return read({
        kind: "aggregate",
        measures: [{ column: base.column, statistic: "mean" }],
        population: merge(base.population, conditions),
        by,
        order: null,
        limit: null,
      });
    default:
      return null;
  }
}

/** "Why?" after a figure or a comparison: what drives the outcome in the model. */
function whyOf(base: Analysis): Reading | null {
  switch (base.kind) {
    case "compare":
      return read({ kind: "separate", sides: base.sides, isLeversOnly: false, limit: 10 });
    case "count":
    case "aggregate":
      return base.population.length > 0
        ? read({
            kind: "separate",
            sides: [
              { label: "this group", where: base.population },
              { label: "everybody", where: [] },
            ],
            isLeversOnly: false,
            limit: 10,
          })
        : null;
    default:
      return null;
  }
}

function withMeasure(question: ParsedQuestion, base: Analysis, column: string): Analysis | null {
  const model = question.domain.models.find((one) => one.actual === column || one.prediction === column);
  switch (base.kind) {
    case "aggregate":
      return { ...base, measures: [{ ...(base.measures[0] ?? { statistic: "mean" }), column }] };
    case "compare":
      return { ...base, measure: column };
    case "relate":
      return question.domain.resultColumns.some((one) => one.name === column && one.role === "feature")
        ? { ...base, x: column }
        : { ...base, ys: [column] };
    case "distribution":
    case "quantile-groups":
      return { ...base, column };
    case "importance":
    case "levers":
    case "model-quality":
      return model ? { ...base, model: model.name } : null;
    case "list":
      return { ...base, orderBy: column };
    default:
      return null;
  }
}

function withConditions(base: Analysis, conditions: readonly Condition[]): Analysis | null {
  switch (base.kind) {
    case "aggregate":
    case "count":
    case "relate":
    case "distribution":
    case "quantile-groups":
    case "segments":
    case "levers":
    case "what-if":
    case "list":
    case "features-of":
    case "describe-all":
    case "compare":
      return { ...base, population: merge(base.population, conditions) };
    case "profile":
      return { ...base, side: { label: "this group", where: merge([], conditions) } };
    default:
      return null;
  }
}

/** The old conditions with the new ones; a new one on the same column takes the old one's place. */
function merge(old: Population, added: readonly Condition[]): Population {
  const key = (condition: Condition) => (condition.kind === "group" ? condition.group : condition.column);
  const replaced = new Set(added.map(key));
  return [...old.filter((condition) => !replaced.has(key(condition))), ...added];
}
