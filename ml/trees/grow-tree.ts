import type { BinnedMatrix } from "./binning.ts";
import type { BestSplit, GrowthKernels, NodeRange } from "./growth-kernels.ts";
import { nodeValue, type NodeSums, type SplitRules } from "./split.ts";
import { createTreeBuilder, type TreeBuilder } from "./tree-builder.ts";
import type { Tree } from "./tree-model.ts";

/** The state of one boosting run that its trees are grown in. */
export type GrowthSpace = {
  readonly binned: BinnedMatrix;
  readonly kernels: GrowthKernels;
  readonly rules: SplitRules;
  readonly depth: number;
  readonly learningRate: number;
  /** Numbers of the histograms that are free; a tree takes at most `depth` + 1 at a time. */
  readonly freeHistograms: number[];
  /** The quantile that a leaf's value is of its residuals, where −G / (H + λ) is not it. */
  readonly leafQuantile: number | undefined;
};

/**
 * Grows the tree that the kernels have been given rows for, to `depth` levels of splits, from the histograms of the
 * rows' gradients (Chen and Guestrin 2016, "XGBoost", section 3; histograms with sibling subtraction as in LightGBM, Ke
 * et al. 2017).
 * Goes down the greater child first, so that only one histogram a level is alive; the tree is the one that
 * growing level by level gives.
 */
export function growTree(
  space: GrowthSpace,
  rows: { readonly count: number; readonly followerCount: number },
  sums: { readonly gradient: number; readonly hessian: number },
): Tree {
  const builder = createTreeBuilder(space.binned, space.depth);
  const tree: GrowingTree = { space, builder };
  const range = { level: 0, start: 0, end: rows.count, followerStart: 0, followerEnd: rows.followerCount };
  const root = openNode(tree, { ...sums, lowest: -Infinity, highest: Infinity }, range);
  if (!canSplit(tree, root)) closeLeaf(tree, root);
  else {
    const built = space.freeHistograms.pop()!; // as many as a tree can need
    const best = space.kernels.expand({
      rows: root.range,
      built,
      parent: undefined,
      builtSums: root.sums,
      remainingSums: undefined,
    });
    growNode(tree, root, built, best.built);
  }
  return builder.finish();
}

type GrowingTree = { readonly space: GrowthSpace; readonly builder: TreeBuilder };

type OpenNode = { readonly node: number; readonly sums: NodeSums; readonly range: NodeRange };

/** Splits a node whose histogram is given, or closes it; gives the histogram back when it is done with it. */
function growNode(tree: GrowingTree, open: OpenNode, histogram: number, best: BestSplit | undefined): void {
  const { kernels, freeHistograms } = tree.space;
  if (best === undefined) {
    freeHistograms.push(histogram);
    closeLeaf(tree, open);
    return;
  }
  const [left, right] = divideNode(tree, open, best);
  const [smaller, larger] = rowCount(left) <= rowCount(right) ? [left, right] : [right, left];
  const smallerSplits = canSplit(tree, smaller);
  const largerSplits = canSplit(tree, larger);
  if (!smallerSplits && !largerSplits) {
    freeHistograms.push(histogram);
    closeLeaf(tree, larger);
    closeLeaf(tree, smaller);
    return;
  }
  const built = freeHistograms.pop()!; // as many as a tree can need
  const splits = kernels.expand({
    rows: smaller.range,
    built,
    parent: histogram,
    builtSums: smallerSplits ? smaller.sums : undefined,
    remainingSums: largerSplits ? larger.sums : undefined,
  });
  growNode(tree, larger, histogram, splits.remaining);
  growNode(tree, smaller, built, splits.built);
}

/** Makes the two children, and puts the rows of the left one first. */
function divideNode({ space, builder }: GrowingTree, open: OpenNode, best: BestSplit): [OpenNode, OpenNode] {
  const { node, sums, range } = open;
  const leftSums = { ...sums, gradient: best.leftGradient, hessian: best.leftHessian };
  const rightSums = {
    ...sums,
    gradient: sums.gradient - best.leftGradient,
    hessian: sums.hessian - best.leftHessian,
  };
  const sign = space.rules.monotone?.[best.feature] ?? 0;
  if (sign !== 0) {
    // What lies on either side of a monotone split must not cross the middle between the two values.
    const middle = (nodeValue(leftSums, space.rules.lambda) + nodeValue(rightSums, space.rules.lambda)) / 2;
    (sign > 0 ? leftSums : rightSums).highest = middle;
    (sign > 0 ? rightSums : leftSums).lowest = middle;
  }
  const tree = { space, builder };
  const left = openNode(tree, leftSums, range);
  const right = openNode(tree, rightSums, range);
  const leftByBin = builder.split(node, best, left.node, right.node);
  const { middle, followerMiddle } = space.kernels.partition(range, best.feature, leftByBin);
  const level = range.level + 1;
  return [
    { ...left, range: { ...range, level, end: middle, followerEnd: followerMiddle } },
    { ...right, range: { ...range, level, start: middle, followerStart: followerMiddle } },
  ];
}

function openNode({ space, builder }: GrowingTree, sums: NodeSums, range: NodeRange): OpenNode {
  const value = nodeValue(sums, space.rules.lambda) * space.learningRate;
  return { node: builder.addNode(value, sums.hessian), sums, range };
}

/** Adds the leaf's value to the margins of its rows, once it is fitted to them where the objective asks for it. */
function closeLeaf({ space, builder }: GrowingTree, { node, sums, range }: OpenNode): void {
  const { kernels, leafQuantile, learningRate, rules } = space;
  const isFitted = leafQuantile !== undefined && range.end > range.start;
  const value = isFitted ? kernels.residualQuantile(range, leafQuantile) : nodeValue(sums, rules.lambda);
  kernels.closeLeaf(range, builder.setValue(node, value * learningRate));
}

function canSplit({ space }: GrowingTree, open: OpenNode): boolean {
  const { range, sums } = open;
  return range.level < space.depth && rowCount(open) >= 2 && sums.hessian >= 2 * space.rules.minChildWeight;
}

function rowCount({ range }: OpenNode): number {
  return range.end - range.start;
}
