import { featureDoubles } from "./histogram.ts";

/** What a split must keep to. Gains are XGBoost's: G² / (H + λ) of both children less that of the node, no ½. */
export type SplitRules = {
  /** L2 penalty λ on leaf values. */
  readonly lambda: number;
  /** Gain a split must exceed. */
  readonly minimalGain: number;
  /** Sum of hessians each child must reach; more than 0. */
  readonly minChildWeight: number;
  /** For each feature 1 (the prediction may only rise with it), −1 (only fall) or 0; absent when all are 0. */
  readonly monotone: Int8Array | undefined;
};

/** A node about to be split: its sums, and the interval its value has to stay in under monotone constraints. */
export type NodeSums = {
  readonly gradient: number;
  readonly hessian: number;
  readonly lowest: number;
  readonly highest: number;
};

/** The best split of one feature; `bin` is −1 while there is none. */
export type FeatureSplit = {
  gain: number;
  leftGradient: number;
  leftHessian: number;
  /** Numeric: the first bin that goes right. Categorical: the one category that goes right. */
  bin: number;
  missingLeft: boolean;
};

/** A gain that rounding alone could give is none (XGBoost's kRtEps). */
export const minimalGain = 1e-6;

/** Subtracting a sibling's histogram leaves this much, as a share of the node's hessian, where nothing is missing. */
const roundingShare = 1e-9;

/** A feature's part of a histogram. */
export type FeatureBins = {
  readonly histogram: Float64Array;
  readonly feature: number;
  readonly binCount: number;
  readonly categorical: boolean;
};

/** The best split of a node on one feature. The WebAssembly kernels do the same arithmetic in the same order. */
export function findFeatureSplit(bins: FeatureBins, node: NodeSums, rules: SplitRules): FeatureSplit {
  if (rules.monotone !== undefined) return scanConstrained(bins, node, rules, rules.monotone[bins.feature] ?? 0);
  return bins.categorical ? scanCategories(bins, node, rules) : scanCuts(bins, node, rules);
}

/** Value of a node before the learning rate, −G / (H + λ), held within the node's interval. */
export function nodeValue(sums: NodeSums, lambda: number): number {
  const value = -sums.gradient / (sums.hessian + lambda);
  return Math.min(sums.highest, Math.max(sums.lowest, value));
}

/**
 * The best split so far, its score as a fraction: scores are compared cross-wise, which spares the division and makes
 * equal sums compare equal.
 */
type Best = {
  numerator: number;
  denominator: number;
  bin: number;
  missingLeft: boolean;
  leftGradient: number;
  leftHessian: number;
};

function startFrom(score: number): Best {
  return { numerator: score, denominator: 1, bin: -1, missingLeft: false, leftGradient: 0, leftHessian: 0 };
}

function finish(best: Best, nodeScore: number): FeatureSplit {
  const { bin, missingLeft, leftGradient, leftHessian } = best;
  return { gain: best.numerator / best.denominator - nodeScore, leftGradient, leftHessian, bin, missingLeft };
}

function scanCuts({ histogram, feature, binCount }: FeatureBins, node: NodeSums, rules: SplitRules): FeatureSplit {
  const { gradient, hessian } = node;
  const start = feature * featureDoubles;
  const missingGradient = histogram[start + 2 * binCount]!;
  const missingHessian = histogram[start + 2 * binCount + 1]!;
  const nodeScore = (gradient * gradient) / (hessian + rules.lambda);
  const best = startFrom(rules.minimalGain + nodeScore);
  const range = { histogram, start, binCount };
  scanDirection(range, node, rules, best, { gradient: 0, hessian: 0, missingLeft: false });
  if (missingHessian > hessian * roundingShare) {
    scanDirection(range, node, rules, best, { gradient: missingGradient, hessian: missingHessian, missingLeft: true });
  } else {
    // With nothing missing, a missing value later goes the way of the greater part.
    best.missingLeft = best.leftHessian >= hessian - best.leftHessian;
  }
  return finish(best, nodeScore);
}

/** The hot kernel: every cut of a numeric feature, the sums of the left side starting from `from`. */
function scanDirection(
  {
    histogram,
    start,
    binCount,
  }: { readonly histogram: Float64Array; readonly start: number; readonly binCount: number },
  { gradient, hessian }: NodeSums,
  { lambda, minChildWeight }: SplitRules,
  best: Best,
  from: { readonly gradient: number; readonly hessian: number; readonly missingLeft: boolean },
): void {
  let leftGradient = from.gradient;
  let leftHessian = from.hessian;
  for (let bin = 1; bin < binCount; bin++) {
    leftGradient += histogram[start + 2 * bin - 2]!;
    leftHessian += histogram[start + 2 * bin - 1]!;
    const rightHessian = hessian - leftHessian;
    if (!(leftHessian >= minChildWeight && rightHessian >= minChildWeight)) continue;
    const rightGradient = gradient - leftGradient;
    const left = leftHessian + lambda;
    const right = rightHessian + lambda;
    const numerator = leftGradient * leftGradient * right + rightGradient * rightGradient * left;
    const denominator = left * right;
    if (!(numerator * best.denominator > best.numerator * denominator)) continue;
    best.numerator = numerator;
    best.denominator = denominator;
    best.bin = bin;
    best.missingLeft = from.missingLeft;
    best.leftGradient = leftGradient;
    best.leftHessian = leftHessian;
  }
}

/** One category against the rest, the category on the right; missing values once with either side. */
function scanCategories(
  { histogram, feature, binCount }: FeatureBins,
  { gradient, hessian }: NodeSums,
  { lambda, minChildWeight, minimalGain }: SplitRules,
): FeatureSplit {
  const start = feature * featureDoubles;
  const missingGradient = histogram[start + 2 * binCount]!;
  const missingHessian = histogram[start + 2 * binCount + 1]!;
  const directions = missingHessian > hessian * roundingShare ? 2 : 1;
  const nodeScore = (gradient * gradient) / (hessian + lambda);
  const best = startFrom(minimalGain + nodeScore);
  for (let bin = 0; bin < binCount; bin++) {
    for (let direction = 0; direction < directions; direction++) {
      const rightGradient =
        direction === 0 ? histogram[start + 2 * bin]! : histogram[start + 2 * bin]! + missingGradient;
      const rightHessian =
        direction === 0 ? histogram[start + 2 * bin + 1]! : histogram[start + 2 * bin + 1]! + missingHessian;
      const leftHessian = hessian - rightHessian;
      if (!(leftHessian >= minChildWeight && rightHessian >= minChildWeight)) continue;
      const leftGradient = gradient - rightGradient;
      const left = leftHessian + lambda;
      const right = rightHessian + lambda;
      const numerator = leftGradient * leftGradient * right + rightGradient * rightGradient * left;
      const denominator = left * right;
      if (!(numerator * best.denominator > best.numerator * denominator)) continue;
      const missingLeft = directions === 1 ? leftHessian >= rightHessian : direction === 0;
      Object.assign(best, { numerator, denominator, bin, missingLeft, leftGradient, leftHessian });
    }
  }
  return finish(best, nodeScore);
}

/**
 * As the two above, with the children's values held in the node's interval and, on a monotone feature, in order.
 * Gain of values w: −(2 G w + (H + λ) w²) of both children less that of the node (XGBoost, `CalcGainGivenWeight`).
 */
function scanConstrained(
  { histogram, feature, binCount, categorical }: FeatureBins,
  node: NodeSums,
  { lambda, minChildWeight, minimalGain }: SplitRules,
  sign: number,
): FeatureSplit {
  const start = feature * featureDoubles;
  const missingGradient = histogram[start + 2 * binCount]!;
  const missingHessian = histogram[start + 2 * binCount + 1]!;
  const directions = missingHessian > node.hessian * roundingShare ? 2 : 1;
  const nodeScore = scoreAt(node, nodeValue(node, lambda), lambda);
  const left = { ...node };
  const right = { ...node };
  const best = startFrom(minimalGain);
  let sumGradient = 0;
  let sumHessian = 0;
  for (let bin = categorical ? 0 : 1; bin < binCount; bin++) {
    const at = start + 2 * (categorical ? bin : bin - 1);
    sumGradient = categorical ? histogram[at]! : sumGradient + histogram[at]!;
    sumHessian = categorical ? histogram[at + 1]! : sumHessian + histogram[at + 1]!;
    for (let direction = 0; direction < directions; direction++) {
      const gradient = direction === 0 ? sumGradient : sumGradient + missingGradient;
      const hessian = direction === 0 ? sumHessian : sumHessian + missingHessian;
      left.gradient = categorical ? node.gradient - gradient : gradient;
      left.hessian = categorical ? node.hessian - hessian : hessian;
      right.gradient = node.gradient - left.gradient;
      right.hessian = node.hessian - left.hessian;
      if (!(left.hessian >= minChildWeight && right.hessian >= minChildWeight)) continue;
      const leftValue = nodeValue(left, lambda);
      const rightValue = nodeValue(right, lambda);
      if (sign * (rightValue - leftValue) < 0) continue;
      const gain = scoreAt(left, leftValue, lambda) + scoreAt(right, rightValue, lambda) - nodeScore;
      if (!(gain > best.numerator)) continue;
      best.numerator = gain;
      best.bin = bin;
      // The missing values, if any, join the sum from direction 1 on: the left of a cut, the right of a category.
      best.missingLeft = directions === 1 ? left.hessian >= right.hessian : (direction === 1) !== categorical;
      best.leftGradient = left.gradient;
      best.leftHessian = left.hessian;
    }
  }
  return finish(best, 0);
}

function scoreAt(sums: NodeSums, value: number, lambda: number): number {
  return -(2 * sums.gradient * value + (sums.hessian + lambda) * value * value);
}
