import { quantileOfSorted } from "../statistics.ts";
import type { FeatureSpec } from "../trees/feature-matrix.ts";

/** The cell that each value of a feature is in, for two groups by the same cells. */
export type ValueCells = { readonly a: Uint8Array; readonly b: Uint8Array };

/** Quantiles that each group gives to the borders of cells, at most, and customers of the smaller group to each. */
const mostParts = 20;
const customersAPart = 20;
/** Of missing values. */
const missingCell = 255;

/**
 * Cuts a feature's values into cells that two groups are compared in: a category is a cell, missing is one, and numbers
 * are cut at the quantiles of both groups, 5 % apart where both are large enough, so that cells are narrow where either
 * group has many. A category from the 255th on shares the last cell.
 */
export function valueCells(spec: FeatureSpec, a: Float32Array, b: Float32Array): ValueCells {
  if (spec.kind === "categorical") {
    const cellOf = (code: number) => (Number.isNaN(code) ? missingCell : Math.min(code, missingCell - 1));
    return { a: Uint8Array.from(a, cellOf), b: Uint8Array.from(b, cellOf) };
  }
  const parts = Math.max(2, Math.min(mostParts, Math.floor(Math.min(a.length, b.length) / customersAPart)));
  const borders = Float64Array.from(new Set([...quantilesOf(a, parts), ...quantilesOf(b, parts)])).sort();
  const cellOf = (value: number) => (Number.isNaN(value) ? missingCell : countBelow(borders, value));
  return { a: Uint8Array.from(a, cellOf), b: Uint8Array.from(b, cellOf) };
}

/** The inner borders of `parts` parts of equal size, of the values that are there. */
function quantilesOf(values: Float32Array, parts: number): number[] {
  const sorted = values.filter((value) => !Number.isNaN(value)).sort();
  if (sorted.length === 0) return [];
  return Array.from({ length: parts - 1 }, (_, part) => quantileOfSorted(sorted, (part + 1) / parts));
}

/** How many borders lie below the value: one that lies on a border, as many a count does, is left of it. */
function countBelow(borders: Float64Array, value: number): number {
  let [low, high] = [0, borders.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (borders[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
