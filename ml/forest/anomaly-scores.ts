import { explainContributions } from "../shap/explain.ts";
import { checkMatrix, type FeatureMatrix } from "../trees/feature-matrix.ts";
import { pathLengthModel, scoreOfPathLength, type IsolationForest } from "./isolation-forest.ts";
import { sumPathLengths } from "./sum-path-lengths.ts";

/**
 * Anomaly score 2^(−E[h] / c) of the rows `from` … `to` − 1 (all, unless given), in (0, 1): near 1 is anomalous, about
 * 0.5 and below is ordinary (Liu, Ting and Zhou 2008, equation 2). What scikit-learn calls `-score_samples`.
 */
export function anomalyScores(
  forest: IsolationForest,
  matrix: FeatureMatrix,
  from = 0,
  to = matrix.rows,
): Float64Array {
  checkMatrix(matrix, forest.features);
  const lengths = sumPathLengths(forest.trees, matrix, from, to);
  return lengths.map((length) => scoreOfPathLength(forest, length / forest.trees.length));
}

/** Rows of the `count` greatest scores, greatest first; of equal scores the earlier row first. */
export function topAnomalies(scores: Float64Array, count: number): Uint32Array {
  return Uint32Array.from(scores.keys())
    .sort((a, b) => scores[b]! - scores[a]! || a - b)
    .slice(0, count);
}

/**
 * Why rows are anomalous, exactly. `reasons[f][i]` is by how many cuts feature f brings row `from + i` nearer to being
 * isolated (positive: makes it more anomalous): `expectedPathLength` less the row's reasons is its mean path length, of
 * which the score is a falling function.
 */
export type AnomalyReasons = {
  readonly expectedPathLength: number;
  readonly reasons: readonly Float64Array[];
};

/**
 * Reasons of the rows `from` … `to` − 1: the path-dependent SHAP values of the mean path length with their sign turned,
 * by the same tables as every tree model's contributions (`explainContributions`), weighted with the sample's rows.
 */
export function explainAnomalies(
  forest: IsolationForest,
  matrix: FeatureMatrix,
  from = 0,
  to = matrix.rows,
): AnomalyReasons {
  const { baseValue, contributions } = explainContributions(pathLengthModel(forest), matrix, from, to);
  const trees = forest.trees.length;
  return {
    expectedPathLength: baseValue / trees,
    // 0 − x, so that a feature without a say has 0 and not −0.
    reasons: contributions.map((column) => column.map((value) => 0 - value / trees)),
  };
}

/** Reasons of one row, by feature. */
export function anomalyReasons(forest: IsolationForest, matrix: FeatureMatrix, row: number): Float64Array {
  return Float64Array.from(explainAnomalies(forest, matrix, row, row + 1).reasons, (column) => column[0]!);
}
