import { binAddress, type BinnedMatrix } from "./binning.ts";
import type { NodeRows } from "./histogram.ts";

/** Room for the rows that go right while a node is divided; as long as the training rows. */
export type PartitionScratch = { readonly order: Uint32Array; readonly pairs: Float64Array };

/**
 * Divides a node's rows in place, stably: those whose bin of `feature` has a 1 in `leftByBin` first.
 * Returns where the right child's rows start. No branch depends on the data.
 */
export function partitionRows(
  binned: BinnedMatrix,
  feature: number,
  leftByBin: Uint8Array,
  rows: NodeRows,
  scratch: PartitionScratch,
): number {
  const { order, pairs, start, end } = rows;
  const { bytes } = binned;
  const column = binAddress(binned.rows, feature, 0);
  let left = start;
  let right = 0;
  for (let i = start; i < end; i++) {
    const row = order[i]!;
    const gradient = pairs[2 * i]!;
    const hessian = pairs[2 * i + 1]!;
    const isLeft = leftByBin[bytes[column + 4 * row]!]!;
    order[left] = row;
    pairs[2 * left] = gradient;
    pairs[2 * left + 1] = hessian;
    scratch.order[right] = row;
    scratch.pairs[2 * right] = gradient;
    scratch.pairs[2 * right + 1] = hessian;
    left += isLeft;
    right += 1 - isLeft;
  }
  order.set(scratch.order.subarray(0, right), left);
  pairs.set(scratch.pairs.subarray(0, 2 * right), 2 * left);
  return left;
}
