import { checkMatrix, type FeatureMatrix } from "./feature-matrix.ts";
import { applyLink } from "./objective.ts";
import { isInCategorySet, type Tree, type TreeModel } from "./tree-model.ts";

/** Rows walked through all trees at a time: their values fit the second-level cache. */
const blockRows = 512;

/**
 * Margins of the rows `from` … `to` − 1 (all, unless given): `baseMargin` and the leaves' values, summed in double
 * precision in the order of the trees.
 */
export function predictMargins(model: TreeModel, matrix: FeatureMatrix, from = 0, to = matrix.rows): Float64Array {
  checkMatrix(matrix, model.features);
  const margins = new Float64Array(to - from).fill(model.baseMargin);
  const width = model.features.length;
  const values = new Float32Array(blockRows * width);
  for (let start = from; start < to; start += blockRows) {
    const count = Math.min(blockRows, to - start);
    matrix.columns.forEach((column, feature) => {
      for (let row = 0; row < count; row++) values[row * width + feature] = column[start + row]!;
    });
    const block = margins.subarray(start - from, start - from + count);
    for (const tree of model.trees) addTree(tree, values, width, block);
  }
  return margins;
}

/** As `predictMargins`, on the scale of the target: a probability for the logistic objective. */
export function predict(model: TreeModel, matrix: FeatureMatrix, from = 0, to = matrix.rows): Float64Array {
  return predictMargins(model, matrix, from, to).map((margin) => applyLink(model.objective, margin));
}

/** The hot kernel: adds one tree's leaf values for a block of row-major values. */
function addTree(tree: Tree, values: Float32Array, width: number, margins: Float64Array): void {
  const { left, right, feature, threshold, defaultLeft, categoryWordCount, value } = tree;
  const isNumeric = tree.categoryWords.length === 0;
  for (let row = 0; row < margins.length; row++) {
    const base = row * width;
    let node = 0;
    let child = left[0]!;
    while (child >= 0) {
      const x = values[base + feature[node]!]!;
      let isLeft: boolean;
      if (x !== x) isLeft = defaultLeft[node] === 1;
      else if (isNumeric || categoryWordCount[node] === 0) isLeft = x < threshold[node]!;
      else isLeft = !isInCategorySet(tree, node, x);
      node = isLeft ? child : right[node]!;
      child = left[node]!;
    }
    margins[row] = margins[row]! + value[node]!;
  }
}
