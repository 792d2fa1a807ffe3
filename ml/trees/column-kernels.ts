import { instantiateKernels, kernelModule, type KernelChoice } from "../kernels/instance.ts";
import { createKernelMemory, growTo, planAddresses } from "../kernels/memory.ts";

/** Where the bins of one feature go: that of row r to `bytes[start + 4 r]`. */
export type BinTarget = { readonly bytes: Uint8Array; readonly start: number };

/** The work of binning one column; two implementations give the same bytes. */
export type ColumnKernels = {
  /** The values that are not NaN, ascending; valid until the next call. */
  sorted(column: Float32Array): Float32Array;
  /** Each value's number of cuts that are not above it, at most 254; one more than the last for NaN. */
  writeBins(column: Float32Array, cuts: Float32Array, target: BinTarget): void;
};

/** Steps of the search for a value's bin, and cuts of one byte's bins with the padding that no value reaches. */
const searchSteps = 8;
const paddedCuts = 2 ** searchSteps - 1;

/** Kernels for columns of `rows` values, in WebAssembly where the machine has it and `choice` does not say otherwise. */
export function createColumnKernels(rows: number, choice: KernelChoice = "wasm"): ColumnKernels {
  return (choice === "wasm" ? createWasmColumns(rows) : undefined) ?? javascriptColumns;
}

const javascriptColumns: ColumnKernels = {
  sorted(column) {
    const present = new Float32Array(column.length);
    let count = 0;
    for (let row = 0; row < column.length; row++) {
      const value = column[row]!;
      if (value === value) present[count++] = value;
    }
    return present.subarray(0, count).sort();
  },
  writeBins(column, cuts, { bytes, start }) {
    const padded = padCuts(cuts);
    const missing = cuts.length + 1;
    for (let row = 0, address = start; row < column.length; row++, address += 4) {
      const value = column[row]!;
      let bin = 0;
      for (let step = 2 ** (searchSteps - 1); step > 0; step >>= 1) if (padded[bin + step - 1]! <= value) bin += step;
      bytes[address] = value === value ? bin : missing;
    }
  },
};

function createWasmColumns(rows: number): ColumnKernels | undefined {
  const module = kernelModule();
  if (module === null) return undefined;
  const plan = planAddresses(64);
  const at = {
    values: plan.take(4 * rows),
    spare: plan.take(4 * rows),
    counts: plan.take(3 * 2048 * 4),
    cuts: plan.take(4 * paddedCuts),
  };
  const memory = createKernelMemory();
  if (!growTo(memory, plan.size())) return undefined;
  const wasm = instantiateKernels(module, memory);
  const values = new Float32Array(memory.buffer, at.values, rows);
  const bins = new Uint8Array(memory.buffer, at.spare, rows);
  const cutSpace = new Float32Array(memory.buffer, at.cuts, paddedCuts);
  return {
    sorted(column) {
      values.set(column);
      return values.subarray(0, wasm.sortFloats(at.values, column.length, at.spare, at.counts));
    },
    writeBins(column, cuts, { bytes, start }) {
      values.set(column);
      cutSpace.set(padCuts(cuts));
      wasm.encodeBytes(at.values, column.length, at.cuts, searchSteps, cuts.length + 1, at.spare, 1);
      for (let row = 0, address = start; row < column.length; row++, address += 4) bytes[address] = bins[row]!;
    },
  };
}

/** The cuts with NaN after them, so that the search takes the same steps for every value. */
function padCuts(cuts: Float32Array): Float32Array {
  const padded = new Float32Array(paddedCuts).fill(NaN);
  padded.set(cuts);
  return padded;
}
