import { topFeatureCount, type Domain } from "#knowledge";

import type { BatchResults } from "./batches.ts";
import type { RankedContributions } from "./rank-contributions.ts";
import type { ServedModels } from "./read-served-models.ts";
import type { ModelScores } from "./score-rows.ts";

/** A column of the wide table of scores, under its name in the results table, and where a batch's values come from. */
export type ScoreColumn = {
  readonly name: string;
  /** Numbers, or places in the list of features or of segments. */
  readonly kind: "number" | "feature" | "segment";
  readonly values: (results: BatchResults, scores: readonly ModelScores[]) => Float64Array | Uint8Array | null;
};

/** The wide table's columns: by model its prediction, interval and strongest features; then anomaly and segment. */
export function scoreColumns(domain: Domain, models: ServedModels): ScoreColumn[] {
  const number = (name: string, values: ScoreColumn["values"]): ScoreColumn => ({ name, kind: "number", values });
  const predictive = models.predictive.flatMap(({ spec, intervalMargin }, index) => {
    const { prediction, lower, upper, topFeatures } = spec;
    const columns = [number(prediction, (_, scores) => scores[index]!.prediction)];
    if (intervalMargin !== null && lower !== null && upper !== null) {
      columns.push(
        number(lower, (_, scores) => scores[index]!.interval?.lower ?? null),
        number(upper, (_, scores) => scores[index]!.interval?.upper ?? null),
      );
    }
    return topFeatures === null ? columns : [...columns, ...topColumns(topFeatures, index)];
  });
  const { anomaly, segments } = domain;
  return [
    ...predictive,
    ...(anomaly ? [number(anomaly.prediction, (results) => results.anomaly)] : []),
    ...(segments
      ? [{ name: segments.column, kind: "segment" as const, values: (results: BatchResults) => results.segments }]
      : []),
  ];
}

function topColumns(prefix: string, model: number): ScoreColumn[] {
  return Array.from({ length: topFeatureCount }, (_, index): ScoreColumn[] => {
    const top = (results: BatchResults) => topEntries(results.predictive[model]!.explained.ranked, index);
    return [
      { name: `${prefix}_${index + 1}`, kind: "feature", values: (results) => top(results).codes },
      { name: `${prefix}_${index + 1}_impact`, kind: "number", values: (results) => top(results).values },
    ];
  }).flat();
}

/** Each row's entry of a rank, 0 the strongest. The protected entry is no top feature: it names no single column. */
function topEntries({ width, codes, values, protectedCode }: RankedContributions, rank: number) {
  const rows = codes.length / width;
  const top = { codes: new Uint8Array(rows), values: new Float64Array(rows) };
  for (let row = 0; row < rows; row++) {
    const start = row * width;
    const isPast = codes.subarray(start, start + rank + 1).includes(protectedCode);
    const entry = start + rank + (isPast ? 1 : 0);
    top.codes[row] = codes[entry]!;
    top.values[row] = values[entry]!;
  }
  return top;
}
