import { createRandom } from "#core";

import { allCoalitions, drawCoalitions, type Coalitions } from "./coalitions.ts";
import { createNormalEquations, invertSymmetric } from "./solve-weighted.ts";

/** A model of any kind: predictions of `rows` rows, given row-major, features side by side. */
export type PredictRows = (points: Float64Array, rows: number) => Float64Array;

/** Rows by features, row-major. */
export type Background = { readonly points: Float64Array; readonly rows: number };

/**
 * `baseValue`, the mean prediction over the background, plus all contributions is `prediction`, exactly. The standard
 * errors are of drawing coalitions, 0 where all were taken; they say nothing of the choice of background.
 */
export type LocalExplanation = {
  readonly baseValue: number;
  readonly prediction: number;
  readonly contributions: Float64Array;
  readonly standardErrors: Float64Array;
  /** Sets of features whose worth was computed. */
  readonly coalitions: number;
};

/** Up to this many features all coalitions are taken where a number was not asked for. */
const exactFeatures = 12;

/** Predictions asked for at a time. */
const batchRows = 8192;

/**
 * Shapley values of one prediction of any model (Kernel SHAP: Lundberg and Lee 2017). A set of features is worth the mean
 * prediction of the background's rows with these features' values taken from the row: the absent ones vary as in the
 * background, independently of the others (interventional, so not the same as the trees' path-dependent values).
 *
 * With "exact", all 2^M sets are taken, and the weighted least squares have the Shapley values as their solution; a
 * number is of sets drawn in pairs (`drawCoalitions`). Left out, it is exact up to 12 features and 2,048 + 2 M sets
 * beyond. The values add up by a constraint of the least squares. `coalitions` × background rows predictions are made.
 * Throws `INTERNAL` when too few sets were drawn to tell the features apart.
 */
export function kernelShap(input: {
  readonly predict: PredictRows;
  readonly background: Background;
  readonly row: Float64Array;
  readonly coalitions?: number | "exact";
  readonly seed: number;
}): LocalExplanation {
  const { predict, background, row, seed } = input;
  const features = row.length;
  const wanted = input.coalitions ?? (features <= exactFeatures ? "exact" : 2048 + 2 * features);
  const sets =
    wanted === "exact"
      ? allCoalitions(features)
      : drawCoalitions(features, Math.max(1, Math.ceil(wanted / 2)), createRandom(seed));
  const prediction = predict(row, 1)[0]!;
  const baseValue = meanOf(predict(background.points, background.rows));
  const worths = worthOf(sets, predict, background, row);
  const solution = solve(sets, worths, baseValue, prediction - baseValue, wanted === "exact");
  return { baseValue, prediction, ...solution, coalitions: sets.weights.length };
}

/** Mean prediction of the background for each set, its members' values taken from `row`. */
function worthOf(sets: Coalitions, predict: PredictRows, background: Background, row: Float64Array): Float64Array {
  const { features, members, weights } = sets;
  const worths = new Float64Array(weights.length);
  const perBatch = Math.max(1, Math.floor(batchRows / background.rows));
  for (let first = 0; first < worths.length; first += perBatch) {
    const count = Math.min(perBatch, worths.length - first);
    const points = new Float64Array(count * background.rows * features);
    for (let k = 0, at = 0; k < count; k++) {
      const set = (first + k) * features;
      for (let value = 0; value < background.rows * features; value++, at++) {
        const f = value % features;
        points[at] = members[set + f] === 1 ? row[f]! : background.points[value]!;
      }
    }
    const predictions = predict(points, count * background.rows);
    for (let k = 0; k < count; k++) {
      worths[first + k] = meanOf(predictions.subarray(k * background.rows, (k + 1) * background.rows));
    }
  }
  return worths;
}

/**
 * Weighted least squares of worth − base on membership, under the constraint that the coefficients add up to `total`: the
 * last one is put as the total less the others, which leaves M − 1 unknowns. The variance of drawn sets is that of
 * clusters, a set and its complement being one (White 1980, for clusters Liang and Zeger 1986).
 */
function solve(
  { features, members, weights }: Coalitions,
  worths: Float64Array,
  baseValue: number,
  total: number,
  isExact: boolean,
): { readonly contributions: Float64Array; readonly standardErrors: Float64Array } {
  const unknowns = features - 1;
  const inputs = new Float64Array(unknowns);
  const readInputs = (set: number): number => {
    const last = members[set * features + unknowns]!;
    for (let f = 0; f < unknowns; f++) inputs[f] = members[set * features + f]! - last;
    return worths[set]! - baseValue - last * total;
  };
  const equations = createNormalEquations(unknowns);
  for (let set = 0; set < worths.length; set++) equations.add(inputs, readInputs(set), weights[set]!);
  const inverse = invertSymmetric(equations.moments).to2DArray();
  const times = (vector: Float64Array) =>
    inverse.map((row) => row.reduce((sum, value, index) => sum + value * vector[index]!, 0));
  const found = times(equations.right);
  const contributions = Float64Array.from([...found, total - found.reduce((sum, value) => sum + value, 0)]);
  const variances = new Float64Array(features);
  const sampledPairs = isExact ? 0 : worths.length / 2;
  for (let pair = 0; pair < sampledPairs; pair++) {
    const score = new Float64Array(unknowns);
    for (const set of [2 * pair, 2 * pair + 1]) {
      const target = readInputs(set);
      const residual = inputs.reduce((rest, value, f) => rest - value * found[f]!, target);
      inputs.forEach((value, f) => (score[f] = score[f]! + weights[set]! * value * residual));
    }
    const influence = times(score);
    influence.forEach((value, f) => (variances[f] = variances[f]! + value * value));
    const last = influence.reduce((sum, value) => sum + value, 0);
    variances[unknowns] = variances[unknowns]! + last * last;
  }
  const correction = sampledPairs > unknowns ? sampledPairs / (sampledPairs - unknowns) : 1;
  return { contributions, standardErrors: variances.map((variance) => Math.sqrt(variance * correction)) };
}

function meanOf(values: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]!;
  return sum / values.length;
}
