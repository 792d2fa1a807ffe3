import type { FeatureSpec } from "./feature-matrix.ts";
import type { Objective } from "./objective.ts";

/**
 * A binary decision tree in flat arrays, one element a node, node 0 the root, a child after its parent.
 *
 * A node whose `left` is −1 is a leaf. An inner node sends a row left when the row's value on `feature` is below
 * `threshold` (numeric), or is not in the node's category set (categorical: **a category in the set goes right**,
 * XGBoost's rule). A missing value goes by `defaultLeft`. Numbers are kept at single precision, the precision of the
 * model file, so that a model written and read back is the same model.
 */
export type Tree = {
  readonly left: Int32Array;
  readonly right: Int32Array;
  readonly feature: Int32Array;
  readonly threshold: Float32Array;
  /** 1 where a missing value goes left. */
  readonly defaultLeft: Uint8Array;
  /** 32-bit words of the node's category set; 0 for a numeric split and a leaf. */
  readonly categoryWordCount: Int32Array;
  /** First word of the node's category set in `categoryWords`. */
  readonly categoryStart: Int32Array;
  /** The sets as bits: category c is bit c % 32 of word ⌊c / 32⌋. */
  readonly categoryWords: Uint32Array;
  /** Margin a row gets at this node, learning rate applied; only those of the leaves count in a prediction. */
  readonly value: Float32Array;
  /** Sum of the hessian over the training rows that reached the node. */
  readonly cover: Float32Array;
  /** Gain of the split, 0 at a leaf. */
  readonly gain: Float32Array;
};

/** Boosted trees: the margin of a row is `baseMargin` plus the value of the leaf it reaches in every tree. */
export type TreeModel = {
  readonly objective: Objective;
  readonly baseMargin: number;
  readonly features: readonly FeatureSpec[];
  readonly trees: readonly Tree[];
};

/** Whether a row with this value on the node's feature goes to the left child. */
export function goesLeft(tree: Tree, node: number, value: number): boolean {
  if (Number.isNaN(value)) return tree.defaultLeft[node] === 1;
  if (tree.categoryWordCount[node] === 0) return value < tree.threshold[node]!;
  return !isInCategorySet(tree, node, value);
}

/** Whether category `code` is in the set of a categorical node; a code outside every set, or negative, is not. */
export function isInCategorySet(tree: Tree, node: number, code: number): boolean {
  if (code < 0 || code >= 32 * tree.categoryWordCount[node]!) return false;
  const category = Math.trunc(code);
  return ((tree.categoryWords[tree.categoryStart[node]! + (category >>> 5)]! >>> (category & 31)) & 1) === 1;
}
