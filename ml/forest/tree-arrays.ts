import type { Tree } from "../trees/tree-model.ts";

/** What a node asks of a row: is `feature` below `threshold`, or, of a categorical one, not in `rightCategories`. */
export type NodeTest = {
  readonly feature: number;
  readonly threshold: number;
  /** Where a missing value goes. */
  readonly defaultLeft: boolean;
  readonly rightCategories: readonly number[] | undefined;
};

/** Collects the nodes of a tree, parents before their children. */
export type TreeArrays = {
  addTest(test: NodeTest, cover: number): number;
  addLeaf(value: number, cover: number): number;
  setChildren(node: number, left: number, right: number): void;
  finish(): Tree;
};

/** An empty tree with room for `capacity` nodes. */
export function createTreeArrays(capacity: number): TreeArrays {
  const left = new Int32Array(capacity).fill(-1);
  const right = new Int32Array(capacity).fill(-1);
  const feature = new Int32Array(capacity);
  const threshold = new Float32Array(capacity);
  const defaultLeft = new Uint8Array(capacity);
  const categoryWordCount = new Int32Array(capacity);
  const categoryStart = new Int32Array(capacity);
  const categoryWords: number[] = [];
  const value = new Float32Array(capacity);
  const cover = new Float32Array(capacity);
  let count = 0;
  const addCategories = (node: number, categories: readonly number[]) => {
    const words = new Uint32Array((Math.max(0, ...categories) >>> 5) + 1);
    for (const code of categories) words[code >>> 5] = words[code >>> 5]! | (1 << (code & 31));
    categoryStart[node] = categoryWords.length;
    categoryWordCount[node] = words.length;
    categoryWords.push(...words);
  };
  return {
    addTest(test, rows) {
      const node = count++;
      feature[node] = test.feature;
      threshold[node] = test.threshold;
      defaultLeft[node] = test.defaultLeft ? 1 : 0;
      cover[node] = rows;
      if (test.rightCategories !== undefined) addCategories(node, test.rightCategories);
      return node;
    },
    addLeaf(leafValue, rows) {
      const node = count++;
      value[node] = leafValue;
      cover[node] = rows;
      return node;
    },
    setChildren(node, leftChild, rightChild) {
      left[node] = leftChild;
      right[node] = rightChild;
    },
    finish: () => ({
      left: left.slice(0, count),
      right: right.slice(0, count),
      feature: feature.slice(0, count),
      threshold: threshold.slice(0, count),
      defaultLeft: defaultLeft.slice(0, count),
      categoryWordCount: categoryWordCount.slice(0, count),
      categoryStart: categoryStart.slice(0, count),
      categoryWords: Uint32Array.from(categoryWords),
      value: value.slice(0, count),
      cover: cover.slice(0, count),
      gain: new Float32Array(count),
    }),
  };
}
