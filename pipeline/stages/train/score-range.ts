/** Predictions held within the target's range, in place: a score of 1.003 means 1. */
export function clipToRange(predictions: Float64Array, [low, high]: readonly [number, number]): Float64Array {
  for (let row = 0; row < predictions.length; row++) {
    predictions[row] = Math.min(high, Math.max(low, predictions[row]!));
  }
  return predictions;
}
