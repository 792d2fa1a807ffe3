import type {
  Analysis,
  Change,
  Condition,
  Measure,
  Population,
  Reading,
} from "../../../agent/offline/reading/analysis.ts";

/** One condition as the question bank writes it: `age 25..34`, `@inactive`, `top 10% trust_score`. */
function renderCondition(condition: Condition): string {
  switch (condition.kind) {
    case "compare":
      return `${condition.column} ${condition.op} ${String(condition.value)}`;
    case "between":
      return `${condition.column} ${condition.low}..${condition.high}`;
    case "in":
      return `${condition.column} ${condition.negated ? "not in" : "in"} ${[...condition.values].sort().join("|")}`;
    case "missing":
      return `${condition.negated ? "has" : "no"} ${condition.column}`;
    case "group":
      return `${condition.negated ? "not " : ""}@${condition.group}`;
    case "when":
      return `${condition.column} ${condition.from ?? ""}..${condition.to ?? ""}`;
    case "typical":
      return `${condition.column} ${condition.op} ${condition.statistic}`;
    case "any":
      return `(${condition.of.map(renderCondition).sort().join(" | ")})`;
    case "tail":
      return `${condition.end} ${Number((condition.share * 100).toPrecision(6))}% ${condition.column}${condition.within ? ` of (${renderPopulation(condition.within)})` : ""}`;
  }
}

function renderPopulation(population: Population): string {
  return population.map(renderCondition).sort().join(" & ");
}

function renderMeasure({ column, statistic, percentile }: Measure): string {
  return `${statistic === "percentile" ? `p${Math.round((percentile ?? 0) * 100)}` : statistic} ${column}`;
}

function renderChange(change: Change): string {
  const sign = { multiply: "x", add: "+", set: "=" }[change.kind];
  const size = change.kind === "multiply" ? change.factor : change.kind === "add" ? change.amount : change.value;
  return `${sign}${String(size)}`;
}

/** A reading as flat words, to be compared with what the bank expects. */
export function renderReading(reading: Reading): Record<string, unknown> {
  return reading.kind === "analysis" ? renderAnalysis(reading.analysis) : { kind: reading.kind };
}

function renderAnalysis(analysis: Analysis): Record<string, unknown> {
  const rendered: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(analysis)) rendered[key] = value;
  if ("population" in analysis) rendered["where"] = renderPopulation(analysis.population ?? []);
  switch (analysis.kind) {
    case "count":
      return { ...rendered, base: renderPopulation(analysis.base) };
    case "aggregate":
      return { ...rendered, measures: analysis.measures.map(renderMeasure).join(", ") };
    case "compare":
    case "compare-figures":
    case "separate":
    case "explain-groups":
      return {
        ...rendered,
        ...(analysis.kind === "compare-figures" ? { measures: analysis.measures.map(renderMeasure).join(", ") } : {}),
        a: renderPopulation(analysis.sides[0].where),
        b: renderPopulation(analysis.sides[1].where),
      };
    case "profile":
      return { ...rendered, where: renderPopulation(analysis.side.where) };
    case "relate":
      return { ...rendered, ys: analysis.ys.join(", "), asked: analysis.asked?.join(", ") };
    case "correlation-matrix":
      return { ...rendered, columns: analysis.columns.join(", ") };
    case "importance":
      return { ...rendered, levers: analysis.isLeversOnly };
    case "what-if":
      return { ...rendered, change: renderChange(analysis.change), cost: analysis.isCostAsked };
    case "customer-what-if":
      return { ...rendered, change: renderChange(analysis.change) };
    case "compare-models":
    case "compare-importance":
      return { ...rendered, models: analysis.models.join(", ") };
    case "customer":
      return { ...rendered, columns: analysis.columns.join(", ") };
    case "compare-customers":
      return { ...rendered, ids: analysis.ids.join(", ") };
    default:
      return rendered;
  }
}
