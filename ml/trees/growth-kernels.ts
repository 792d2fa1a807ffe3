import type { FeatureSplit, NodeSums } from "./split.ts";

/**
 * The heavy work of one boosting run, on data it keeps itself: the binned matrix, targets, margins, and the rows of the
 * tree that grows, in the order its nodes put them in. There are two implementations, which give the same bits:
 * `createWasmKernels` and `createJavascriptKernels`.
 */
export type GrowthKernels = {
  /** Margin of each row of the matrix. */
  readonly margins: Float64Array;
  /**
   * Starts a tree: it is grown from `used`, while `followers` only fall down it to their leaves. Writes the gradients
   * of `used` and returns their sums, and the mean loss before this tree.
   */
  startTree(used: Uint32Array, followers: Uint32Array): { gradient: number; hessian: number; loss: number };
  /** The features that the tree may use, in the order in which equal gains are decided. */
  useFeatures(features: Int32Array): void;
  /** Divides a node's rows by `leftByBin` (256 bytes by bin of the feature, 1 is left) into those of its children. */
  partition(node: NodeRange, feature: number, leftByBin: Uint8Array): { middle: number; followerMiddle: number };
  /** Builds the histogram of a node, takes it from its parent's, and finds the best splits of the two. */
  expand(job: ExpandJob): { built: BestSplit | undefined; remaining: BestSplit | undefined };
  /** Adds a leaf's value to the margins of all its rows. */
  closeLeaf(node: NodeRange, value: number): void;
  /** The quantile of target − margin over the rows a leaf was grown from. */
  residualQuantile(node: NodeRange, alpha: number): number;
  /** Mean loss of the validation rows; NaN of none. */
  validationLoss(): number;
};

/** A node's rows: those it is grown from, and its followers, `end` and `followerEnd` not included. */
export type NodeRange = {
  readonly level: number;
  readonly start: number;
  readonly end: number;
  readonly followerStart: number;
  readonly followerEnd: number;
};

/** Histograms go by number, 0 … depth + 1. */
export type ExpandJob = {
  /** The node whose rows are counted, into histogram `built`. */
  readonly rows: NodeRange;
  readonly built: number;
  /** Histogram of the parent, which becomes that of the sibling; undefined for the root. */
  readonly parent: number | undefined;
  /** Sums of the two nodes; undefined for one that is not to be split. */
  readonly builtSums: NodeSums | undefined;
  readonly remainingSums: NodeSums | undefined;
};

/** The best split of a node over all features. */
export type BestSplit = FeatureSplit & { readonly feature: number };

/** The better of the best split so far and that of one more feature; the former where they are equal. */
export function betterSplit(best: BestSplit | undefined, feature: number, split: FeatureSplit): BestSplit | undefined {
  if (split.bin < 0 || (best !== undefined && split.gain <= best.gain)) return best;
  return { ...split, feature };
}
