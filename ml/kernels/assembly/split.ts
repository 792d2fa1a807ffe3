/** Subtracting a sibling's histogram leaves this much, as a share of the node's hessian, where nothing is missing. */
const roundingShare: f64 = 1e-9;

/** Bytes of a feature's best split: gain, left gradient, left hessian (f64), bin (i32, −1: none), missing left (i32). */
export const splitBytes: usize = 32;

// The best split so far, of the instance: every thread has its own. Scores are compared as fractions, cross-wise,
// which spares the division and makes equal sums compare equal.
let bestNumerator: f64 = 0;
let bestDenominator: f64 = 1;
let bestBin: i32 = -1;
let bestMissingLeft: bool = false;
let bestLeftGradient: f64 = 0;
let bestLeftHessian: f64 = 0;

/** Best cut of a numeric feature; `node` points at gradient, hessian, lowest, highest. */
export function scanCuts(
  histogram: usize,
  binCount: i32,
  node: usize,
  lambda: f64,
  minChildWeight: f64,
  minimalGain: f64,
  result: usize,
): void {
  const gradient = load<f64>(node);
  const hessian = load<f64>(node, 8);
  const missing = v128.load(histogram + ((<usize>binCount) << 4));
  const hasMissing = f64x2.extract_lane(missing, 1) > hessian * roundingShare;
  const nodeScore = startFrom(gradient, hessian, lambda, minimalGain);
  scanDirection(histogram, binCount, f64x2.splat(0), gradient, hessian, lambda, minChildWeight, false);
  if (hasMissing) scanDirection(histogram, binCount, missing, gradient, hessian, lambda, minChildWeight, true);
  // With nothing missing, a missing value later goes the way of the greater part.
  else bestMissingLeft = bestLeftHessian >= hessian - bestLeftHessian;
  finish(result, nodeScore);
}

/** One category against the rest, the category on the right; missing values once with either side. */
export function scanCategories(
  histogram: usize,
  binCount: i32,
  node: usize,
  lambda: f64,
  minChildWeight: f64,
  minimalGain: f64,
  result: usize,
): void {
  const gradient = load<f64>(node);
  const hessian = load<f64>(node, 8);
  const missing = histogram + ((<usize>binCount) << 4);
  const missingGradient = load<f64>(missing);
  const missingHessian = load<f64>(missing, 8);
  const directions = missingHessian > hessian * roundingShare ? 2 : 1;
  const nodeScore = startFrom(gradient, hessian, lambda, minimalGain);
  for (let bin: i32 = 0; bin < binCount; bin++) {
    const pair = histogram + ((<usize>bin) << 4);
    for (let direction: i32 = 0; direction < directions; direction++) {
      const rightGradient = direction == 0 ? load<f64>(pair) : load<f64>(pair) + missingGradient;
      const rightHessian = direction == 0 ? load<f64>(pair, 8) : load<f64>(pair, 8) + missingHessian;
      const leftHessian = hessian - rightHessian;
      if (!(leftHessian >= minChildWeight && rightHessian >= minChildWeight)) continue;
      const leftGradient = gradient - rightGradient;
      const left = leftHessian + lambda;
      const right = rightHessian + lambda;
      const numerator = leftGradient * leftGradient * right + rightGradient * rightGradient * left;
      const denominator = left * right;
      if (!(numerator * bestDenominator > bestNumerator * denominator)) continue;
      const missingLeft = directions == 1 ? leftHessian >= rightHessian : direction == 0;
      keep(numerator, denominator, bin, missingLeft, leftGradient, leftHessian);
    }
  }
  finish(result, nodeScore);
}

/**
 * As the two above, with the children's values held in the node's interval and, on a monotone feature, in order.
 * Gain of values w: −(2 G w + (H + λ) w²) of both children less that of the node.
 */
export function scanConstrained(
  histogram: usize,
  binCount: i32,
  categorical: bool,
  sign: f64,
  node: usize,
  lambda: f64,
  minChildWeight: f64,
  minimalGain: f64,
  result: usize,
): void {
  const gradient = load<f64>(node);
  const hessian = load<f64>(node, 8);
  const lowest = load<f64>(node, 16);
  const highest = load<f64>(node, 24);
  const missing = histogram + ((<usize>binCount) << 4);
  const missingGradient = load<f64>(missing);
  const missingHessian = load<f64>(missing, 8);
  const directions = missingHessian > hessian * roundingShare ? 2 : 1;
  const nodeScore = scoreAt(gradient, hessian, valueOf(gradient, hessian, lowest, highest, lambda), lambda);
  bestNumerator = minimalGain;
  bestDenominator = 1;
  bestBin = -1;
  let sumGradient: f64 = 0;
  let sumHessian: f64 = 0;
  for (let bin: i32 = categorical ? 0 : 1; bin < binCount; bin++) {
    const pair = histogram + ((<usize>(categorical ? bin : bin - 1)) << 4);
    sumGradient = categorical ? load<f64>(pair) : sumGradient + load<f64>(pair);
    sumHessian = categorical ? load<f64>(pair, 8) : sumHessian + load<f64>(pair, 8);
    for (let direction: i32 = 0; direction < directions; direction++) {
      const someGradient = direction == 0 ? sumGradient : sumGradient + missingGradient;
      const someHessian = direction == 0 ? sumHessian : sumHessian + missingHessian;
      const leftGradient = categorical ? gradient - someGradient : someGradient;
      const leftHessian = categorical ? hessian - someHessian : someHessian;
      const rightGradient = gradient - leftGradient;
      const rightHessian = hessian - leftHessian;
      if (!(leftHessian >= minChildWeight && rightHessian >= minChildWeight)) continue;
      const leftValue = valueOf(leftGradient, leftHessian, lowest, highest, lambda);
      const rightValue = valueOf(rightGradient, rightHessian, lowest, highest, lambda);
      if (sign * (rightValue - leftValue) < 0) continue;
      const gain =
        scoreAt(leftGradient, leftHessian, leftValue, lambda) +
        scoreAt(rightGradient, rightHessian, rightValue, lambda) -
        nodeScore;
      if (!(gain > bestNumerator)) continue;
      // The missing values, if any, join the sum from direction 1 on: the left of a cut, the right of a category.
      const missingLeft = directions == 1 ? leftHessian >= rightHessian : (direction == 1) != categorical;
      keep(gain, 1, bin, missingLeft, leftGradient, leftHessian);
    }
  }
  finish(result, 0);
}

/** Every cut with the sums of the left side starting from `left`: nothing, or the missing values. Two cuts a step. */
@inline
function scanDirection(
  histogram: usize,
  binCount: i32,
  start: v128,
  gradient: f64,
  hessian: f64,
  lambda: f64,
  minChildWeight: f64,
  missingLeft: bool,
): void {
  const gradients = f64x2.splat(gradient);
  const hessians = f64x2.splat(hessian);
  const lambdas = f64x2.splat(lambda);
  const weights = f64x2.splat(minChildWeight);
  let numeratorToBeat = f64x2.splat(bestNumerator);
  let denominatorToBeat = f64x2.splat(bestDenominator);
  let sums = start;
  for (let bin: i32 = 1; bin < binCount; bin += 2) {
    const pair = histogram + ((<usize>bin) << 4);
    const first = f64x2.add(sums, v128.load(pair - 16));
    // Past the last cut the second lane is 0, too light for a child.
    sums = bin + 1 < binCount ? f64x2.add(first, v128.load(pair)) : f64x2.splat(0);
    const leftGradient = v128.shuffle<f64>(first, sums, 0, 2);
    const leftHessian = v128.shuffle<f64>(first, sums, 1, 3);
    const rightGradient = f64x2.sub(gradients, leftGradient);
    const rightHessian = f64x2.sub(hessians, leftHessian);
    const left = f64x2.add(leftHessian, lambdas);
    const right = f64x2.add(rightHessian, lambdas);
    const numerator = f64x2.add(
      f64x2.mul(f64x2.mul(leftGradient, leftGradient), right),
      f64x2.mul(f64x2.mul(rightGradient, rightGradient), left),
    );
    const denominator = f64x2.mul(left, right);
    const isBetter = v128.and(
      f64x2.gt(f64x2.mul(numerator, denominatorToBeat), f64x2.mul(numeratorToBeat, denominator)),
      v128.and(f64x2.ge(leftHessian, weights), f64x2.ge(rightHessian, weights)),
    );
    if (!v128.any_true(isBetter)) continue;
    if (i64x2.extract_lane(isBetter, 0) != 0) {
      keep(
        f64x2.extract_lane(numerator, 0),
        f64x2.extract_lane(denominator, 0),
        bin,
        missingLeft,
        f64x2.extract_lane(leftGradient, 0),
        f64x2.extract_lane(leftHessian, 0),
      );
    }
    if (i64x2.extract_lane(isBetter, 1) != 0) {
      const numeratorHere = f64x2.extract_lane(numerator, 1);
      const denominatorHere = f64x2.extract_lane(denominator, 1);
      if (numeratorHere * bestDenominator > bestNumerator * denominatorHere) {
        keep(
          numeratorHere,
          denominatorHere,
          bin + 1,
          missingLeft,
          f64x2.extract_lane(leftGradient, 1),
          f64x2.extract_lane(leftHessian, 1),
        );
      }
    }
    numeratorToBeat = f64x2.splat(bestNumerator);
    denominatorToBeat = f64x2.splat(bestDenominator);
  }
}

/** Sets the score to beat, as a fraction, and returns the node's own. */
function startFrom(gradient: f64, hessian: f64, lambda: f64, minimalGain: f64): f64 {
  const nodeScore = (gradient * gradient) / (hessian + lambda);
  bestNumerator = minimalGain + nodeScore;
  bestDenominator = 1;
  bestBin = -1;
  return nodeScore;
}

function keep(
  numerator: f64,
  denominator: f64,
  bin: i32,
  missingLeft: bool,
  leftGradient: f64,
  leftHessian: f64,
): void {
  bestNumerator = numerator;
  bestDenominator = denominator;
  bestBin = bin;
  bestMissingLeft = missingLeft;
  bestLeftGradient = leftGradient;
  bestLeftHessian = leftHessian;
}

function finish(result: usize, nodeScore: f64): void {
  store<f64>(result, bestNumerator / bestDenominator - nodeScore);
  store<f64>(result, bestLeftGradient, 8);
  store<f64>(result, bestLeftHessian, 16);
  store<i32>(result, bestBin, 24);
  store<i32>(result, bestMissingLeft ? 1 : 0, 28);
}

@inline
function valueOf(gradient: f64, hessian: f64, lowest: f64, highest: f64, lambda: f64): f64 {
  return min<f64>(highest, max<f64>(lowest, -gradient / (hessian + lambda)));
}

@inline
function scoreAt(gradient: f64, hessian: f64, value: f64, lambda: f64): f64 {
  return -(2 * gradient * value + (hessian + lambda) * value * value);
}
