import type { FeatureMatrix } from "../trees/feature-matrix.ts";
import { isInCategorySet, type Tree } from "../trees/tree-model.ts";

/** Rows walked through all trees at a time, a multiple of four: their values fit the second-level cache. */
const blockRows = 256;

/**
 * Sums of the path lengths of the rows `from` … `to` − 1 over all trees. All leaves are walked to the same depth, four
 * rows at a time and without a branch on the outcome of a numeric test, which at random cuts no processor can predict.
 */
export function sumPathLengths(trees: readonly Tree[], matrix: FeatureMatrix, from: number, to: number): Float64Array {
  const sums = new Float64Array(to - from);
  const layouts = trees.map(layOut);
  const width = 2 * matrix.features.length;
  const values = new Float32Array(blockRows * width);
  for (let start = from; start < to; start += blockRows) {
    const count = Math.min(blockRows, to - start);
    writeValues(matrix, start, count, values);
    const block = sums.subarray(start - from, start - from + count);
    for (const layout of layouts) addPathLengths(layout, values, width, block);
  }
  return sums;
}

/**
 * A tree whose two children of a node lie side by side: the next node is `child[node]`, or one more where the value in
 * `slot[node]` is at least `threshold[node]`. A leaf is its own child, with a threshold of NaN that nothing reaches.
 */
type Layout = {
  readonly tree: Tree;
  readonly depth: number;
  readonly slot: Int32Array;
  readonly threshold: Float32Array;
  readonly child: Int32Array;
  readonly length: Float64Array;
  /** The tree's own number of a node with a categorical test, −1 for any other node. */
  readonly categorical: Int32Array;
  readonly hasCategories: boolean;
};

/** Two slots for each feature of a row: a missing value is −∞ in the first, for nodes that send it left, ∞ in the second. */
function writeValues({ columns }: FeatureMatrix, start: number, count: number, values: Float32Array): void {
  const width = 2 * columns.length;
  columns.forEach((column, feature) => {
    for (let row = 0, at = 2 * feature; row < count; row++, at += width) {
      const value = column[start + row]!;
      const isPresent = value === value;
      values[at] = isPresent ? value : -Infinity;
      values[at + 1] = isPresent ? value : Infinity;
    }
  });
}

function layOut(tree: Tree): Layout {
  const count = tree.left.length;
  const slot = new Int32Array(count);
  const threshold = new Float32Array(count).fill(NaN);
  const child = Int32Array.from({ length: count }, (_, node) => node);
  const length = new Float64Array(count);
  const categorical = new Int32Array(count).fill(-1);
  const queue = [{ node: 0, depth: 0 }];
  let depth = 0;
  for (let place = 0; place < queue.length; place++) {
    const { node, depth: level } = queue[place]!;
    depth = Math.max(depth, level);
    length[place] = tree.value[node]!;
    if (tree.left[node]! < 0) continue;
    child[place] = queue.length;
    queue.push({ node: tree.left[node]!, depth: level + 1 }, { node: tree.right[node]!, depth: level + 1 });
    slot[place] = 2 * tree.feature[node]! + (tree.defaultLeft[node] === 1 ? 0 : 1);
    if (tree.categoryWordCount[node]! > 0) categorical[place] = node;
    else threshold[place] = tree.threshold[node]!;
  }
  const hasCategories = categorical.some((node) => node >= 0);
  return { tree, depth, slot, threshold, child, length, categorical, hasCategories };
}

/**
 * The hot kernel: adds one tree's path lengths for a block of row-major values. It is there twice, because looking for
 * a category costs half as much again even where no node has any.
 */
function addPathLengths(layout: Layout, values: Float32Array, width: number, sums: Float64Array): void {
  if (layout.hasCategories) addMixedTree(layout, values, width, sums);
  else addNumericTree(layout, values, width, sums);
}

function addNumericTree(
  { depth, slot, threshold, child, length }: Layout,
  values: Float32Array,
  width: number,
  sums: Float64Array,
): void {
  // Beyond the last row values of earlier blocks are walked; what that finds is not written.
  for (let row = 0; row < sums.length; row += 4) {
    const baseA = row * width;
    const baseB = baseA + width;
    const baseC = baseB + width;
    const baseD = baseC + width;
    let a = 0;
    let b = 0;
    let c = 0;
    let d = 0;
    for (let level = 0; level < depth; level++) {
      a = child[a]! + Number(values[baseA + slot[a]!]! >= threshold[a]!);
      b = child[b]! + Number(values[baseB + slot[b]!]! >= threshold[b]!);
      c = child[c]! + Number(values[baseC + slot[c]!]! >= threshold[c]!);
      d = child[d]! + Number(values[baseD + slot[d]!]! >= threshold[d]!);
    }
    addFour(sums, row, length, a, b, c, d);
  }
}

function addMixedTree(layout: Layout, values: Float32Array, width: number, sums: Float64Array): void {
  const { tree, depth, slot, threshold, child, length, categorical } = layout;
  for (let row = 0; row < sums.length; row += 4) {
    const baseA = row * width;
    const baseB = baseA + width;
    const baseC = baseB + width;
    const baseD = baseC + width;
    let a = 0;
    let b = 0;
    let c = 0;
    let d = 0;
    for (let level = 0; level < depth; level++) {
      a = child[a]! + goesRight(tree, categorical[a]!, threshold[a]!, values[baseA + slot[a]!]!);
      b = child[b]! + goesRight(tree, categorical[b]!, threshold[b]!, values[baseB + slot[b]!]!);
      c = child[c]! + goesRight(tree, categorical[c]!, threshold[c]!, values[baseC + slot[c]!]!);
      d = child[d]! + goesRight(tree, categorical[d]!, threshold[d]!, values[baseD + slot[d]!]!);
    }
    addFour(sums, row, length, a, b, c, d);
  }
}

/** A write past the end of `sums` is none. */
function addFour(
  sums: Float64Array,
  row: number,
  length: Float64Array,
  a: number,
  b: number,
  c: number,
  d: number,
): void {
  sums[row] = sums[row]! + length[a]!;
  sums[row + 1] = sums[row + 1]! + length[b]!;
  sums[row + 2] = sums[row + 2]! + length[c]!;
  sums[row + 3] = sums[row + 3]! + length[d]!;
}

/** 1 where a value goes to the right child, 0 where it goes to the left or stays at a leaf. */
function goesRight(tree: Tree, categorical: number, threshold: number, value: number): number {
  if (categorical < 0) return Number(value >= threshold);
  return Number(value === Infinity || (value !== -Infinity && isInCategorySet(tree, categorical, value)));
}
