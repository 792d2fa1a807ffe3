/** A median and the ends of the interval around it, by row. */
export type QuantileColumns = {
  readonly lower: Float64Array;
  readonly median: Float64Array;
  readonly upper: Float64Array;
};

/**
 * What a model of quantiles publishes: everything within the target's range, and the ends `margin` further out than
 * the trees say (conformalised; a negative margin draws them in), yet never past the median: three models may cross,
 * and the median is the one that is explained.
 */
export function quantileInterval(
  { lower, median, upper }: QuantileColumns,
  margin: number,
  [low, high]: readonly [number, number],
): QuantileColumns {
  const clip = (value: number) => Math.min(high, Math.max(low, value));
  const middle = median.map(clip);
  return {
    median: middle,
    lower: lower.map((value, row) => Math.min(middle[row]!, clip(value - margin))),
    upper: upper.map((value, row) => Math.max(middle[row]!, clip(value + margin))),
  };
}
