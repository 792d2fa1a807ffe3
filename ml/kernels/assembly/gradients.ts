/** Rows whose (1 + e^−|margin|) are multiplied before a logarithm is taken: the product stays below 2^256. */
const rowsPerProduct: i32 = 256;

/** Hessians of the logistic loss are kept above this, so that a sure row still has a cover. */
const minimalHessian: f64 = 1e-16;

/**
 * Gradient and hessian (f32) of ½ (margin − target)² for the rows `order[0 … count)`; none are written when `pairs`
 * is 0. Returns the sum of squared errors.
 */
export function squaredGradients(order: usize, count: i32, target: usize, margins: usize, pairs: usize): f64 {
  let loss: f64 = 0;
  for (let i: usize = 0; i < <usize>count; i++) {
    const row = (<usize>load<u32>(order + (i << 2))) << 3;
    const error = load<f64>(margins + row) - load<f64>(target + row);
    loss += error * error;
    if (pairs != 0) storePair(pairs + (i << 3), error, 1);
  }
  return loss;
}

/** The same of the pinball loss of quantile `alpha`; it has no curvature, its hessian is taken as 1. */
export function quantileGradients(
  order: usize,
  count: i32,
  target: usize,
  margins: usize,
  pairs: usize,
  alpha: f64,
): f64 {
  let loss: f64 = 0;
  for (let i: usize = 0; i < <usize>count; i++) {
    const row = (<usize>load<u32>(order + (i << 2))) << 3;
    const error = load<f64>(margins + row) - load<f64>(target + row);
    const gradient = error >= 0 ? 1 - alpha : -alpha;
    loss += gradient * error;
    if (pairs != 0) storePair(pairs + (i << 3), gradient, 1);
  }
  return loss;
}

/**
 * The same of the logistic loss. The logarithms of the loss are left to the caller: `products[b]` is the product of
 * 1 + e^−|margin| over the b-th 256 rows; returned is the sum of max(margin, 0) − target · margin.
 */
export function logisticGradients(
  order: usize,
  count: i32,
  target: usize,
  margins: usize,
  pairs: usize,
  products: usize,
): f64 {
  let loss: f64 = 0;
  let product: f64 = 1;
  for (let i: i32 = 0; i < count; i++) {
    const row = (<usize>load<u32>(order + ((<usize>i) << 2))) << 3;
    const margin = load<f64>(margins + row);
    const value = load<f64>(target + row);
    const decay = exponential(-abs(margin));
    product *= 1 + decay;
    loss += max<f64>(margin, 0) - value * margin;
    if (pairs != 0) {
      const probability = margin >= 0 ? 1 / (1 + decay) : decay / (1 + decay);
      const hessian = max<f64>(probability * (1 - probability), minimalHessian);
      storePair(pairs + ((<usize>i) << 3), probability - value, hessian);
    }
    if ((i + 1) % rowsPerProduct == 0 || i + 1 == count) {
      store<f64>(products + ((<usize>(i / rowsPerProduct)) << 3), product);
      product = 1;
    }
  }
  return loss;
}

@inline
function storePair(at: usize, gradient: f64, hessian: f64): void {
  store<f32>(at, <f32>gradient);
  store<f32>(at, <f32>hessian, 4);
}

/** e^x for x ≤ 0, by the steps of `ml/kernels/exponential.ts`, so that both give the same bits. */
export function exponential(x: f64): f64 {
  const clamped = max<f64>(x, -700);
  const power = Math.floor(clamped * 1.4426950408889634 + 0.5);
  const rest = clamped - power * 0.6931471803691238 - power * 1.9082149292705877e-10;
  let sum: f64 = 1.6059043836821613e-10;
  sum = sum * rest + 2.08767569878681e-9;
  sum = sum * rest + 2.505210838544172e-8;
  sum = sum * rest + 2.755731922398589e-7;
  sum = sum * rest + 2.7557319223985893e-6;
  sum = sum * rest + 2.48015873015873e-5;
  sum = sum * rest + 1.984126984126984e-4;
  sum = sum * rest + 1.388888888888889e-3;
  sum = sum * rest + 8.333333333333333e-3;
  sum = sum * rest + 4.1666666666666664e-2;
  sum = sum * rest + 1.6666666666666666e-1;
  sum = sum * rest + 0.5;
  sum = sum * rest + 1;
  sum = sum * rest + 1;
  return sum * reinterpret<f64>((<i64>power + 1023) << 52);
}
