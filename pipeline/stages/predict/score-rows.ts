import { applyLink } from "#ml";

import type { ExplainedRows } from "./explain-rows.ts";
import type { ServedModel } from "./predict.ts";

/** One model's predictions of a batch, by row, on the scale of the target. */
export type ModelScores = {
  readonly prediction: Float64Array;
  /** Ends of the interval, within the target's range; null for a model without one. */
  readonly interval: { readonly lower: Float64Array; readonly upper: Float64Array } | null;
  readonly clipped: number;
};

/** What is told about a model's predictions as a whole. */
export type ScoreSummary = {
  rows: number;
  minimum: number;
  maximum: number;
  sum: number;
  clipped: number;
};

/** Predictions and intervals from margins, held within the target's range. */
export function scoreRows({ spec, trees, intervalHalfWidth }: ServedModel, { margins }: ExplainedRows): ModelScores {
  const [low, high] = spec.range;
  let clipped = 0;
  const clip = (value: number) => Math.min(high, Math.max(low, value));
  const prediction = margins.map((margin) => {
    const value = applyLink(trees.objective, margin);
    if (value < low || value > high) clipped++;
    return clip(value);
  });
  if (intervalHalfWidth === null) return { prediction, interval: null, clipped };
  return {
    prediction,
    interval: {
      lower: prediction.map((value) => clip(value - intervalHalfWidth)),
      upper: prediction.map((value) => clip(value + intervalHalfWidth)),
    },
    clipped,
  };
}

/** The summary of some rows, added to that of rows before. */
export function summarise({ prediction, clipped }: ModelScores, before: ScoreSummary | null): ScoreSummary {
  const summary = before ?? { rows: 0, minimum: Infinity, maximum: -Infinity, sum: 0, clipped: 0 };
  for (const value of prediction) {
    summary.minimum = Math.min(summary.minimum, value);
    summary.maximum = Math.max(summary.maximum, value);
    summary.sum += value;
  }
  summary.rows += prediction.length;
  summary.clipped += clipped;
  return summary;
}
