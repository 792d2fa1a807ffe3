import { compiledKernels } from "./compiled.ts";

/** Which of two implementations that give the same bits does the arithmetic. */
export type KernelChoice = "wasm" | "javascript";

/** What assembly/index.ts exports; addresses are bytes in the memory, what each does is said there. */
export type Kernels = {
  partitionRows(
    bytes: number,
    leftByBin: number,
    order: number,
    pairs: number,
    orderTarget: number,
    pairsTarget: number,
    start: number,
    end: number,
  ): number;
  partitionFollowers(
    bytes: number,
    leftByBin: number,
    order: number,
    orderTarget: number,
    start: number,
    end: number,
  ): number;
  addToMargins(margins: number, order: number, start: number, end: number, value: number): void;
  squaredGradients(order: number, count: number, target: number, margins: number, pairs: number): number;
  quantileGradients(
    order: number,
    count: number,
    target: number,
    margins: number,
    pairs: number,
    alpha: number,
  ): number;
  logisticGradients(
    order: number,
    count: number,
    target: number,
    margins: number,
    pairs: number,
    products: number,
  ): number;
  writeResiduals(order: number, start: number, end: number, target: number, margins: number, residuals: number): void;
  selectRank(values: number, count: number, rank: number): number;
  leastOf(values: number, from: number, count: number): number;
  runJob(control: number, unitCount: number): void;
  assist(control: number, invitation: number): number;
  encodeNumbers(
    values: number,
    count: number,
    cuts: number,
    steps: number,
    missing: number,
    codes: number,
    stride: number,
  ): void;
  encodeBytes(
    values: number,
    count: number,
    cuts: number,
    steps: number,
    missing: number,
    codes: number,
    stride: number,
  ): void;
  sortFloats(values: number, count: number, spare: number, counts: number): number;
  walkTree(
    nodes: number,
    values: number,
    depth: number,
    codes: number,
    rowBytes: number,
    margins: number,
    count: number,
  ): void;
  applyGroups(groups: number, groupCount: number, start: number, count: number, patterns: number): void;
  fillTable(
    leaves: number,
    leafCount: number,
    table: number,
    bits: number,
    sliceCount: number,
    rules: number,
    scratch: number,
  ): void;
};

let compiled: WebAssembly.Module | null | undefined;

/**
 * The kernels' module, compiled at the first call of a thread; null where the machine has no WebAssembly with vectors
 * and threads.
 */
export function kernelModule(): WebAssembly.Module | null {
  if (compiled === undefined) {
    const bytes = Buffer.from(compiledKernels, "base64");
    const isAvailable = typeof WebAssembly === "object" && WebAssembly.validate(bytes);
    compiled = isAvailable ? new WebAssembly.Module(bytes) : null;
  }
  return compiled;
}

/** The kernels at work in a memory. */
export function instantiateKernels(module: WebAssembly.Module, memory: WebAssembly.Memory): Kernels {
  // The exports are those of assembly/index.ts; a test compiles it and compares the bytes.
  return new WebAssembly.Instance(module, { env: { memory } }).exports as unknown as Kernels;
}
