/**
 * Statistics as their definitions say them, in loops that anybody can check: the evals' second path shares no line with
 * `#ml`, nor with an engine. All take values that are there; an empty list gives NaN.
 */

/** Arithmetic mean, summed with Kahan's correction (1965) so that a long column loses no digits. */
export function meanOf(values: readonly number[]): number {
  return sumOf(values) / values.length;
}

/** Sum with Kahan's correction. */
export function sumOf(values: readonly number[]): number {
  let sum = 0;
  let lost = 0;
  for (const value of values) {
    const next = value - lost;
    const total = sum + next;
    lost = total - sum - next;
    sum = total;
  }
  return sum;
}

/** Sample variance, n − 1 below. */
export function varianceOf(values: readonly number[]): number {
  const mean = meanOf(values);
  return sumOf(values.map((value) => (value - mean) ** 2)) / (values.length - 1);
}

/** The value at a share of the sorted values, between neighbours by a straight line (Hyndman and Fan's type 7). */
export function quantileOf(values: readonly number[], p: number): number {
  const sorted = Float64Array.from(values).sort();
  const place = p * (sorted.length - 1);
  const below = Math.floor(place);
  const low = sorted[below] ?? Number.NaN;
  const high = sorted[Math.min(below + 1, sorted.length - 1)] ?? Number.NaN;
  return low + (high - low) * (place - below);
}

/** Skewness, adjusted for the sample (Joanes and Gill 1998, G1). */
export function skewOf(values: readonly number[]): number {
  const n = values.length;
  const mean = meanOf(values);
  const second = meanOf(values.map((value) => (value - mean) ** 2));
  const third = meanOf(values.map((value) => (value - mean) ** 3));
  return ((third / second ** 1.5) * Math.sqrt(n * (n - 1))) / (n - 2);
}

/** Pearson's r of pairs. */
export function pearsonOf(x: readonly number[], y: readonly number[]): number {
  const [meanX, meanY] = [meanOf(x), meanOf(y)];
  const cross = sumOf(x.map((value, index) => (value - meanX) * (y[index]! - meanY)));
  const squares = sumOf(x.map((value) => (value - meanX) ** 2)) * sumOf(y.map((value) => (value - meanY) ** 2));
  return cross / Math.sqrt(squares);
}

/** Slope of y on x by least squares. */
export function slopeOf(x: readonly number[], y: readonly number[]): number {
  const [meanX, meanY] = [meanOf(x), meanOf(y)];
  const cross = sumOf(x.map((value, index) => (value - meanX) * (y[index]! - meanY)));
  return cross / sumOf(x.map((value) => (value - meanX) ** 2));
}

/** Ranks from 1; equal values share the mean of their places. */
export function ranksOf(values: readonly number[]): number[] {
  const order = values.map((_, index) => index).sort((left, right) => values[left]! - values[right]!);
  const ranks = Array.from({ length: values.length }, () => 0);
  for (let start = 0; start < order.length;) {
    let end = start;
    while (end + 1 < order.length && values[order[end + 1]!] === values[order[start]!]) end++;
    for (let place = start; place <= end; place++) ranks[order[place]!] = (start + end) / 2 + 1;
    start = end + 1;
  }
  return ranks;
}
