import { createRandom } from "#core";

import { quantileOfSorted } from "../statistics.ts";
import { checkMatrix, type FeatureMatrix, type FeatureSpec } from "../trees/feature-matrix.ts";

/** A sample of real rows, ready to be compared with, and how far real rows are from their own nearest ones. */
export type PlausibilityReference = {
  readonly features: readonly FeatureSpec[];
  /** The sampled rows' numbers in the matrix. */
  readonly rows: Uint32Array;
  /** Their scaled values, row-major, features side by side. */
  readonly values: Float32Array;
  /** What a numeric value is divided by; 1 for a categorical one. */
  readonly scales: Float64Array;
  /** How many nearest rows a distance is the mean of. */
  readonly neighbours: number;
  /** Such distances of real rows to other ones, ascending. */
  readonly ownDistances: Float64Array;
};

/** Real rows whose own distances are taken; their share of 1 is known to about 2 %. */
const comparedRows = 500;

/**
 * Draws `sampleSize` rows (2,000 are enough for shares to a percent) and computes the distances of 500 of them to their
 * `neighbours` nearest others. A number's scale is the width from its 5th to its 95th percentile, so that outliers do
 * not make the rest look alike.
 */
export function fitPlausibility(input: {
  readonly matrix: FeatureMatrix;
  readonly sampleSize: number;
  readonly neighbours: number;
  readonly seed: number;
}): PlausibilityReference {
  const { matrix, neighbours } = input;
  checkMatrix(matrix);
  const rows = drawRows(matrix.rows, input.sampleSize, input.seed);
  const scales = Float64Array.from(matrix.features, (feature, f) =>
    feature.kind === "numeric" ? scaleOf(matrix.columns[f]!, rows) : 1,
  );
  const width = matrix.features.length;
  const values = new Float32Array(rows.length * width);
  rows.forEach((row, place) =>
    matrix.columns.forEach((column, f) => (values[place * width + f] = column[row]! / scales[f]!)),
  );
  const reference = { features: matrix.features, rows, values, scales, neighbours, ownDistances: new Float64Array(0) };
  const compared = Math.min(comparedRows, rows.length);
  const ownDistances = Float64Array.from({ length: compared }, (_, place) => {
    const own = values.subarray(place * width, (place + 1) * width);
    return meanOfNearest(distancesTo(reference, own, rows[place]!), neighbours).distance;
  }).sort();
  return { ...reference, ownDistances };
}

/**
 * Gower's distance of scaled values to every sampled row (Gower 1971): the mean over the features of |difference| of
 * numbers, 0 or 1 of categories; a missing value is at 0 from another and at 1 from a present one. Unlike Gower's, a
 * number's part is not cut at 1, so that a value outside the data is felt. ∞ to the row `excluded`, and a feature that
 * is in `ignored` does not count.
 */
export function distancesTo(
  { features, rows, values }: Pick<PlausibilityReference, "features" | "rows" | "values">,
  own: Float32Array,
  excluded: number,
  ignored: ReadonlySet<number> = new Set(),
): Float64Array {
  const width = features.length;
  const used = [...features.keys()].filter((f) => !ignored.has(f));
  const isNumeric = Uint8Array.from(features, (feature) => (feature.kind === "numeric" ? 1 : 0));
  return Float64Array.from(rows, (row, place) => {
    if (row === excluded) return Infinity;
    let sum = 0;
    for (const f of used) {
      const a = own[f]!;
      const b = values[place * width + f]!;
      const difference = Math.abs(a - b);
      if (difference !== difference) sum += a !== a && b !== b ? 0 : 1;
      else sum += isNumeric[f] === 1 ? difference : Number(difference > 0);
    }
    return sum / Math.max(1, used.length);
  });
}

/** The places of the `count` least distances, nearest first, and their mean. */
export function meanOfNearest(
  distances: Float64Array,
  count: number,
): { readonly places: Uint32Array; readonly distance: number } {
  const places = Uint32Array.from(distances.keys())
    .filter((place) => distances[place]! < Infinity)
    .sort((a, b) => distances[a]! - distances[b]! || a - b)
    .subarray(0, count);
  return { places, distance: places.reduce((sum, place) => sum + distances[place]!, 0) / places.length };
}

function drawRows(rows: number, count: number, seed: number): Uint32Array {
  const random = createRandom(seed);
  const order = Uint32Array.from({ length: rows }, (_, row) => row);
  const wanted = Math.min(rows, count);
  for (let drawn = 0; drawn < wanted; drawn++) {
    const at = drawn + random.integer(rows - drawn);
    [order[drawn], order[at]] = [order[at]!, order[drawn]!];
  }
  return order.slice(0, wanted);
}

function scaleOf(column: Float32Array, rows: Uint32Array): number {
  const present = Float64Array.from(rows, (row) => column[row]!)
    .filter((value) => value === value)
    .sort();
  const inner = quantileOfSorted(present, 0.95) - quantileOfSorted(present, 0.05);
  const whole = present.length > 0 ? present[present.length - 1]! - present[0]! : 0;
  return inner > 0 ? inner : whole > 0 ? whole : 1;
}
