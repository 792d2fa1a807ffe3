import type { BinnedMatrix } from "./binning.ts";
import type { BestSplit } from "./growth-kernels.ts";
import type { Tree } from "./tree-model.ts";

/** Which way each bin of a feature goes: 256 bytes, 1 is left. */
type LeftByBin = Uint8Array;

/**
 * A tree while it grows.
 * `addNode` returns the new node's number, `split` turns a node into an inner one, `finish` gives the tree.
 */
export type TreeBuilder = {
  addNode(value: number, cover: number): number;
  setValue(node: number, value: number): number;
  /** Returns which way each bin of the split's feature goes. */
  split(node: number, candidate: BestSplit, left: number, right: number): LeftByBin;
  finish(): Tree;
};

const bytesPerTable = 256;

/** Starts a tree over `binned` of at most `maxDepth` levels of splits. */
export function createTreeBuilder(binned: BinnedMatrix, maxDepth: number): TreeBuilder {
  // No tree has more leaves than rows, which bounds a deep tree's memory.
  const capacity = Math.min(2 ** (maxDepth + 1) - 1, 2 * binned.rows + 1);
  const left = new Int32Array(capacity).fill(-1);
  const right = new Int32Array(capacity).fill(-1);
  const feature = new Int32Array(capacity);
  const threshold = new Float32Array(capacity);
  const defaultLeft = new Uint8Array(capacity);
  const category = new Int32Array(capacity).fill(-1);
  const value = new Float32Array(capacity);
  const cover = new Float32Array(capacity);
  const gain = new Float32Array(capacity);
  let count = 0;

  const setValue = (node: number, nodeValue: number) => {
    value[node] = nodeValue;
    return value[node];
  };
  return {
    addNode(nodeValue, nodeCover) {
      value[count] = nodeValue;
      cover[count] = nodeCover;
      return count++;
    },
    setValue,
    split(node, candidate, leftChild, rightChild) {
      left[node] = leftChild;
      right[node] = rightChild;
      feature[node] = candidate.feature;
      defaultLeft[node] = candidate.missingLeft ? 1 : 0;
      gain[node] = candidate.gain;
      const isCategorical = binned.features[candidate.feature]!.kind === "categorical";
      if (isCategorical) category[node] = candidate.bin;
      threshold[node] = isCategorical ? 0 : binned.cuts[candidate.feature]![candidate.bin - 1]!;
      return tableOf(binned.binCounts[candidate.feature]!, candidate, isCategorical);
    },
    finish: () => ({
      left: left.slice(0, count),
      right: right.slice(0, count),
      feature: feature.slice(0, count),
      threshold: threshold.slice(0, count),
      defaultLeft: defaultLeft.slice(0, count),
      ...categorySets(category.subarray(0, count)),
      value: value.slice(0, count),
      cover: cover.slice(0, count),
      gain: gain.slice(0, count),
    }),
  };
}

function tableOf(binCount: number, candidate: BestSplit, isCategorical: boolean): LeftByBin {
  const table = new Uint8Array(bytesPerTable);
  for (let bin = 0; bin < binCount; bin++) {
    const isLeft = isCategorical ? bin !== candidate.bin : bin < candidate.bin;
    table[bin] = isLeft ? 1 : 0;
  }
  table[binCount] = candidate.missingLeft ? 1 : 0;
  return table;
}

/** One category a set, as bits. */
function categorySets(category: Int32Array): Pick<Tree, "categoryWordCount" | "categoryStart" | "categoryWords"> {
  const categoryWordCount = Int32Array.from(category, (code) => (code < 0 ? 0 : (code >>> 5) + 1));
  const categoryStart = new Int32Array(category.length);
  let total = 0;
  for (let node = 0; node < category.length; node++) {
    categoryStart[node] = total;
    total += categoryWordCount[node]!;
  }
  const categoryWords = new Uint32Array(total);
  for (let node = 0; node < category.length; node++) {
    const code = category[node]!;
    if (code >= 0) categoryWords[categoryStart[node]! + (code >>> 5)] = (1 << (code & 31)) >>> 0;
  }
  return { categoryWordCount, categoryStart, categoryWords };
}
