import { logistic } from "../trees/objective.ts";

/**
 * A monotone function from a model's score to a probability.
 *
 * The score is the margin of the trees, not their probability: the explanations add up to the margin, and because the
 * calibrated probability rises with it, a contribution that raises the margin raises the probability too.
 */
export type Calibration = IsotonicCalibration | PlattCalibration | BetaCalibration;

/**
 * Straight lines between the points (`thresholds[i]`, `values[i]`), level before the first and after the last.
 * Both arrays have the same length, 1 or more; thresholds rise strictly, values never fall and lie in (0, 1).
 */
export type IsotonicCalibration = {
  readonly kind: "isotonic";
  readonly thresholds: Float64Array;
  readonly values: Float64Array;
};

/** p = 1 / (1 + e^−(slope · score + intercept)), slope ≥ 0. */
export type PlattCalibration = { readonly kind: "platt"; readonly slope: number; readonly intercept: number };

/**
 * ln(p / (1 − p)) = a ln s − b ln(1 − s) + c with s = 1 / (1 + e^−score), a and b ≥ 0: the margin's own probability
 * where a = b = 1 and c = 0.
 */
export type BetaCalibration = { readonly kind: "beta"; readonly a: number; readonly b: number; readonly c: number };

/** What a calibration is fitted to: one score and one 0/1 outcome a row, which the model has not been trained on. */
export type CalibrationData = {
  readonly scores: Float64Array;
  readonly outcomes: Float64Array;
  /** Rows that each row counts for, 0 or more; 1 each, unless given. */
  readonly weights?: Float64Array;
};

/** The calibrated probability of a score. */
export function applyCalibration(calibration: Calibration, score: number): number {
  switch (calibration.kind) {
    case "isotonic":
      return interpolate(calibration, score);
    case "platt":
      return logistic(calibration.slope * score + calibration.intercept);
    case "beta":
      return logistic(calibration.a * -softplus(-score) + calibration.b * softplus(score) + calibration.c);
  }
}

/** `applyCalibration` of every score. */
export function calibrateScores(calibration: Calibration, scores: Float64Array): Float64Array {
  return scores.map((score) => applyCalibration(calibration, score));
}

/** ln(1 + e^x) without overflow; −softplus(−m) is ln s and softplus(m) is −ln(1 − s) of s = logistic(m). */
export function softplus(x: number): number {
  return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
}

function interpolate({ thresholds, values }: IsotonicCalibration, score: number): number {
  if (Number.isNaN(score)) return NaN;
  let low = 0;
  let high = thresholds.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (thresholds[middle]! <= score) low = middle + 1;
    else high = middle;
  }
  if (low === 0) return values[0]!;
  const left = low - 1;
  if (low === thresholds.length) return values[left]!;
  const share = (score - thresholds[left]!) / (thresholds[low]! - thresholds[left]!);
  return values[left]! + share * (values[low]! - values[left]!);
}
