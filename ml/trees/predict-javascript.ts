import type { FeatureMatrix } from "./feature-matrix.ts";
import { isInCategorySet, type Tree, type TreeModel } from "./tree-model.ts";

/** Rows walked through all trees at a time: their values fit the second-level cache. */
const blockRows = 512;

/** Adds the leaves' values of the rows `from`, `from` + 1, … to `margins`, tree by tree. */
export function addMarginsInJavascript(
  model: TreeModel,
  matrix: FeatureMatrix,
  from: number,
  margins: Float64Array,
): void {
  const width = model.features.length;
  const values = new Float32Array(Math.min(blockRows, margins.length) * width);
  for (let start = 0; start < margins.length; start += blockRows) {
    const count = Math.min(blockRows, margins.length - start);
    matrix.columns.forEach((column, feature) => {
      for (let row = 0; row < count; row++) values[row * width + feature] = column[from + start + row]!;
    });
    const block = margins.subarray(start, start + count);
    for (const tree of model.trees) addTree(tree, values, width, block);
  }
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
