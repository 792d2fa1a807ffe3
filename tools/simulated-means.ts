import type { Domain } from "#knowledge";
import { predict } from "#ml";

import { encodeRows, type InputRow, type ServedModel } from "./served-model.ts";

/** Means before and after a change, with a 95 % interval of the change over the customers it was simulated on. */
export type MeanChange = {
  readonly before: number;
  readonly after: number;
  readonly change: number;
  readonly low: number;
  readonly high: number;
};

/** What a model says of sampled customers as they are: the published predictions. */
export function publishedPredictions({ spec }: ServedModel, rows: readonly InputRow[]): Float64Array {
  return Float64Array.from(rows, (row) => Number(row[spec.prediction] ?? Number.NaN));
}

/**
 * What a model says after a change, cut to the target's range as the pipeline does. `changed` has the rows of `rows` in
 * their order; whom a change leaves as he was (the very same row) keeps the prediction in `before`.
 */
export function predictAfter(
  domain: Domain,
  model: ServedModel,
  rows: readonly InputRow[],
  changed: readonly InputRow[],
  before: Float64Array,
): Float64Array {
  const moved = rows.flatMap((row, index) => (changed[index] === row ? [] : [index]));
  const movedRows = moved.map((index) => changed[index]!);
  const scores = predict(model.trees, encodeRows(domain, model.trees.features, movedRows));
  const [low, high] = model.spec.range;
  const after = before.slice();
  for (const [position, index] of moved.entries()) after[index] = Math.min(high, Math.max(low, scores[position]!));
  return after;
}

/** Mean of paired changes and its interval by the normal approximation (mean ± 1.96 standard errors). */
export function meanChange(before: Float64Array, after: Float64Array): MeanChange {
  const n = before.length;
  let sumBefore = 0;
  let sumChange = 0;
  let sumSquares = 0;
  for (let index = 0; index < n; index++) {
    const change = after[index]! - before[index]!;
    sumBefore += before[index]!;
    sumChange += change;
    sumSquares += change * change;
  }
  const change = sumChange / n;
  const variance = n > 1 ? Math.max(0, (sumSquares - n * change * change) / (n - 1)) : 0;
  const margin = 1.96 * Math.sqrt(variance / n);
  return {
    before: sumBefore / n,
    after: sumBefore / n + change,
    change,
    low: change - margin,
    high: change + margin,
  };
}
