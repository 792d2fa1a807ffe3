import type { FeatureCodes } from "../trees/feature-codes.ts";
import { missingCode } from "../trees/feature-codes.ts";
import type { Kernels } from "./instance.ts";

/** Kernels, their memory, and room in it for the values of a column and its cuts. */
export type CodingSpace = { readonly wasm: Kernels; readonly memory: WebAssembly.Memory; readonly scratch: number };

/**
 * Writes the codes of a column's values to `address`, `stride` bytes apart (2 or more, even). `scratch` has room for
 * the cuts, 4 bytes each up to 2¹⁶ of them, and for the values.
 */
export function writeCodes(
  { wasm, memory, scratch }: CodingSpace,
  codes: FeatureCodes,
  column: Float32Array,
  address: number,
  stride: number,
): void {
  const { cuts } = codes;
  if (cuts !== undefined) {
    const values = scratch + 2 ** 18;
    new Float32Array(memory.buffer, scratch, cuts.length).set(cuts);
    new Float32Array(memory.buffer, values, column.length).set(column);
    const steps = 32 - Math.clz32(cuts.length);
    wasm.encodeNumbers(values, column.length, scratch, steps, missingCode, address, stride);
    return;
  }
  const own = new Uint16Array(column.length);
  codes.encode(column, 0, column.length, own);
  const target = new Uint16Array(memory.buffer);
  for (let row = 0; row < own.length; row++) target[(address + row * stride) / 2] = own[row]!;
}
