import type { Tree } from "../trees/tree-model.ts";
import type { FileTree } from "./format.ts";

/**
 * A tree of the file without the nodes that pruning deleted. The nodes keep their order where every child comes after
 * its parent, as XGBoost and `toXgboostJson` write them.
 * Throws a RangeError that says what is wrong ("names feature 7 of 5"); the caller knows which tree it is.
 */
export function readTree(file: FileTree, featureCount: number): Tree {
  checkShape(file);
  const order = walk(file, featureCount);
  const position = new Map(order.map((node, index) => [node, index]));
  const isInner = (node: number) => file.left_children[node]! >= 0;
  const childOf = (children: readonly number[]) => (node: number) =>
    isInner(node) ? position.get(children[node]!)! : -1;
  return {
    left: Int32Array.from(order, childOf(file.left_children)),
    right: Int32Array.from(order, childOf(file.right_children)),
    feature: Int32Array.from(order, (node) => (isInner(node) ? file.split_indices[node]! : 0)),
    threshold: Float32Array.from(order, (node) => (isInner(node) ? file.split_conditions[node]! : 0)),
    defaultLeft: Uint8Array.from(order, (node) => (isInner(node) && Boolean(file.default_left[node]) ? 1 : 0)),
    ...readCategorySets(file, order),
    value: Float32Array.from(order, (node) =>
      isInner(node) ? file.base_weights[node]! : file.split_conditions[node]!,
    ),
    cover: Float32Array.from(order, (node) => file.sum_hessian[node]!),
    gain: Float32Array.from(order, (node) => (isInner(node) ? file.loss_changes[node]! : 0)),
  };
}

function checkShape(file: FileTree): void {
  const count = file.left_children.length;
  if (count === 0) throw new RangeError("has no node");
  if (Number(file.tree_param.size_leaf_vector ?? 0) > 1) throw new RangeError("has vectors for leaves");
  for (const name of [
    "right_children",
    "split_indices",
    "split_conditions",
    "default_left",
    "sum_hessian",
    "base_weights",
    "loss_changes",
  ] as const) {
    if (file[name].length !== count) throw new RangeError(`has ${count} nodes but ${file[name].length} ${name}`);
  }
}

/** The nodes that can be reached, parents before children: in the file's order where it is so already. */
function walk(file: FileTree, featureCount: number): number[] {
  const count = file.left_children.length;
  const seen = new Uint8Array(count);
  const order: number[] = [];
  let isOrdered = true;
  const open = [0];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (!Number.isInteger(node) || node < 0 || node >= count) throw new RangeError(`has no node ${node}`);
    if (seen[node] === 1) throw new RangeError(`reaches node ${node} in two ways`);
    seen[node] = 1;
    order.push(node);
    const left = file.left_children[node]!;
    if (left < 0) continue;
    const feature = file.split_indices[node]!;
    if (!Number.isInteger(feature) || feature < 0 || feature >= featureCount) {
      throw new RangeError(`tests feature ${feature} of ${featureCount}`);
    }
    const right = file.right_children[node]!;
    isOrdered &&= left > node && right > node;
    open.push(right, left);
  }
  return isOrdered ? order.sort((a, b) => a - b) : order;
}

function readCategorySets(
  file: FileTree,
  order: readonly number[],
): Pick<Tree, "categoryWordCount" | "categoryStart" | "categoryWords"> {
  const sets = new Map<number, readonly number[]>();
  (file.categories_nodes ?? []).forEach((node, index) => {
    const start = file.categories_segments?.[index] ?? NaN;
    const set = (file.categories ?? []).slice(start, start + (file.categories_sizes?.[index] ?? NaN));
    if (set.length !== file.categories_sizes?.[index]) throw new RangeError(`has no category set for node ${node}`);
    if (set.some((code) => !Number.isInteger(code) || code < 0 || code > 0xffff)) {
      throw new RangeError(`has a category out of range in node ${node}`);
    }
    sets.set(node, set);
  });
  const wordsOf = order.map((node) => {
    const isCategorical = file.left_children[node]! >= 0 && file.split_type?.[node] === 1;
    if (!isCategorical) return new Uint32Array(0);
    const set = sets.get(node);
    if (set === undefined) throw new RangeError(`has no category set for node ${node}`);
    // An empty set still has one word: a node without words is numeric.
    const words = new Uint32Array((Math.max(0, ...set) >>> 5) + 1);
    for (const code of set) words[code >>> 5]! |= 1 << (code & 31);
    return words;
  });
  const categoryStart = new Int32Array(order.length);
  const categoryWords: number[] = [];
  wordsOf.forEach((words, index) => {
    categoryStart[index] = categoryWords.length;
    categoryWords.push(...words);
  });
  return {
    categoryWordCount: Int32Array.from(wordsOf, (words) => words.length),
    categoryStart,
    categoryWords: Uint32Array.from(categoryWords),
  };
}
