/**
 * The p-quantile by linear interpolation between order statistics (R's type 7: Hyndman and Fan 1996, "Sample
 * quantiles in statistical packages"). `p` in [0, 1]; NaN of no values.
 */
export function quantile(values: Float64Array, p: number): number {
  return quantileOfSorted(values.slice().sort(), p);
}

/** As `quantile`, of values that are in ascending order. */
export function quantileOfSorted(sorted: ArrayLike<number>, p: number): number {
  if (sorted.length === 0) return NaN;
  const position = p * (sorted.length - 1);
  const below = Math.floor(position);
  const low = sorted[below]!;
  const high = sorted[Math.min(below + 1, sorted.length - 1)]!;
  return low + (position - below) * (high - low);
}
