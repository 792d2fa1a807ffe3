import { wilsonInterval } from "../proportions.ts";
import type { Interval } from "../statistics.ts";

/**
 * Half the width of the interval prediction ± half width that covers a new row with at least the probability
 * `coverage`, whatever the distribution, when the residuals come from rows the model was not trained on and that are
 * exchangeable with the new one (split conformal: Lei et al. 2018, theorem 2.2): the residual of rank
 * ⌈(n + 1) coverage⌉. Infinity when there are too few residuals for the coverage, n < coverage / (1 − coverage).
 */
export function conformalHalfWidth(absoluteResiduals: Float64Array, coverage: number): number {
  return conformalQuantile(Float64Array.from(absoluteResiduals), coverage);
}

/**
 * By how much to widen the interval [lower, upper] of two quantile models on either side so that it covers a new row
 * with at least the probability `coverage` (conformalised quantile regression: Romano, Patterson and Candès 2019,
 * theorem 1). Negative when the interval was too wide. The columns are of rows that no model was trained on; Infinity
 * when there are too few.
 */
export function conformalQuantileMargin(columns: {
  readonly lower: Float64Array;
  readonly upper: Float64Array;
  readonly actual: Float64Array;
  readonly coverage: number;
}): number {
  const { lower, upper, actual, coverage } = columns;
  return conformalQuantile(
    actual.map((value, row) => Math.max(lower[row]! - value, value - upper[row]!)),
    coverage,
  );
}

/** Share of the rows whose actual value lies in [lower, upper], ends included, with its Wilson interval. */
export function coverage(columns: {
  readonly lower: Float64Array;
  readonly upper: Float64Array;
  readonly actual: Float64Array;
}): Interval {
  const { lower, upper, actual } = columns;
  let covered = 0;
  actual.forEach((value, row) => {
    if (value >= lower[row]! && value <= upper[row]!) covered++;
  });
  return wilsonInterval(covered, actual.length);
}

/**
 * Columns of rising quantiles, row by row in ascending order: models of single quantiles may cross, and sorting their
 * values never raises the pinball loss (Chernozhukov, Fernández-Val and Galichon 2010). The columns come back new.
 */
export function sortCrossingQuantiles(quantiles: readonly Float64Array[]): Float64Array[] {
  const sorted = quantiles.map((column) => Float64Array.from(column));
  const values = new Float64Array(quantiles.length);
  for (let row = 0; row < (sorted[0]?.length ?? 0); row++) {
    sorted.forEach((column, index) => (values[index] = column[row]!));
    values.sort();
    sorted.forEach((column, index) => (column[row] = values[index]!));
  }
  return sorted;
}

/** The score of rank ⌈(n + 1) coverage⌉; sorts `scores` in place. */
function conformalQuantile(scores: Float64Array, coverage: number): number {
  scores.sort();
  // Less the count's own rounding: 0.9 of 10 is 9, not 9.000000000000002.
  const rank = Math.max(1, Math.ceil((scores.length + 1) * coverage - 1e-9));
  return rank > scores.length ? Infinity : scores[rank - 1]!;
}
