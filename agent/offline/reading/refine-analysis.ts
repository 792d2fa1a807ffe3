import type { Domain } from "#knowledge";

import type { Analysis, Condition, Population, Statistic } from "./analysis.ts";
import { complementOf } from "./complement.ts";
import { mergeValues } from "./recognise.ts";

/** The customers that an analysis is about; everybody where it names none. */
export function populationOfAnalysis(analysis: Analysis): Population {
  if (analysis.kind === "explain-groups") return [...analysis.sides[0].where, ...analysis.population];
  if (analysis.kind === "separate") return analysis.sides[0].where;
  if ("population" in analysis) return analysis.population ?? [];
  return analysis.kind === "profile" ? analysis.side.where : [];
}

/** The analysis for fewer or other customers; null where it is not about a set of them. */
export function withConditions(domain: Domain, base: Analysis, conditions: readonly Condition[]): Analysis | null {
  if (base.kind === "profile")
    return { ...base, side: { label: "this group", where: mergeConditions(domain, base.side.where, conditions) } };
  if (base.kind === "separate" && base.sides[1].where.length === 0) {
    const where = mergeConditions(domain, base.sides[0].where, conditions);
    return { ...base, sides: [{ label: "this group", where }, base.sides[1]] };
  }
  if (base.kind === "define" || (base.kind !== "importance" && !("population" in base))) return null;
  return { ...base, population: mergeConditions(domain, populationOfAnalysis(base), conditions) };
}

/** The analysis of everybody; null where it was of everybody, or is of no set at all. */
export function withoutConditions(base: Analysis): Analysis | null {
  return base.kind !== "define" && "population" in base && populationOfAnalysis(base).length > 0
    ? { ...base, population: [] }
    : null;
}

/** The analysis of those who do not meet its last condition: "and the others?". */
export function withComplement(base: Analysis): Analysis | null {
  if (base.kind === "define" || !("population" in base)) return null;
  const where = populationOfAnalysis(base);
  const last = where.at(-1);
  const opposite = last ? complementOf(last) : null;
  return opposite ? { ...base, population: [...where.slice(0, -1), opposite] } : null;
}

/** The breakdown by one column more. */
export function withSecond(base: Analysis, and: string): Analysis | null {
  if (base.kind === "aggregate") return { ...base, and, limit: null };
  return base.kind === "count" ? { ...base, and } : null;
}

/** The old conditions with the new ones; a new one on the same column takes the old one's place. */
export function mergeConditions(domain: Domain, old: Population, added: readonly Condition[]): Population {
  const key = (condition: Condition) => {
    if (condition.kind === "any") return JSON.stringify(condition);
    if (condition.kind !== "group") return condition.column;
    // "Of churners … and of stayers?": two groups told by one column take each other's place.
    return domain.groups.find((group) => group.name === condition.group)?.column ?? condition.group;
  };
  const replaced = new Set(added.map(key));
  return mergeValues([...old.filter((condition) => !replaced.has(key(condition))), ...added]);
}

/** The analysis of another outcome or column, all else as it was; null where it has none to change. */
export function withMeasure(domain: Domain, base: Analysis, column: string): Analysis | null {
  const model = domain.models.find((one) => one.actual === column || one.prediction === column);
  switch (base.kind) {
    case "count":
      if (!isFigure(domain, column) || (base.by === null && base.population.length === 0)) return null;
      return {
        kind: "aggregate",
        measures: [{ column, statistic: "mean" }],
        population: base.population,
        by: base.by,
        ...(base.and === undefined ? {} : { and: base.and }),
        order: null,
        limit: null,
      };
    case "aggregate":
      if (!isFigure(domain, column)) return null;
      return { ...base, measures: [{ ...(base.measures[0] ?? { statistic: "mean" }), column }] };
    case "compare":
      return { ...base, measure: column };
    case "compare-figures":
      return {
        kind: "compare",
        measure: column,
        sides: base.sides,
        population: base.population,
        column: null,
        asks: null,
      };
    case "relate":
      return domain.resultColumns.some((one) => one.name === column && one.role === "feature")
        ? { ...base, x: column }
        : { ...base, ys: [column] };
    case "distribution":
    case "quantile-groups":
    case "correlates":
      return { ...base, column };
    case "threshold":
      return { ...base, column };
    case "segments":
      return {
        kind: "aggregate",
        measures: [{ column, statistic: "mean" }],
        population: base.population,
        by: base.by,
        order: "desc",
        limit: null,
      };
    case "explain-groups":
      return model ? { ...base, model: model.name, asks: null } : null;
    case "importance":
    case "levers":
    case "what-if":
    case "model-quality":
    case "customer":
    case "customer-what-if":
      return model ? { ...base, model: model.name } : null;
    case "list":
      return { ...base, orderBy: column };
    default:
      return null;
  }
}

/** Whether the column can be averaged. */
function isFigure(domain: Domain, name: string): boolean {
  return domain.resultColumns.some((column) => column.name === name && column.type !== "string");
}

/** The figure with another statistic: "and the median?". */
export function withStatistic(base: Analysis, statistic: Statistic, percentile?: number): Analysis | null {
  const measure = { statistic, ...(percentile === undefined ? {} : { percentile }) };
  switch (base.kind) {
    case "aggregate":
      return { ...base, measures: base.measures.map(({ column }) => ({ column, ...measure })) };
    case "distribution":
      return {
        kind: "aggregate",
        measures: [{ column: base.column, ...measure }],
        population: base.population,
        by: null,
        order: null,
        limit: null,
      };
    default:
      return null;
  }
}

/** The first rows only, or the other end of the order. */
export function withOrder(base: Analysis, end: "top" | "bottom" | null, limit: number | null): Analysis | null {
  const order = end === "bottom" ? "asc" : end === "top" ? "desc" : null;
  switch (base.kind) {
    case "aggregate":
      return base.by === null ? null : { ...base, order: order ?? base.order ?? "desc", limit: limit ?? base.limit };
    case "list":
      return { ...base, order: order ?? base.order, limit: Math.min(limit ?? base.limit, 100) };
    case "importance":
      return { ...base, end: end ?? base.end, limit: Math.min(limit ?? base.limit, 60) };
    case "separate":
    case "correlates":
    case "anomalies":
      return limit === null ? null : { ...base, limit };
    default:
      return null;
  }
}

/** The figure for each value of a column. */
export function withBreakdown(
  domain: Domain,
  base: Analysis,
  by: string,
  added: readonly Condition[],
): Analysis | null {
  const population = mergeConditions(domain, populationOfAnalysis(base), added);
  const averages = (column: string): Extract<Analysis, { kind: "aggregate" }> => ({
    kind: "aggregate",
    measures: [{ column, statistic: "mean" }],
    population,
    by,
    order: null,
    limit: null,
  });
  switch (base.kind) {
    case "aggregate":
      return { ...base, by, population, limit: null };
    case "count":
      return { kind: "count", population, base: [], by };
    case "compare":
      return base.column === by ? null : averages(base.measure);
    case "segments":
      return { ...base, by, population };
    case "relate":
      return averages(base.ys[0] ?? domain.results.defaultMeasure);
    case "distribution":
    case "quantile-groups":
      return averages(base.column);
    case "list":
    case "anomalies":
      // Of the listed ones alone nothing is counted.
      return population.length === 0 ? null : { kind: "count", population, base: [], by };
    case "profile":
    case "levers":
      return { kind: "count", population, base: [], by };
    case "explain-groups": {
      const actual = domain.models.find((model) => model.name === base.model)?.actual;
      return actual === undefined
        ? null
        : { ...averages(actual), population: mergeConditions(domain, base.population, added) };
    }
    case "model-quality":
      return predictedAndActual(domain, base.model, by);
    default:
      return null;
  }
}

/** How good a model is in each group: what it predicts beside what happened. */
function predictedAndActual(domain: Domain, name: string, by: string): Analysis | null {
  const model = domain.models.find((one) => one.name === name);
  if (!model) return null;
  const columns = [...(model.error ? [model.error] : []), model.actual, model.prediction];
  return {
    kind: "aggregate",
    measures: columns.map((column) => ({ column, statistic: "mean" })),
    population: [],
    by,
    order: null,
    limit: null,
  };
}

/** "Why?" after a figure or a comparison: what parts the groups, or what the model weighs. */
export function whyOf(domain: Domain, base: Analysis): Analysis | null {
  switch (base.kind) {
    case "compare": {
      const model = modelOfMeasure(domain, base.measure);
      if (!model) return { kind: "separate", sides: base.sides, isLeversOnly: false, limit: 10 };
      return { kind: "explain-groups", model, sides: base.sides, population: base.population, asks: null };
    }
    case "count":
    case "aggregate":
    case "list":
    case "anomalies":
    case "profile": {
      const where = populationOfAnalysis(base);
      const explained = base.kind === "aggregate" ? modelOfMeasure(domain, base.measures[0]?.column) : null;
      if (where.length > 0 && explained !== null) return againstTheRest(domain, explained, where);
      if (where.length > 0)
        return againstEverybody(where, base.kind === "count" || base.kind === "aggregate" ? "this group" : "they");
      const model =
        base.kind === "aggregate"
          ? domain.models.find((one) =>
              base.measures.some(({ column }) => column === one.actual || column === one.prediction),
            )
          : undefined;
      return model ? { kind: "importance", model: model.name, end: "top", limit: 5, isLeversOnly: false } : null;
    }
    case "relate": {
      const model = domain.models.find((one) => base.ys.includes(one.actual));
      return model ? { kind: "importance", model: model.name, end: "top", limit: 5, isLeversOnly: false } : null;
    }
    case "customer":
      return { ...base, aspect: "why" };
    default:
      return null;
  }
}

/** The model that predicts an outcome; null for a column that none does. */
function modelOfMeasure(domain: Domain, column: string | undefined): string | null {
  return domain.models.find((model) => model.actual === column || model.prediction === column)?.name ?? null;
}

/** Why a model predicts more or less for a group than for everyone else. */
function againstTheRest(domain: Domain, model: string, where: Population): Analysis {
  const sides = [
    { label: "this group", where },
    { label: `other ${domain.entity.plural}`, where: [] },
  ] as const;
  return { kind: "explain-groups", model, sides, population: [], asks: null };
}

/** What sets a group apart from the whole base. */
export function againstEverybody(where: Population, label = "this group"): Analysis {
  return {
    kind: "separate",
    sides: [
      { label: label === "they" ? "this group" : label, where },
      { label: "everybody", where: [] },
    ],
    isLeversOnly: false,
    limit: 10,
  };
}
