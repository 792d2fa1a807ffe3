import type { BinnedMatrix } from "./binning.ts";
import { buildHistogram, subtractHistogram, type HistogramLayout } from "./histogram.ts";
import { partitionRows, type PartitionScratch } from "./partition.ts";
import { findBestSplit, nodeValue, type NodeSums, type SplitCandidate, type SplitRules } from "./split.ts";
import { createTreeBuilder, type TreeBuilder } from "./tree-builder.ts";

/** The state of one boosting run that its trees are grown in; its buffers are used again for every tree. */
export type GrowthSpace = {
  readonly binned: BinnedMatrix;
  readonly layout: HistogramLayout;
  readonly rules: SplitRules;
  readonly depth: number;
  readonly learningRate: number;
  readonly scratch: PartitionScratch;
  /** Histograms that are free; a tree takes at most `depth` + 1 at a time. */
  readonly freeHistograms: Float64Array[];
  /** Indexed by row; every row a tree is grown from gets its leaf's value added. */
  readonly margins: Float64Array;
  /** The value of a leaf from its rows, before the learning rate, where −G / (H + λ) is not it. */
  readonly fitLeaf: ((rows: Uint32Array) => number) | undefined;
};

/** What one tree is grown from: `order[i]` is a row, `pairs[2 i …]` its gradient and hessian. Both are reordered. */
type TreeRows = { readonly order: Uint32Array; readonly pairs: Float64Array };

/**
 * Grows one tree to `depth` levels of splits from the histograms of the rows' gradients (Chen and Guestrin 2016,
 * "XGBoost", section 3; histograms with sibling subtraction as in LightGBM, Ke et al. 2017).
 * Goes down the greater child first, so that only one histogram a level is alive; the tree is the one that
 * growing level by level gives.
 */
export function growTree(space: GrowthSpace, rows: TreeRows, features: Int32Array): TreeBuilder {
  const builder = createTreeBuilder(space.binned, space.depth);
  const words = [...new Set(Array.from(features, (feature) => feature >> 2))];
  const tree: GrowingTree = { space, rows, features, words, builder };
  const count = rows.order.length;
  let gradient = 0;
  let hessian = 0;
  for (let i = 0; i < count; i++) {
    gradient += rows.pairs[2 * i]!;
    hessian += rows.pairs[2 * i + 1]!;
  }
  const root = openNode(tree, { gradient, hessian, lowest: -Infinity, highest: Infinity }, 0, count, 0);
  if (!canSplit(tree, root)) closeLeaf(tree, root);
  else growNode(tree, root, histogramOf(tree, root));
  return builder;
}

type GrowingTree = {
  readonly space: GrowthSpace;
  readonly rows: TreeRows;
  readonly features: Int32Array;
  readonly words: readonly number[];
  readonly builder: TreeBuilder;
};

type OpenNode = {
  readonly node: number;
  readonly sums: NodeSums;
  readonly start: number;
  readonly end: number;
  readonly level: number;
};

/** Splits a node whose histogram is given, or closes it; gives the histogram back when it is done with it. */
function growNode(tree: GrowingTree, open: OpenNode, histogram: Float64Array): void {
  const { space, builder } = tree;
  const best = findBestSplit(space.binned, space.layout, histogram, tree.features, open.sums, space.rules);
  if (best.feature < 0) {
    space.freeHistograms.push(histogram);
    closeLeaf(tree, open);
    return;
  }
  const [left, right] = divideNode(tree, open, best, builder);
  const [smaller, larger] = left.end - left.start <= right.end - right.start ? [left, right] : [right, left];
  const smallerSplits = canSplit(tree, smaller);
  const largerSplits = canSplit(tree, larger);
  const smallerHistogram = smallerSplits || largerSplits ? histogramOf(tree, smaller) : undefined;
  if (largerSplits && smallerHistogram !== undefined) {
    subtractHistogram(histogram, smallerHistogram);
    growNode(tree, larger, histogram);
  } else {
    space.freeHistograms.push(histogram);
    closeLeaf(tree, larger);
  }
  if (smallerSplits && smallerHistogram !== undefined) growNode(tree, smaller, smallerHistogram);
  else {
    if (smallerHistogram !== undefined) space.freeHistograms.push(smallerHistogram);
    closeLeaf(tree, smaller);
  }
}

/** Makes the two children, and puts the rows of the left one first. */
function divideNode(
  tree: GrowingTree,
  { node, sums, start, end, level }: OpenNode,
  best: SplitCandidate,
  builder: TreeBuilder,
): [OpenNode, OpenNode] {
  const { space } = tree;
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
  const left = openNode(tree, leftSums, start, end, level + 1);
  const right = openNode(tree, rightSums, start, end, level + 1);
  builder.split(node, best, left.node, right.node);
  const middle = partitionRows(
    space.binned,
    best.feature,
    builder.leftByBin(node),
    { ...tree.rows, start, end },
    space.scratch,
  );
  return [
    { ...left, end: middle },
    { ...right, start: middle },
  ];
}

function openNode(tree: GrowingTree, sums: NodeSums, start: number, end: number, level: number): OpenNode {
  const value = nodeValue(sums, tree.space.rules.lambda) * tree.space.learningRate;
  return { node: tree.builder.addNode(value, sums.hessian), sums, start, end, level };
}

/** Adds the leaf's value to the margins of its rows, once it is fitted to them where the objective asks for it. */
function closeLeaf(tree: GrowingTree, { node, sums, start, end }: OpenNode): void {
  const { margins, fitLeaf, learningRate, rules } = tree.space;
  const { order } = tree.rows;
  const fitted = fitLeaf?.(order.subarray(start, end)) ?? nodeValue(sums, rules.lambda);
  const value = tree.builder.setValue(node, fitted * learningRate);
  for (let i = start; i < end; i++) margins[order[i]!] = margins[order[i]!]! + value;
}

function canSplit({ space }: GrowingTree, { level, start, end, sums }: OpenNode): boolean {
  return level < space.depth && end - start >= 2 && sums.hessian >= 2 * space.rules.minChildWeight;
}

function histogramOf(tree: GrowingTree, { start, end }: OpenNode): Float64Array {
  const { binned, layout, freeHistograms } = tree.space;
  const histogram = freeHistograms.pop() ?? new Float64Array(layout.length);
  buildHistogram(binned, layout, tree.words, { ...tree.rows, start, end }, histogram);
  return histogram;
}
