import { checkCalibrationData } from "./check-data.ts";
import type { CalibrationData, IsotonicCalibration } from "./calibration.ts";

/**
 * Isotonic regression of the outcome on the score: pool adjacent violators (Ayer et al. 1955), then straight lines
 * between the pooled blocks' mean scores instead of steps (centred isotonic regression, Oron and Flournoy 2017). The
 * lines keep customers of one block apart, so that calibration does not blur the ranking. Measured on 20,000 fresh rows,
 * mean of 20 samples, log loss above the true probability's and AUC: of 2,000 rows fitted to 0.0024 and 0.7772, steps
 * 0.0037 and 0.7750; of 15,000 rows 0.0007 and 0.7755, steps 0.0011 and 0.7750. With fewer than some 2,000 rows
 * `fitBeta` does better still.
 *
 * No probability is 0 or 1: a block of n rows that are all alike gets 1 / (n + 2), or 1 less that, by Laplace's rule of
 * succession. Throws `INTERNAL` when there is no row with a weight or an outcome is neither 0 nor 1.
 */
export function fitIsotonic(data: CalibrationData): IsotonicCalibration {
  checkCalibrationData(data);
  const blocks = poolAdjacentViolators(data);
  const values = Float64Array.from(blocks, (block) => block.value);
  // Values rise strictly, so only the first can be 0 and only the last 1; neither may cross its neighbour.
  const first = blocks[0]!;
  const last = blocks[blocks.length - 1]!;
  if (first.value === 0) values[0] = Math.min(1 / (first.weight + 2), values[1] ?? 1);
  if (last.value === 1) {
    values[values.length - 1] = Math.max(1 - 1 / (last.weight + 2), values[values.length - 2] ?? 0);
  }
  return { kind: "isotonic", thresholds: Float64Array.from(blocks, (block) => block.score), values };
}

/** Rows pooled to one level: the weighted means of their scores and outcomes, and their weight. */
export type IsotonicBlock = { score: number; value: number; weight: number };

/** The blocks of the isotonic least-squares fit, by rising score; their values rise strictly. */
export function poolAdjacentViolators({ scores, outcomes, weights }: CalibrationData): IsotonicBlock[] {
  const order = Uint32Array.from(scores.keys()).sort((a, b) => scores[a]! - scores[b]!);
  const blocks: IsotonicBlock[] = [];
  for (let at = 0; at < order.length;) {
    // Equal scores get one value, whatever their outcomes.
    const score = scores[order[at]!]!;
    let current: IsotonicBlock = { score, value: 0, weight: 0 };
    for (; at < order.length && scores[order[at]!] === score; at++) {
      const row = order[at]!;
      current = pooled(current, { score, value: outcomes[row]!, weight: weights?.[row] ?? 1 });
    }
    if (current.weight === 0) continue;
    for (let last = blocks.at(-1); last !== undefined && last.value >= current.value; last = blocks.at(-1)) {
      current = pooled(last, current);
      blocks.pop();
    }
    blocks.push(current);
  }
  return blocks;
}

function pooled(a: IsotonicBlock, b: IsotonicBlock): IsotonicBlock {
  const weight = a.weight + b.weight;
  if (weight === 0) return a;
  const share = b.weight / weight;
  return { score: a.score + (b.score - a.score) * share, value: a.value + (b.value - a.value) * share, weight };
}
