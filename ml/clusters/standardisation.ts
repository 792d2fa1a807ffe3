import { z } from "zod";

import { AppError } from "#core";

import { quantileOfSorted } from "../statistics.ts";
import type { FeatureMatrix } from "../trees/feature-matrix.ts";
import type { Points } from "./fit-k-means.ts";

/**
 * How numbers of different units are made comparable: (t(x) − center) / scale, held within ±limit, where t(x) is x, or
 * ln(1 + x / unit) of a skewed feature. Plain data: `JSON.stringify` writes it, `parseStandardisation` reads it.
 */
export type Standardisation = z.infer<typeof standardisationSchema>;

const standardisationSchema = z.object({
  limit: z.number().positive(),
  features: z
    .array(
      z.object({
        name: z.string(),
        /** The unit of the logarithm, the median of the values above 0; null where the values are taken as they are. */
        logarithmUnit: z.number().positive().nullable(),
        center: z.number(),
        scale: z.number().positive(),
      }),
    )
    .readonly(),
});

/** Farther out a row is taken to be no farther: one customer shall not make a segment. */
const limit = 4;

/** An octile skewness above this is evened out by a logarithm, where that lowers it. */
const skewnessLimit = 0.3;

/**
 * Fitted to the numeric features of `names` (all numeric ones, unless given): center the median, scale the
 * interquartile range over 1.349, which is the standard deviation of normal values and does not know of outliers. A
 * feature whose quartiles are equal takes its standard deviation, a constant one 1.
 * Throws `INTERNAL` for a name that is not a numeric feature of the matrix.
 */
export function fitStandardisation(matrix: FeatureMatrix, names?: readonly string[]): Standardisation {
  const wanted = names ?? matrix.features.filter(({ kind }) => kind === "numeric").map(({ name }) => name);
  return {
    limit,
    features: wanted.map((name) => {
      const sorted = Float64Array.from(numericColumn(matrix, name).subarray(0, matrix.rows)).sort();
      // Sorting puts NaN last.
      const present = sorted.subarray(0, sorted.findIndex(Number.isNaN) >>> 0);
      const logarithmUnit = unitOfLogarithm(present);
      const values = present.map((value) => transformed(value, logarithmUnit));
      const range = quantileOfSorted(values, 0.75) - quantileOfSorted(values, 0.25);
      const scale = range > 0 ? range / 1.349 : deviation(values);
      return { name, logarithmUnit, center: values.length > 0 ? quantileOfSorted(values, 0.5) : 0, scale: scale || 1 };
    }),
  };
}

/** The features as points, in the order of the standardisation; a missing value stands in the center, at 0. */
export function standardise({ features, limit }: Standardisation, matrix: FeatureMatrix): Points {
  const dims = features.length;
  const points = new Float64Array(matrix.rows * dims);
  features.forEach(({ name, logarithmUnit, center, scale }, d) => {
    const column = numericColumn(matrix, name);
    for (let row = 0; row < matrix.rows; row++) {
      const value = (transformed(column[row]!, logarithmUnit) - center) / scale;
      points[row * dims + d] = value === value ? Math.max(-limit, Math.min(limit, value)) : 0;
    }
  });
  return { points, rows: matrix.rows, dims };
}

/** Reads a standardisation that was written as JSON. Throws `MODEL_FILE_INVALID` for anything else. */
export function parseStandardisation(text: string): Standardisation {
  try {
    return standardisationSchema.parse(JSON.parse(text));
  } catch (cause) {
    throw new AppError("MODEL_FILE_INVALID", {
      detail: "The file does not hold a standardisation.",
      hint: "Train the model again, or restore the file.",
      cause,
    });
  }
}

function numericColumn(matrix: FeatureMatrix, name: string): Float32Array {
  const index = matrix.features.findIndex((feature) => feature.name === name && feature.kind === "numeric");
  const column = matrix.columns[index];
  if (column !== undefined) return column;
  throw new AppError("INTERNAL", {
    detail: `The feature matrix has no numeric feature ${name}.`,
    hint: "Build the matrix from the features that the standardisation was fitted to.",
  });
}

function transformed(value: number, logarithmUnit: number | null): number {
  // What is below 0 did not occur when the unit was chosen.
  return logarithmUnit === null ? value : Math.log1p(Math.max(0, value) / logarithmUnit);
}

/** The unit when a logarithm makes the feature less skewed, else null. */
function unitOfLogarithm(sorted: Float64Array): number | null {
  if (!(sorted[0]! >= 0)) return null;
  const unit = quantileOfSorted(
    sorted.filter((value) => value > 0),
    0.5,
  );
  const skewness = octileSkewness(sorted);
  if (!(unit > 0 && skewness > skewnessLimit)) return null;
  const after = octileSkewness(sorted.map((value) => transformed(value, unit)));
  return Math.abs(after) < skewness ? unit : null;
}

/** (q₇ + q₁ − 2 q₄) / (q₇ − q₁) of the octiles, −1 … 1, 0 when symmetric (Hinkley 1975); NaN when q₇ = q₁. */
function octileSkewness(sorted: Float64Array): number {
  const [low, middle, high] = [0.125, 0.5, 0.875].map((p) => quantileOfSorted(sorted, p));
  return (high! + low! - 2 * middle!) / (high! - low!);
}

function deviation(values: Float64Array): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
}
