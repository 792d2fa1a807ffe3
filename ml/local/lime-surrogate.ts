import { createRandom } from "#core";

import type { Background, PredictRows } from "./kernel-shap.ts";
import { createNormalEquations, invertSymmetric } from "./solve-weighted.ts";

/** A linear model of a model's behaviour near one row. */
export type LimeSurrogate = {
  /** Change of the prediction for each unit of a feature; 0 for a feature that does not vary in the background. */
  readonly coefficients: Float64Array;
  /** The surrogate's value where all features are 0: its value at x is `intercept` + coefficients · x. */
  readonly intercept: number;
  /** Weighted R² on the samples: how much of the model's behaviour nearby is linear, 1 all of it. */
  readonly fidelity: number;
  /** The surrogate's value at the row less the model's. */
  readonly localError: number;
};

/**
 * LIME for tables (Ribeiro, Singh and Guestrin 2016): rows are drawn around `row`, each feature normally with its
 * standard deviation in the background times `spread`, weighted by closeness, exp(−d² / width²) of the standardised
 * distance d with the width 0.75 √features, and a ridge regression is fitted to the model's predictions of them.
 * Where `fidelity` is low, the prediction near this row is not the sum of its features, and the coefficients should
 * not be shown. `spread` is 1 and `ridge` 1e-3 unless given; the ridge is in units of one sample's weight.
 */
export function limeSurrogate(input: {
  readonly predict: PredictRows;
  readonly background: Background;
  readonly row: Float64Array;
  readonly samples: number;
  readonly seed: number;
  readonly spread?: number;
  readonly ridge?: number;
}): LimeSurrogate {
  const { predict, background, row, samples, spread = 1, ridge = 1e-3 } = input;
  const features = row.length;
  const deviations = deviationsOf(background, features);
  const random = createRandom(input.seed);
  const steps = new Float64Array(samples * features);
  const points = steps.map((_, at) => {
    steps[at] = spread * random.normal();
    return row[at % features]! + steps[at] * deviations[at % features]!;
  });
  const predictions = predict(points, samples);
  const width = 0.75 * Math.sqrt(features) * spread;
  const weights = Float64Array.from({ length: samples }, (_, sample) => {
    const own = steps.subarray(sample * features, (sample + 1) * features);
    return Math.exp(-own.reduce((sum, step) => sum + step * step, 0) / width ** 2);
  });
  const fit = fitLinear({ steps, predictions, weights, features, ridge });
  const coefficients = fit.slopes.map((slope, f) => (deviations[f]! > 0 ? slope / deviations[f]! : 0));
  return {
    coefficients,
    intercept: coefficients.reduce((rest, coefficient, f) => rest - coefficient * row[f]!, fit.level),
    fidelity: fit.fidelity,
    localError: fit.level - predict(row, 1)[0]!,
  };
}

/** Weighted ridge regression in standardised steps from the row; `level` is its value at the row, not penalised. */
function fitLinear(data: {
  readonly steps: Float64Array;
  readonly predictions: Float64Array;
  readonly weights: Float64Array;
  readonly features: number;
  readonly ridge: number;
}): { readonly slopes: Float64Array; readonly level: number; readonly fidelity: number } {
  const { steps, predictions, weights, features, ridge } = data;
  const equations = createNormalEquations(features + 1);
  const inputs = new Float64Array(features + 1).fill(1);
  predictions.forEach((prediction, sample) => {
    inputs.set(steps.subarray(sample * features, (sample + 1) * features));
    equations.add(inputs, prediction, weights[sample]!);
  });
  for (let f = 0; f < features; f++) equations.moments[f]![f] = equations.moments[f]![f]! + ridge;
  const solution = invertSymmetric(equations.moments)
    .to2DArray()
    .map((row) => row.reduce((sum, value, index) => sum + value * equations.right[index]!, 0));
  const level = solution[features]!;
  const totalWeight = equations.moments[features]![features]!;
  const mean = equations.right[features]! / totalWeight;
  let residual = 0;
  let total = 0;
  predictions.forEach((prediction, sample) => {
    let fitted = level;
    for (let f = 0; f < features; f++) fitted += solution[f]! * steps[sample * features + f]!;
    residual += weights[sample]! * (prediction - fitted) ** 2;
    total += weights[sample]! * (prediction - mean) ** 2;
  });
  // A model that is constant nearby, but for roundings, is described completely.
  const varies = total > totalWeight * (1e-12 * mean) ** 2;
  return { slopes: Float64Array.from(solution.slice(0, features)), level, fidelity: varies ? 1 - residual / total : 1 };
}

function deviationsOf({ points, rows }: Background, features: number): Float64Array {
  const means = new Float64Array(features);
  points.forEach((value, at) => (means[at % features] = means[at % features]! + value / rows));
  const squares = new Float64Array(features);
  points.forEach(
    (value, at) => (squares[at % features] = squares[at % features]! + (value - means[at % features]!) ** 2),
  );
  // A constant feature differs from its mean by a rounding.
  return squares.map((sum, f) => (sum / rows > (1e-9 * means[f]!) ** 2 ? Math.sqrt(sum / rows) : 0));
}
