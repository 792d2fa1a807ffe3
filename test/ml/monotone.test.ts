import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { binMatrix, predictMargins, trainTrees, type FeatureMatrix, type Objective } from "#ml";

import { mixedData, smallOptions } from "./fixtures.ts";

const rows = 600;
/** x0 … x4; the sixth feature is a category. */
const numericCount = 5;
const steps = 25;

/** Values of one feature from its least to its greatest, all else as in each of `probes` rows of the matrix. */
function sweep(matrix: FeatureMatrix, feature: number, probes: number): FeatureMatrix {
  const columns = matrix.columns.map((column, index) =>
    Float32Array.from({ length: probes * steps }, (_, at) =>
      index === feature ? -3 + (6 * (at % steps)) / (steps - 1) : column[Math.floor(at / steps)]!,
    ),
  );
  return { ...matrix, columns, rows: probes * steps };
}

/** The furthest that a sweep goes against the sign. */
function largestBreach(margins: Float64Array, sign: number): number {
  let largest = 0;
  for (let at = 0; at < margins.length; at++) {
    if (at % steps > 0) largest = Math.max(largest, sign * (margins[at - 1]! - margins[at]!));
  }
  return largest;
}

const objectives: fc.Arbitrary<Objective> = fc.constantFrom({ name: "squared" }, { name: "logistic" });

describe("monotone constraints", () => {
  test.each(["wasm", "javascript"] as const)("hold for any data, signs and depth: %s", (kernels) => {
    const property = fc.property(
      fc.integer({ min: 1, max: 1000 }),
      fc.array(fc.constantFrom(-1, 0, 1), { minLength: numericCount, maxLength: numericCount }),
      fc.integer({ min: 1, max: 7 }),
      fc.constantFrom(0, 1, 10),
      objectives,
      (seed, signs, depth, lambda, objective) => {
        const { matrix, target } = mixedData(rows, seed);
        const { model } = trainTrees({
          binned: binMatrix(matrix, { maxBins: 40 }),
          target: objective.name === "logistic" ? target.map((value) => (value > 0 ? 1 : 0)) : target,
          options: {
            ...smallOptions,
            objective,
            depth,
            lambda,
            kernels,
            rounds: 12,
            seed,
            minChildWeight: 0.5,
            monotone: Int8Array.of(...signs, 0),
          },
        });
        signs.forEach((sign, feature) => {
          const margins = predictMargins(model, sweep(matrix, feature, 20));
          // Twelve leaves rounded to single precision, of values below 10.
          expect(largestBreach(margins, sign)).toBeLessThan(12 * 10 * 2 ** -23);
        });
      },
    );
    fc.assert(property, { seed: 5, numRuns: 25 });
  });

  test("are what keeps the sweeps in order: without them they are not", () => {
    const { matrix, target } = mixedData(rows);
    const { model } = trainTrees({ binned: binMatrix(matrix), target, options: smallOptions });
    expect(largestBreach(predictMargins(model, sweep(matrix, 2, 20)), 1)).toBeGreaterThan(0.5);
  });
});
