import type { BinnedMatrix } from "./binning.ts";

/**
 * Where each feature's bins lie in a histogram: pairs (sum of gradients, sum of hessians), the pair of bin b of
 * feature f at `offsets[f] + 2 b`, its missing values in the last of its bins. `length` counts the doubles.
 */
export type HistogramLayout = { readonly offsets: Int32Array; readonly length: number };

/** The rows of a node: `order[start … end)` and, in the same places, their pairs of gradient and hessian. */
export type NodeRows = {
  readonly order: Uint32Array;
  readonly pairs: Float64Array;
  readonly start: number;
  readonly end: number;
};

/** Layout for a binned matrix; features that only fill the last word share one pair that nobody reads. */
export function createHistogramLayout(binned: BinnedMatrix): HistogramLayout {
  const wordCount = Math.ceil(binned.features.length / 4);
  const offsets = new Int32Array(wordCount * 4);
  let length = 0;
  for (let feature = 0; feature < offsets.length; feature++) {
    offsets[feature] = length;
    if (feature < binned.features.length) length += 2 * (binned.binCounts[feature]! + 1);
  }
  return { offsets, length: length + 2 };
}

/** Sums the gradients of a node's rows into `histogram`, for the features of the listed words of the matrix. */
export function buildHistogram(
  binned: BinnedMatrix,
  layout: HistogramLayout,
  words: readonly number[],
  rows: NodeRows,
  histogram: Float64Array,
): void {
  histogram.fill(0);
  for (const word of words) addWord(binned.words, word * binned.rows, rows, histogram, layout.offsets, word * 4);
}

/** The histogram of a node's larger child: the node's own, in place, less that of its smaller child. */
export function subtractHistogram(histogram: Float64Array, smaller: Float64Array): void {
  for (let i = 0; i < histogram.length; i++) histogram[i] = histogram[i]! - smaller[i]!;
}

/** The hot kernel: four features at once, one load for their four bins. */
function addWord(
  words: Uint32Array,
  wordStart: number,
  { order, pairs, start, end }: NodeRows,
  histogram: Float64Array,
  offsets: Int32Array,
  feature: number,
): void {
  const offset0 = offsets[feature]!;
  const offset1 = offsets[feature + 1]!;
  const offset2 = offsets[feature + 2]!;
  const offset3 = offsets[feature + 3]!;
  for (let i = start; i < end; i++) {
    const word = words[wordStart + order[i]!]!;
    const gradient = pairs[2 * i]!;
    const hessian = pairs[2 * i + 1]!;
    const at0 = offset0 + ((word & 255) << 1);
    const at1 = offset1 + ((word >>> 7) & 510);
    const at2 = offset2 + ((word >>> 15) & 510);
    const at3 = offset3 + ((word >>> 23) & 510);
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
