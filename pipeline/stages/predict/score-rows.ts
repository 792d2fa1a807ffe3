import { applyLink, quantileInterval } from "#ml";

import type { BatchResults } from "./batches.ts";
import type { ServedModel } from "./read-served-models.ts";

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
export function scoreRows(
  { spec, trees, intervalMargin }: ServedModel,
  { explained: { margins }, outer }: BatchResults["predictive"][number],
): ModelScores {
  const [low, high] = spec.range;
  let clipped = 0;
  const clip = (value: number) => Math.min(high, Math.max(low, value));
  const raw = margins.map((margin) => applyLink(trees.objective, margin));
  for (const value of raw) if (value < low || value > high) clipped++;
  const [lower, upper] = outer;
  if (lower && upper) {
    const ends = quantileInterval({ lower, median: raw, upper }, intervalMargin ?? NaN, spec.range);
    return { prediction: ends.median, interval: intervalMargin === null ? null : ends, clipped };
  }
  const prediction = raw.map(clip);
  if (intervalMargin === null) return { prediction, interval: null, clipped };
  return {
    prediction,
    interval: {
      lower: prediction.map((value) => clip(value - intervalMargin)),
      upper: prediction.map((value) => clip(value + intervalMargin)),
    },
    clipped,
  };
}

/** The summary of some rows, added to that of rows before. */
export function summarise(
  { prediction, clipped }: Pick<ModelScores, "prediction" | "clipped">,
  before: ScoreSummary | null,
): ScoreSummary {
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
