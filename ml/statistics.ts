import { normalQuantile, studentTQuantile } from "./distributions.ts";

/** A sample: numbers in an array or a typed array. */
export type Sample = ArrayLike<number>;

/** An estimate with the interval that covers it with the stated confidence. */
export type Interval = {
  readonly estimate: number;
  readonly lower: number;
  readonly upper: number;
};

/** Arithmetic mean; NaN of no values. */
export function mean(values: Sample): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]!;
  return sum / values.length;
}

/** Unbiased sample variance (n − 1), in two passes; NaN of fewer than two values. */
export function variance(values: Sample): number {
  if (values.length < 2) return NaN;
  const center = mean(values);
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += (values[i]! - center) ** 2;
  return sum / (values.length - 1);
}

/**
 * The p-quantile by linear interpolation between order statistics (R's type 7: Hyndman and Fan 1996, "Sample
 * quantiles in statistical packages"). `p` in [0, 1]; NaN of no values.
 */
export function quantile(values: Sample, p: number): number {
  return quantileOfSorted(Float64Array.from(values).sort(), p);
}

/** As `quantile`, of values that are in ascending order. */
export function quantileOfSorted(sorted: Sample, p: number): number {
  if (sorted.length === 0) return NaN;
  const position = p * (sorted.length - 1);
  const below = Math.floor(position);
  const low = sorted[below]!;
  const high = sorted[Math.min(below + 1, sorted.length - 1)]!;
  return low + (position - below) * (high - low);
}

/** Pearson's correlation of two samples of the same length, −1 … 1; NaN when one is constant. */
export function pearson(x: Sample, y: Sample): number {
  const meanX = mean(x);
  const meanY = mean(y);
  let xy = 0;
  let xx = 0;
  let yy = 0;
  for (let i = 0; i < x.length; i++) {
    const dx = x[i]! - meanX;
    const dy = y[i]! - meanY;
    xy += dx * dy;
    xx += dx * dx;
    yy += dy * dy;
  }
  if (xx === 0 || yy === 0) return NaN;
  return Math.min(1, Math.max(-1, xy / Math.sqrt(xx * yy)));
}

/** Spearman's rank correlation: Pearson's of the average ranks. */
export function spearman(x: Sample, y: Sample): number {
  return pearson(averageRanks(x), averageRanks(y));
}

/** Ranks from 1; equal values share the mean of theirs. */
export function averageRanks(values: Sample): Float64Array {
  const order = Uint32Array.from({ length: values.length }, (_, i) => i).sort((a, b) => values[a]! - values[b]!);
  const ranks = new Float64Array(values.length);
  for (let first = 0; first < order.length;) {
    let end = first + 1;
    while (end < order.length && values[order[end]!] === values[order[first]!]) end++;
    for (let i = first; i < end; i++) ranks[order[i]!] = (first + 1 + end) / 2;
    first = end;
  }
  return ranks;
}

/**
 * Interval of a Pearson correlation of `count` > 3 pairs by Fisher's z transformation (Fisher 1921): artanh r is about
 * normal with standard error 1 / √(n − 3).
 */
export function correlationInterval(correlation: number, count: number, confidence = 0.95): Interval {
  const halfWidth = normalQuantile((1 + confidence) / 2) / Math.sqrt(count - 3);
  const z = Math.atanh(correlation);
  return {
    estimate: correlation,
    lower: Math.tanh(z - halfWidth),
    upper: Math.tanh(z + halfWidth),
  };
}

/**
 * Mean of `a` less mean of `b` with its interval, variances not assumed equal (Welch 1947, degrees of freedom by
 * Satterthwaite 1946). Each sample needs two values or more.
 */
export function meanDifference(a: Sample, b: Sample, confidence = 0.95): Interval & { readonly degrees: number } {
  const shareA = variance(a) / a.length;
  const shareB = variance(b) / b.length;
  const degrees = (shareA + shareB) ** 2 / (shareA ** 2 / (a.length - 1) + shareB ** 2 / (b.length - 1));
  const halfWidth = studentTQuantile((1 + confidence) / 2, degrees) * Math.sqrt(shareA + shareB);
  const estimate = mean(a) - mean(b);
  return { estimate, lower: estimate - halfWidth, upper: estimate + halfWidth, degrees };
}

/** Cohen's d: difference of the means over the pooled standard deviation (Cohen 1988, section 2.2). */
export function cohensD(a: Sample, b: Sample): number {
  const degrees = a.length + b.length - 2;
  const pooled = ((a.length - 1) * variance(a) + (b.length - 1) * variance(b)) / degrees;
  return (mean(a) - mean(b)) / Math.sqrt(pooled);
}

/**
 * Population stability index Σ (q − p) ln (q / p) between the shares of an expected and an actual sample over the same
 * bins, from their counts. An empty bin counts as half a row, so that the index stays finite. By common rule below
 * 0.1 is stable, above 0.25 a shift (Siddiqi 2006, "Credit Risk Scorecards").
 */
export function populationStabilityIndex(expectedCounts: Sample, actualCounts: Sample): number {
  const expectedTotal = mean(expectedCounts) * expectedCounts.length;
  const actualTotal = mean(actualCounts) * actualCounts.length;
  let index = 0;
  for (let bin = 0; bin < expectedCounts.length; bin++) {
    const expected = Math.max(expectedCounts[bin]!, 0.5) / expectedTotal;
    const actual = Math.max(actualCounts[bin]!, 0.5) / actualTotal;
    index += (actual - expected) * Math.log(actual / expected);
  }
  return index;
}

/** How many of the values fall into each of the `cuts.length` + 1 bins [cut, next cut); NaN values are left out. */
export function countByCuts(values: Sample, cuts: Sample): Float64Array {
  const counts = new Float64Array(cuts.length + 1);
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (value !== value) continue;
    let low = 0;
    let high = cuts.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (cuts[middle]! <= value) low = middle + 1;
      else high = middle;
    }
    counts[low] = counts[low]! + 1;
  }
  return counts;
}
