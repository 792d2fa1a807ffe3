import { exponential } from "../kernels/exponential.ts";
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
 * Writes the first and second derivative of the loss by the margin, `pairs[2 i]` and `pairs[2 i + 1]` for `rows[i]`, at
 * single precision, and returns the mean loss in the unit of `meanLoss`; without `pairs` only the latter.
 * The pinball loss has no curvature; its hessian is taken as 1, and leaves are re-fitted afterwards.
 */
export function writeGradients(objective: Objective, fit: Fit, rows: Uint32Array, pairs?: Float32Array): number {
  const { target, margins } = fit;
  const isSquared = objective.name === "squared";
  if (objective.name === "logistic") return writeLogistic(fit, rows, pairs);
  const alpha = isSquared ? 0 : objective.alpha;
  let loss = 0;
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i]!;
    const error = margins[row]! - target[row]!;
    const gradient = isSquared ? error : error >= 0 ? 1 - alpha : -alpha;
    loss += gradient * error;
    if (pairs === undefined) continue;
    pairs[2 * i] = gradient;
    pairs[2 * i + 1] = 1;
  }
  return finishLoss(objective, loss, rows.length);
}

/** Rows whose 1 + e^−|margin| are multiplied before a logarithm is taken: the product stays below 2^256. */
export const rowsPerProduct = 256;

function writeLogistic({ target, margins }: Fit, rows: Uint32Array, pairs?: Float32Array): number {
  const products = new Float64Array(Math.ceil(rows.length / rowsPerProduct)).fill(1);
  let loss = 0;
  for (let i = 0; i < rows.length; i++) {
    const margin = margins[rows[i]!]!;
    const value = target[rows[i]!]!;
    const decay = exponential(-Math.abs(margin));
    const block = Math.floor(i / rowsPerProduct);
    products[block] = products[block]! * (1 + decay);
    loss += Math.max(margin, 0) - value * margin;
    if (pairs === undefined) continue;
    const probability = margin >= 0 ? 1 / (1 + decay) : decay / (1 + decay);
    pairs[2 * i] = probability - value;
    pairs[2 * i + 1] = Math.max(probability * (1 - probability), minimalHessian);
  }
  return finishLogisticLoss(loss, products, rows.length);
}

/**
 * Mean log loss from its linear part, Σ max(margin, 0) − target · margin, and the products of 1 + e^−|margin| over
 * blocks of rows: their logarithms are the rest, and one a block is enough.
 */
export function finishLogisticLoss(linear: number, products: Float64Array, rowCount: number): number {
  return products.reduce((sum, product) => sum + Math.log(product), linear) / rowCount;
}

/** Root mean squared error, mean log loss, or mean pinball loss over `rows`; NaN of no rows. */
export function meanLoss(objective: Objective, fit: Fit, rows: Uint32Array): number {
  return writeGradients(objective, fit, rows);
}

/** The sums of the pairs (gradient, hessian) of the first `count` rows. */
export function sumPairs(pairs: Float32Array, count: number): { gradient: number; hessian: number } {
  let gradient = 0;
  let hessian = 0;
  for (let i = 0; i < count; i++) {
    gradient += pairs[2 * i]!;
    hessian += pairs[2 * i + 1]!;
  }
  return { gradient, hessian };
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

/** The mean loss of squared error or pinball from the sum over `count` rows. */
export function finishLoss(objective: Objective, sum: number, count: number): number {
  return objective.name === "squared" ? Math.sqrt(sum / count) : sum / count;
}
