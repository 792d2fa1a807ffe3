import type { BinnedMatrix } from "./binning.ts";
import type { HistogramLayout } from "./histogram.ts";

/** What a split must keep to. Gains are XGBoost's: G² / (H + λ) of both children less that of the node, no ½. */
export type SplitRules = {
  /** L2 penalty λ on leaf values. */
  readonly lambda: number;
  /** Gain a split must reach. */
  readonly gamma: number;
  /** Sum of hessians each child must reach. */
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

/** The best split found so far; `feature` is −1 while there is none. */
export type SplitCandidate = {
  feature: number;
  /** Numeric: the first bin that goes right. Categorical: the one category that goes right. */
  bin: number;
  missingLeft: boolean;
  gain: number;
  leftGradient: number;
  leftHessian: number;
};

/** A gain that rounding alone could give is none (XGBoost's kRtEps). */
const minimalGain = 1e-6;

/** Subtracting a sibling's histogram leaves this much, as a share of the node's hessian, where nothing is missing. */
const roundingShare = 1e-9;

/** Finds the best split of a node over the listed features; of equal gains the first in their order wins. */
export function findBestSplit(
  binned: BinnedMatrix,
  layout: HistogramLayout,
  histogram: Float64Array,
  features: Int32Array,
  node: NodeSums,
  rules: SplitRules,
): SplitCandidate {
  const best: SplitCandidate = {
    feature: -1,
    bin: 0,
    missingLeft: true,
    gain: Math.max(rules.gamma, minimalGain),
    leftGradient: 0,
    leftHessian: 0,
  };
  for (const feature of features) {
    const range = {
      feature,
      offset: layout.offsets[feature]!,
      binCount: binned.binCounts[feature]!,
    };
    const categorical = binned.features[feature]!.kind === "categorical";
    if (rules.monotone !== undefined) {
      scanConstrained(histogram, range, categorical, node, rules, best);
    } else if (categorical) scanCategories(histogram, range, node, rules, best);
    else scanCuts(histogram, range, node, rules, best);
  }
  return best;
}

/** Value of a node before the learning rate, −G / (H + λ), held within the node's interval. */
export function nodeValue(sums: NodeSums, lambda: number): number {
  const value = -sums.gradient / (sums.hessian + lambda);
  return Math.min(sums.highest, Math.max(sums.lowest, value));
}

type BinRange = { readonly feature: number; readonly offset: number; readonly binCount: number };

/** The hot kernel: every cut of a numeric feature, the missing values once on the right and once on the left. */
function scanCuts(
  histogram: Float64Array,
  { feature, offset, binCount }: BinRange,
  node: NodeSums,
  rules: SplitRules,
  best: SplitCandidate,
): void {
  const { lambda, minChildWeight } = rules;
  const { gradient, hessian } = node;
  const missingGradient = histogram[offset + 2 * binCount]!;
  const missingHessian = histogram[offset + 2 * binCount + 1]!;
  const hasMissing = missingHessian > hessian * roundingShare;
  const nodeScore = (gradient * gradient) / (hessian + lambda);
  let wanted = best.gain + nodeScore;
  let leftGradient = 0;
  let leftHessian = 0;
  for (let bin = 1; bin < binCount; bin++) {
    leftGradient += histogram[offset + 2 * bin - 2]!;
    leftHessian += histogram[offset + 2 * bin - 1]!;
    const rightHessian = hessian - leftHessian;
    if (leftHessian >= minChildWeight && rightHessian >= minChildWeight) {
      const rightGradient = gradient - leftGradient;
      const score =
        (leftGradient * leftGradient) / (leftHessian + lambda) +
        (rightGradient * rightGradient) / (rightHessian + lambda);
      if (score > wanted) {
        wanted = score;
        // With nothing missing, a missing value later goes the way of the greater part.
        const missingLeft = !hasMissing && leftHessian >= rightHessian;
        record(best, feature, bin, missingLeft, score - nodeScore, leftGradient, leftHessian);
      }
    }
    if (!hasMissing) continue;
    const allHessian = leftHessian + missingHessian;
    const restHessian = hessian - allHessian;
    if (allHessian < minChildWeight || restHessian < minChildWeight) continue;
    const allGradient = leftGradient + missingGradient;
    const restGradient = gradient - allGradient;
    const score =
      (allGradient * allGradient) / (allHessian + lambda) + (restGradient * restGradient) / (restHessian + lambda);
    if (score > wanted) {
      wanted = score;
      record(best, feature, bin, true, score - nodeScore, allGradient, allHessian);
    }
  }
}

/** One category against the rest, the category on the right; missing values once with either side. */
function scanCategories(
  histogram: Float64Array,
  { feature, offset, binCount }: BinRange,
  node: NodeSums,
  rules: SplitRules,
  best: SplitCandidate,
): void {
  const missingGradient = histogram[offset + 2 * binCount]!;
  const missingHessian = histogram[offset + 2 * binCount + 1]!;
  const directions = missingHessian > node.hessian * roundingShare ? 2 : 1;
  const nodeScore = (node.gradient * node.gradient) / (node.hessian + rules.lambda);
  for (let bin = 0; bin < binCount; bin++) {
    for (let direction = 0; direction < directions; direction++) {
      const rightGradient = histogram[offset + 2 * bin]! + direction * missingGradient;
      const rightHessian = histogram[offset + 2 * bin + 1]! + direction * missingHessian;
      const leftHessian = node.hessian - rightHessian;
      if (leftHessian < rules.minChildWeight || rightHessian < rules.minChildWeight) continue;
      const leftGradient = node.gradient - rightGradient;
      const gain =
        (leftGradient * leftGradient) / (leftHessian + rules.lambda) +
        (rightGradient * rightGradient) / (rightHessian + rules.lambda) -
        nodeScore;
      if (gain <= best.gain) continue;
      const missingLeft = directions === 1 ? leftHessian >= rightHessian : direction === 0;
      record(best, feature, bin, missingLeft, gain, leftGradient, leftHessian);
    }
  }
}

/**
 * As the two above, with the children's values held in the node's interval and, on a monotone feature, in order.
 * Gain of values w: −(2 G w + (H + λ) w²) of both children less that of the node (XGBoost, `CalcGainGivenWeight`).
 */
function scanConstrained(
  histogram: Float64Array,
  { feature, offset, binCount }: BinRange,
  categorical: boolean,
  node: NodeSums,
  rules: SplitRules,
  best: SplitCandidate,
): void {
  const sign = rules.monotone![feature]!;
  const missingGradient = histogram[offset + 2 * binCount]!;
  const missingHessian = histogram[offset + 2 * binCount + 1]!;
  const directions = missingHessian > node.hessian * roundingShare ? 2 : 1;
  const nodeScore = scoreAt(node, nodeValue(node, rules.lambda), rules.lambda);
  const left = { ...node };
  const right = { ...node };
  let sumGradient = 0;
  let sumHessian = 0;
  for (let bin = categorical ? 0 : 1; bin < binCount; bin++) {
    const at = offset + 2 * (categorical ? bin : bin - 1);
    sumGradient = histogram[at]! + (categorical ? 0 : sumGradient);
    sumHessian = histogram[at + 1]! + (categorical ? 0 : sumHessian);
    for (let direction = 0; direction < directions; direction++) {
      const gradient = sumGradient + direction * missingGradient;
      const hessian = sumHessian + direction * missingHessian;
      left.gradient = categorical ? node.gradient - gradient : gradient;
      left.hessian = categorical ? node.hessian - hessian : hessian;
      right.gradient = node.gradient - left.gradient;
      right.hessian = node.hessian - left.hessian;
      if (left.hessian < rules.minChildWeight || right.hessian < rules.minChildWeight) continue;
      const leftValue = nodeValue(left, rules.lambda);
      const rightValue = nodeValue(right, rules.lambda);
      if (sign * (rightValue - leftValue) < 0) continue;
      const gain = scoreAt(left, leftValue, rules.lambda) + scoreAt(right, rightValue, rules.lambda) - nodeScore;
      if (gain <= best.gain) continue;
      // The missing values, if any, join the sum from direction 1 on: the left of a cut, the right of a category.
      const missingLeft = directions === 1 ? left.hessian >= right.hessian : (direction === 1) !== categorical;
      record(best, feature, bin, missingLeft, gain, left.gradient, left.hessian);
    }
  }
}

function scoreAt(sums: NodeSums, value: number, lambda: number): number {
  return -(2 * sums.gradient * value + (sums.hessian + lambda) * value * value);
}

function record(
  best: SplitCandidate,
  feature: number,
  bin: number,
  missingLeft: boolean,
  gain: number,
  leftGradient: number,
  leftHessian: number,
): void {
  best.feature = feature;
  best.bin = bin;
  best.missingLeft = missingLeft;
  best.gain = gain;
  best.leftGradient = leftGradient;
  best.leftHessian = leftHessian;
}
