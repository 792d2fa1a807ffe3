import type { FeatureSpec } from "../trees/feature-matrix.ts";
import type { Tree, TreeModel } from "../trees/tree-model.ts";

/**
 * Trees that cut rows apart at random: a row that few cuts suffice to isolate is anomalous (Liu, Ting and Zhou 2008,
 * "Isolation forest"). A leaf's `value` is the path length of the rows that reach it, with what its uncut rows would
 * have added on average; a node's `cover` is the number of sample rows that reached it.
 */
export type IsolationForest = {
  readonly features: readonly FeatureSpec[];
  /** Rows that each tree was grown from, 2 or more. */
  readonly sampleSize: number;
  readonly trees: readonly Tree[];
};

/**
 * c(n), the mean path length of an unsuccessful search in a binary tree of n rows: 2 H(n − 1) − 2 (n − 1) / n with
 * H(i) ≈ ln i + γ (Liu, Ting and Zhou 2008, equation 1); c(2) = 1, c(1) = 0.
 */
export function averagePathLength(rows: number): number {
  if (rows <= 2) return rows === 2 ? 1 : 0;
  return 2 * (Math.log(rows - 1) + eulerGamma) - (2 * (rows - 1)) / rows;
}

const eulerGamma = 0.5772156649015329;

/** The forest as a model whose margin is the sum of a row's path lengths, for what works on trees of any kind. */
export function pathLengthModel({ features, trees }: IsolationForest): TreeModel {
  return { objective: { name: "squared" }, baseMargin: 0, features, trees };
}

/** Mean path length of a row over the trees, and the score 2^(−mean / c(sample size)) that it stands for. */
export function scoreOfPathLength({ sampleSize }: IsolationForest, meanPathLength: number): number {
  return 2 ** (-meanPathLength / averagePathLength(sampleSize));
}
