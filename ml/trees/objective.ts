import { quantile } from "../statistics.ts";

/** What the trees minimise: squared error, logistic loss of a 0/1 target, or the pinball loss of quantile `alpha`. */
export type Objective =
  | { readonly name: "squared" }
  | { readonly name: "logistic" }
  | { readonly name: "quantile"; readonly alpha: number };

/** The target and the current margins, both indexed by row. */
export type Fit = { readonly target: Float64Array; readonly margins: Float64Array };

/** Hessians of the logistic loss are kept above this, so that a sure row still has a cover. */
const minimalHessian = 1e-16;

/**
 * The constant to start from: mean, logit of the share of ones, or the target's quantile.
 * It is rounded so that it survives the model file, which keeps it at single precision on the target's scale.
 */
export function startingMargin(objective: Objective, target: Float64Array, rows: Uint32Array): number {
  if (objective.name === "quantile") {
    const values = Float64Array.from(rows, (row) => target[row]!);
    return Math.fround(quantile(values, objective.alpha));
  }
  let sum = 0;
  for (let i = 0; i < rows.length; i++) sum += target[rows[i]!]!;
  const mean = Math.fround(sum / rows.length);
  if (objective.name === "squared") return mean;
  return logit(Math.fround(Math.min(1 - 1e-6, Math.max(1e-6, mean))));
}

/**
 * Writes the first and second derivative of the loss by the margin, `pairs[2 i]` and `pairs[2 i + 1]` for `rows[i]`,
 * and returns the mean loss in the unit of `meanLoss`.
 * The pinball loss has no curvature; its hessian is taken as 1, and leaves are re-fitted afterwards.
 */
export function writeGradients(objective: Objective, fit: Fit, rows: Uint32Array, pairs: Float64Array): number {
  const { target, margins } = fit;
  let loss = 0;
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i]!;
    const margin = margins[row]!;
    const value = target[row]!;
    let gradient = margin - value;
    let hessian = 1;
    if (objective.name === "squared") {
      loss += gradient * gradient;
    } else if (objective.name === "logistic") {
      const decay = Math.exp(-Math.abs(margin));
      const probability = margin >= 0 ? 1 / (1 + decay) : decay / (1 + decay);
      gradient = probability - value;
      hessian = Math.max(probability * (1 - probability), minimalHessian);
      loss += Math.log1p(decay) + Math.max(margin, 0) - value * margin;
    } else {
      loss += gradient >= 0 ? (1 - objective.alpha) * gradient : -objective.alpha * gradient;
      gradient = gradient >= 0 ? 1 - objective.alpha : -objective.alpha;
    }
    pairs[2 * i] = gradient;
    pairs[2 * i + 1] = hessian;
  }
  return finishLoss(objective, loss, rows.length);
}

/** Root mean squared error, mean log loss, or mean pinball loss over `rows`; NaN of no rows. */
export function meanLoss(objective: Objective, fit: Fit, rows: Uint32Array): number {
  let loss = 0;
  for (let i = 0; i < rows.length; i++) {
    const margin = fit.margins[rows[i]!]!;
    const value = fit.target[rows[i]!]!;
    const error = margin - value;
    if (objective.name === "squared") loss += error * error;
    else if (objective.name === "logistic") {
      loss += Math.log1p(Math.exp(-Math.abs(margin))) + Math.max(margin, 0) - value * margin;
    } else loss += error >= 0 ? (1 - objective.alpha) * error : -objective.alpha * error;
  }
  return finishLoss(objective, loss, rows.length);
}

/** The margin on the scale of the target: itself, or a probability for the logistic objective. */
export function applyLink(objective: Objective, margin: number): number {
  return objective.name === "logistic" ? logistic(margin) : margin;
}

/** 1 / (1 + e^−x), without overflow. */
export function logistic(x: number): number {
  if (x >= 0) return 1 / (1 + Math.exp(-x));
  const growth = Math.exp(x);
  return growth / (1 + growth);
}

/** ln(p / (1 − p)), p in (0, 1). */
export function logit(probability: number): number {
  return Math.log(probability / (1 - probability));
}

function finishLoss(objective: Objective, sum: number, count: number): number {
  return objective.name === "squared" ? Math.sqrt(sum / count) : sum / count;
}
