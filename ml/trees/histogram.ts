import type { BinnedMatrix } from "./binning.ts";

/** Doubles of one feature's part of a histogram: 256 pairs (sum of gradients, sum of hessians). */
export const featureDoubles = 512;

/**
 * The rows of a node: `order[start … end)` and, in the same places, their pairs of gradient and hessian, at single
 * precision.
 */
export type NodeRows = {
  readonly order: Uint32Array;
  readonly pairs: Float32Array;
  readonly start: number;
  readonly end: number;
};

/**
 * Sums the pairs of a node's rows into `histogram`, for the four features of word column `word`: the pair of bin b of
 * feature f lies at `featureDoubles · f + 2 b`, its missing values in the last of its bins.
 */
export function buildWord(binned: BinnedMatrix, word: number, rows: NodeRows, histogram: Float64Array): void {
  const { words } = binned;
  const { order, pairs, start, end } = rows;
  const wordStart = word * binned.rows;
  const offset = 4 * word * featureDoubles;
  histogram.fill(0, offset, offset + 4 * featureDoubles);
  for (let i = start; i < end; i++) {
    const bins = words[wordStart + order[i]!]!;
    const gradient = pairs[2 * i]!;
    const hessian = pairs[2 * i + 1]!;
    const at0 = offset + ((bins & 255) << 1);
    const at1 = offset + featureDoubles + ((bins >>> 7) & 510);
    const at2 = offset + 2 * featureDoubles + ((bins >>> 15) & 510);
    const at3 = offset + 3 * featureDoubles + ((bins >>> 23) & 510);
    histogram[at0] = histogram[at0]! + gradient;
    histogram[at0 + 1] = histogram[at0 + 1]! + hessian;
    histogram[at1] = histogram[at1]! + gradient;
    histogram[at1 + 1] = histogram[at1 + 1]! + hessian;
    histogram[at2] = histogram[at2]! + gradient;
    histogram[at2 + 1] = histogram[at2 + 1]! + hessian;
    histogram[at3] = histogram[at3]! + gradient;
    histogram[at3 + 1] = histogram[at3 + 1]! + hessian;
  }
}

/** The part of one feature in the histogram of a node's other child: the node's own, in place, less the built one. */
export function subtractFeature(histogram: Float64Array, built: Float64Array, feature: number, binCount: number): void {
  const start = feature * featureDoubles;
  const end = start + 2 * (binCount + 1);
  for (let i = start; i < end; i++) histogram[i] = histogram[i]! - built[i]!;
}
