import { z } from "zod";

import type { FeatureSpec } from "#ml";

import { moment, type ImportanceSums } from "./importance-sums.ts";

/** Global importance of a feature in one model. */
export const importanceSchema = z.object({
  feature: z.string(),
  /** Mean absolute contribution over all customers, on the margin. */
  meanAbsContribution: z.number(),
  /** Of the sum over all features, 0 to 1. */
  share: z.number(),
  /** How the contribution goes with the value. */
  direction: z.enum(["positive", "negative", "mixed", "categorical"]),
  /** 1 for the most important. */
  rank: z.int(),
});
export type Importance = z.infer<typeof importanceSchema>;

/** A weaker correlation of value and contribution than this counts as mixed. */
const clearCorrelation = 0.3;

/** Every feature's importance, the most important first; equal ones in the order of the matrix. */
export function importanceOf(features: readonly FeatureSpec[], sums: ImportanceSums): Importance[] {
  const total = sums.absolute.reduce((sum, value) => sum + value, 0);
  return features
    .map((feature, index) => ({
      feature: feature.name,
      meanAbsContribution: sums.absolute[index]! / sums.rows,
      share: total === 0 ? 0 : sums.absolute[index]! / total,
      direction: directionOf(feature, sums.moments[index]!),
    }))
    .toSorted((a, b) => b.meanAbsContribution - a.meanAbsContribution)
    .map((entry, index) => ({ ...entry, rank: index + 1 }));
}

/** By the sign of Pearson's correlation between a feature's value and its contribution. */
function directionOf(feature: FeatureSpec, sums: Float64Array): Importance["direction"] {
  if (feature.kind === "categorical") return "categorical";
  const n = sums[moment.count]!;
  const varianceX = n * sums[moment.xx]! - sums[moment.x]! ** 2;
  const varianceC = n * sums[moment.cc]! - sums[moment.c]! ** 2;
  if (!(varianceX > 0 && varianceC > 0)) return "mixed";
  const correlation = (n * sums[moment.xc]! - sums[moment.x]! * sums[moment.c]!) / Math.sqrt(varianceX * varianceC);
  if (Math.abs(correlation) < clearCorrelation) return "mixed";
  return correlation > 0 ? "positive" : "negative";
}
