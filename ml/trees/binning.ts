import { AppError } from "#core";

import type { KernelChoice } from "../kernels/instance.ts";
import { createColumnKernels, type BinTarget } from "./column-kernels.ts";
import { checkMatrix, type FeatureMatrix, type FeatureSpec } from "./feature-matrix.ts";

/**
 * A feature matrix with every value replaced by the number of its bin, one byte each.
 *
 * The bytes of four features lie side by side in one 32-bit word, so that the histogram kernel loads four bins at
 * once: byte `((f >> 2) * rows + row) * 4 + (f & 3)` is feature f of `row` (`binAddress`).
 * A numeric bin b holds the values in [cuts[b − 1], cuts[b]), the first and the last are open; a categorical bin is
 * the category's code; bin `binCounts[f]` holds the missing values.
 */
export type BinnedMatrix = {
  readonly features: readonly FeatureSpec[];
  readonly rows: number;
  readonly bytes: Uint8Array;
  /** The same memory as `bytes`, word `(f >> 2) * rows + row`. */
  readonly words: Uint32Array;
  /** Bins of present values of each feature, 1 … 255. */
  readonly binCounts: Int32Array;
  /** Ascending cuts of each numeric feature, `binCounts[f] − 1` of them; empty for a categorical one. */
  readonly cuts: readonly Float32Array[];
};

/** One byte has room for this many bins of present values beside the one of missing values. */
export const maximalBinCount = 255;

/**
 * Bins a matrix once, for any number of models. Cuts lie half-way between neighbouring values, and take about the
 * same number of rows into each bin (greedily, a value of great weight gets a bin to itself).
 * The bins are the same with and without WebAssembly, which does the work unless `kernels` says otherwise.
 * With `shared` the bytes lie in a SharedArrayBuffer that workers can read without a copy.
 * Throws `FEED_INVALID` for a category code outside its list and for an infinite value.
 */
export function binMatrix(
  matrix: FeatureMatrix,
  options: { readonly maxBins?: number; readonly shared?: boolean; readonly kernels?: KernelChoice } = {},
): BinnedMatrix {
  checkMatrix(matrix);
  const { features, rows } = matrix;
  const maxBins = Math.min(options.maxBins ?? maximalBinCount, maximalBinCount);
  const byteCount = Math.ceil(features.length / 4) * 4 * rows;
  const buffer = options.shared === true ? new SharedArrayBuffer(byteCount) : new ArrayBuffer(byteCount);
  const bytes = new Uint8Array(buffer);
  const binCounts = new Int32Array(features.length);
  const columns = createColumnKernels(rows, options.kernels);
  const cuts = features.map((feature, index) => {
    const column = matrix.columns[index]!.subarray(0, rows);
    const target = { bytes, start: binAddress(rows, index, 0) };
    if (feature.kind === "categorical") {
      binCounts[index] = writeCategoryBins(feature.name, column, feature.categories.length, target);
      return new Float32Array(0);
    }
    const featureCuts = chooseCuts(feature.name, columns.sorted(column), maxBins);
    binCounts[index] = featureCuts.length + 1;
    columns.writeBins(column, featureCuts, target);
    return featureCuts;
  });
  return { features, rows, bytes, words: new Uint32Array(buffer), binCounts, cuts };
}

/** Index in `bytes` of feature `feature` of `row`; the next row is 4 further on. */
export function binAddress(rows: number, feature: number, row: number): number {
  return ((feature >> 2) * rows + row) * 4 + (feature & 3);
}

function writeCategoryBins(name: string, column: Float32Array, categoryCount: number, target: BinTarget): number {
  if (categoryCount > maximalBinCount) {
    throw new AppError("FEED_INVALID", {
      detail: `The feature ${name} has ${categoryCount} categories; at most ${maximalBinCount} can be told apart.`,
      hint: "Merge its rare categories into one.",
    });
  }
  for (let row = 0, address = target.start; row < column.length; row++, address += 4) {
    const code = column[row]!;
    if (!Number.isNaN(code) && !(code >= 0 && code < categoryCount && Number.isInteger(code))) {
      throw new AppError("FEED_INVALID", {
        detail: `The feature ${name} holds the code ${code}, which is none of its ${categoryCount} categories.`,
        hint: "Give an unknown category as a missing value.",
      });
    }
    target.bytes[address] = Number.isNaN(code) ? categoryCount : code;
  }
  return categoryCount;
}

/** Ascending cuts, at most `maxBins` − 1, none when fewer than two different values are present. */
function chooseCuts(name: string, sorted: Float32Array, maxBins: number): Float32Array {
  const count = sorted.length;
  if (count > 0 && !(Number.isFinite(sorted[0]!) && Number.isFinite(sorted[count - 1]!))) {
    throw new AppError("FEED_INVALID", {
      detail: `The feature ${name} holds an infinite value.`,
      hint: "Give it as a missing value.",
    });
  }
  const cuts: number[] = [];
  const everyValueFits = countDistinct(sorted, maxBins) <= maxBins;
  let rowsBefore = 0;
  for (let i = 1; i < count && cuts.length < maxBins - 1; i++) {
    if (sorted[i] === sorted[i - 1]) continue;
    const wantedRows = (count - rowsBefore) / (maxBins - cuts.length);
    if (!everyValueFits && i - rowsBefore < wantedRows) continue;
    cuts.push(cutBetween(sorted[i - 1]!, sorted[i]!));
    rowsBefore = i;
  }
  return Float32Array.from(cuts);
}

/** Number of different values, counted no further than just past `limit`. */
function countDistinct(sorted: Float32Array, limit: number): number {
  let distinct = sorted.length === 0 ? 0 : 1;
  for (let i = 1; i < sorted.length && distinct <= limit; i++) if (sorted[i] !== sorted[i - 1]) distinct++;
  return distinct;
}

/** The half-way point at single precision; the upper value where the two are neighbouring floats. */
function cutBetween(lower: number, upper: number): number {
  const middle = Math.fround(lower / 2 + upper / 2);
  return middle > lower ? middle : upper;
}
