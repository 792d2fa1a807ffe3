import { logistic } from "../trees/objective.ts";
import { softplus, type BetaCalibration, type CalibrationData, type PlattCalibration } from "./calibration.ts";
import { checkCalibrationData } from "./check-data.ts";

/**
 * Platt's scaling (Platt 1999, "Probabilistic outputs for support vector machines"): two numbers, so that some dozens
 * of rows are enough. As there, the outcomes are drawn a little inwards, (n₁ + 1) / (n₁ + 2) and 1 / (n₀ + 2), which
 * keeps the fit finite where the score separates the classes. A score that ranks the wrong way round gets slope 0.
 * Throws `INTERNAL` as `fitIsotonic`.
 */
export function fitPlatt(data: CalibrationData): PlattCalibration {
  checkCalibrationData(data);
  const targets = inwardTargets(data);
  const [slope = 0, intercept = 0] = fitLogistic([data.scores], targets, data.weights);
  if (slope >= 0) return { kind: "platt", slope, intercept };
  const [level = 0] = fitLogistic([], targets, data.weights);
  return { kind: "platt", slope: 0, intercept: level };
}

/**
 * Beta calibration (Kull, Silva Filho and Flach 2017): three numbers, and unlike Platt's it can leave a model that is
 * calibrated already as it is, and mend the two ends differently. A coefficient that would come out negative is set
 * to 0 and the others fitted again, as in the paper, so that the function is monotone. Targets as in `fitPlatt`.
 */
export function fitBeta(data: CalibrationData): BetaCalibration {
  checkCalibrationData(data);
  const targets = inwardTargets(data);
  const logScore = data.scores.map((score) => -softplus(-score));
  const minusLogRest = data.scores.map(softplus);
  const [a = 0, b = 0, c = 0] = fitLogistic([logScore, minusLogRest], targets, data.weights);
  if (a >= 0 && b >= 0) return { kind: "beta", a, b, c };
  const [only = 0, level = 0] = fitLogistic([a < 0 ? minusLogRest : logScore], targets, data.weights);
  if (only >= 0) return { kind: "beta", a: a < 0 ? 0 : only, b: a < 0 ? only : 0, c: level };
  const [constant = 0] = fitLogistic([], targets, data.weights);
  return { kind: "beta", a: 0, b: 0, c: constant };
}

function inwardTargets({ outcomes, weights }: CalibrationData): Float64Array {
  let ones = 0;
  let zeros = 0;
  outcomes.forEach((outcome, row) => {
    const weight = weights?.[row] ?? 1;
    if (outcome === 1) ones += weight;
    else zeros += weight;
  });
  return outcomes.map((outcome) => (outcome === 1 ? (ones + 1) / (ones + 2) : 1 / (zeros + 2)));
}

/**
 * Coefficients of a logistic regression, one for each column and the intercept last: Newton's method, each step halved
 * until the loss falls. Targets lie inside (0, 1), which makes the loss strictly convex with a finite minimum.
 */
function fitLogistic(
  columns: readonly Float64Array[],
  targets: Float64Array,
  weights: Float64Array | undefined,
): number[] {
  const size = columns.length + 1;
  let coefficients = Array.from({ length: size }, () => 0);
  let current = derivatives(columns, targets, weights, coefficients);
  for (let iteration = 0; iteration < 100; iteration++) {
    const step = solveSymmetric(current.hessian, current.gradient);
    let scale = 1;
    let next = current;
    let candidate = coefficients;
    for (; scale > 1e-10; scale /= 2) {
      candidate = coefficients.map((value, index) => value - scale * step[index]!);
      next = derivatives(columns, targets, weights, candidate);
      if (next.loss <= current.loss) break;
    }
    if (next.loss > current.loss) break;
    const hasConverged = current.loss - next.loss <= 1e-14 * Math.abs(current.loss);
    coefficients = candidate;
    current = next;
    if (hasConverged) break;
  }
  return coefficients;
}

type Derivatives = { readonly loss: number; readonly gradient: number[]; readonly hessian: number[][] };

function derivatives(
  columns: readonly Float64Array[],
  targets: Float64Array,
  weights: Float64Array | undefined,
  coefficients: readonly number[],
): Derivatives {
  const size = coefficients.length;
  const gradient = coefficients.map(() => 0);
  const hessian = coefficients.map(() => coefficients.map(() => 0));
  const inputs = coefficients.map(() => 1);
  let loss = 0;
  for (let row = 0; row < targets.length; row++) {
    let margin = 0;
    for (let i = 0; i < size; i++) {
      if (i < columns.length) inputs[i] = columns[i]![row]!;
      margin += coefficients[i]! * inputs[i]!;
    }
    const weight = weights?.[row] ?? 1;
    const probability = logistic(margin);
    loss += weight * (softplus(margin) - targets[row]! * margin);
    for (let i = 0; i < size; i++) {
      gradient[i] = gradient[i]! + weight * (probability - targets[row]!) * inputs[i]!;
      const curvature = weight * probability * (1 - probability) * inputs[i]!;
      for (let j = 0; j < size; j++) hessian[i]![j] = hessian[i]![j]! + curvature * inputs[j]!;
    }
  }
  return { loss, gradient, hessian };
}

/** Solves a small positive semi-definite system by elimination; a direction without curvature gets no step. */
function solveSymmetric(matrix: readonly (readonly number[])[], right: readonly number[]): number[] {
  const rows = matrix.map((row, index) => [...row, right[index]!]);
  const size = right.length;
  for (let pivot = 0; pivot < size; pivot++) {
    const diagonal = rows[pivot]![pivot]!;
    if (diagonal <= 1e-12 * Math.abs(matrix[pivot]![pivot]!)) {
      rows[pivot]!.fill(0);
      rows[pivot]![pivot] = 1;
      for (let other = 0; other < size; other++) if (other !== pivot) rows[other]![pivot] = 0;
      continue;
    }
    for (let other = 0; other < size; other++) {
      if (other === pivot) continue;
      const factor = rows[other]![pivot]! / diagonal;
      for (let column = pivot; column <= size; column++) {
        rows[other]![column] = rows[other]![column]! - factor * rows[pivot]![column]!;
      }
    }
  }
  return rows.map((row, index) => row[size]! / row[index]!);
}
