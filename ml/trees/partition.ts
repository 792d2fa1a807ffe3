import { binAddress, type BinnedMatrix } from "./binning.ts";
import type { NodeRows } from "./histogram.ts";

/**
 * Divides a node's rows into the same places of `target`: those whose bin of `feature` has a 1 in `leftByBin` first, in
 * their order, then the others from the end backwards, in the reverse of theirs.
 * Returns where the right child's rows start. No branch depends on the data.
 */
export function partitionRows(
  binned: BinnedMatrix,
  feature: number,
  leftByBin: Uint8Array,
  rows: NodeRows,
  target: { readonly order: Uint32Array; readonly pairs: Float32Array },
): number {
  const { order, pairs, start, end } = rows;
  const { bytes } = binned;
  const column = binAddress(binned.rows, feature, 0);
  let left = start;
  let right = end - 1;
  for (let i = start; i < end; i++) {
    const row = order[i]!;
    const gradient = pairs[2 * i]!;
    const hessian = pairs[2 * i + 1]!;
    const isLeft = leftByBin[bytes[column + 4 * row]!]!;
    target.order[left] = row;
    target.pairs[2 * left] = gradient;
    target.pairs[2 * left + 1] = hessian;
    target.order[right] = row;
    target.pairs[2 * right] = gradient;
    target.pairs[2 * right + 1] = hessian;
    left += isLeft;
    right -= 1 - isLeft;
  }
  return left;
}

/** As `partitionRows`, for rows that no tree is grown from and that have no pairs. */
export function partitionFollowers(
  binned: BinnedMatrix,
  feature: number,
  leftByBin: Uint8Array,
  rows: Pick<NodeRows, "order" | "start" | "end">,
  target: Uint32Array,
): number {
  const { order, start, end } = rows;
  const { bytes } = binned;
  const column = binAddress(binned.rows, feature, 0);
  let left = start;
  let right = end - 1;
  for (let i = start; i < end; i++) {
    const row = order[i]!;
    const isLeft = leftByBin[bytes[column + 4 * row]!]!;
    target[left] = row;
    target[right] = row;
    left += isLeft;
    right -= 1 - isLeft;
  }
  return left;
}
