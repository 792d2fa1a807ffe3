import { writeCodes } from "../kernels/codes.ts";
import { instantiateKernels, kernelModule, type Kernels } from "../kernels/instance.ts";
import { createKernelMemory, growTo, planAddresses } from "../kernels/memory.ts";
import { createCodeTree, type CodeTree } from "./code-tree.ts";
import { createFeatureCodes, type FeatureCodes } from "./feature-codes.ts";
import type { FeatureMatrix } from "./feature-matrix.ts";
import type { TreeModel } from "./tree-model.ts";

/** Rows coded at a time, and rows of those walked through a tree at a time: their codes fit the first-level cache. */
const chunkRows = 8192;
const blockRows = 256;

/** Bytes of a node and of its value (`assembly/walk.ts`), and rows that the kernel takes together. */
const nodeBytes = 16;
const stepRows = 4;

/** A node tells a feature's place in a row, and a row its codes, by 16 bits. */
const maximalRowBytes = 65_536;

/**
 * Adds the leaves' values of the rows `from`, `from` + 1, … to `margins`, tree by tree. False, and nothing done, where
 * there is no WebAssembly with vectors and threads or the model is too large for it.
 */
export function addMarginsInWasm(
  model: TreeModel,
  matrix: FeatureMatrix,
  from: number,
  margins: Float64Array,
): boolean {
  const module = kernelModule();
  if (module === null) return false;
  const codes = createFeatureCodes(model);
  const rowBytes = 2 * codes.length;
  const trees = model.trees.map((tree) => createCodeTree(tree, codes));
  const nodeCount = trees.reduce((sum, tree) => sum + tree.left.length, 0);
  const plan = planAddresses(64);
  const at = {
    // The cuts of a column, then its values.
    scratch: plan.take(2 ** 18 + 4 * chunkRows),
    codes: plan.take(rowBytes * chunkRows),
    margins: plan.take(8 * chunkRows),
    nodes: plan.take(nodeBytes * nodeCount),
    values: plan.take(8 * nodeCount),
  };
  const memory = createKernelMemory();
  if (rowBytes > maximalRowBytes || !growTo(memory, plan.size())) return false;
  const wasm = instantiateKernels(module, memory);
  const laidOut = layOut(trees, memory.buffer, at);
  const coding = { wasm, memory, scratch: at.scratch };
  const target = new Float64Array(memory.buffer, at.margins, chunkRows);
  for (let start = 0; start < margins.length; start += chunkRows) {
    const chunk = margins.subarray(start, Math.min(margins.length, start + chunkRows));
    encodeChunk(coding, codes, matrix, from + start, chunk.length, at.codes);
    target.set(chunk);
    walkChunk(wasm, laidOut, at, rowBytes, chunk.length);
    chunk.set(target.subarray(0, chunk.length));
  }
  return true;
}

type LaidOutTree = { readonly nodes: number; readonly values: number; readonly depth: number };

function layOut(
  trees: readonly CodeTree[],
  buffer: ArrayBufferLike,
  at: { readonly nodes: number; readonly values: number },
): LaidOutTree[] {
  const shorts = new Uint16Array(buffer);
  const integers = new Uint32Array(buffer);
  const doubles = new Float64Array(buffer);
  let first = 0;
  return trees.map((tree) => {
    const nodes = at.nodes + nodeBytes * first;
    const values = at.values + 8 * first;
    doubles.set(tree.value, values / 8);
    for (let node = 0; node < tree.left.length; node++) {
      const address = nodes + nodeBytes * node;
      shorts[address / 2] = 2 * tree.feature[node]!;
      shorts[address / 2 + 1] = tree.first[node]!;
      shorts[address / 2 + 2] = tree.length[node]!;
      integers[address / 4 + 2] = nodeBytes * tree.left[node]!;
      integers[address / 4 + 3] = nodeBytes * tree.right[node]!;
    }
    first += tree.left.length;
    return { nodes, values, depth: tree.depth };
  });
}

function encodeChunk(
  coding: Parameters<typeof writeCodes>[0],
  codes: readonly (FeatureCodes | undefined)[],
  matrix: FeatureMatrix,
  start: number,
  count: number,
  address: number,
): void {
  codes.forEach((feature, index) => {
    if (feature === undefined) return;
    const column = matrix.columns[index]!.subarray(start, start + count);
    writeCodes(coding, feature, column, address + 2 * index, 2 * codes.length);
  });
}

function walkChunk(
  wasm: Kernels,
  trees: readonly LaidOutTree[],
  at: { readonly codes: number; readonly margins: number },
  rowBytes: number,
  count: number,
): void {
  // Rows past the last one have codes of earlier rows, and margins that nobody reads.
  const rows = Math.ceil(count / stepRows) * stepRows;
  for (let row = 0; row < rows; row += blockRows) {
    const codes = at.codes + row * rowBytes;
    const block = Math.min(blockRows, rows - row);
    for (const { nodes, values, depth } of trees) {
      wasm.walkTree(nodes, values, depth, codes, rowBytes, at.margins + 8 * row, block);
    }
  }
}
