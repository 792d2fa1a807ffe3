import { readFileSync } from "node:fs";

import { describe, expect, test } from "vitest";
import { z } from "zod";

import { createRandom } from "#core";
import { adjustForComparisons, chiSquaredTail, kolmogorovSmirnov, testDrift, type FeatureMatrix } from "#ml";

const list = z.array(z.number());
const recorded = z
  .object({
    samples: z.array(z.object({ a: list, b: list, distance: z.number(), pValue: z.number() })),
    tables: z.array(z.object({ before: list, after: list, statistic: z.number(), pValue: z.number() })),
    tails: z.array(z.object({ x: z.number(), degrees: z.number(), pValue: z.number() })),
    pValues: list,
    adjusted: list,
  })
  .parse(JSON.parse(readFileSync(new URL("../fixtures/ml/statistics.json", import.meta.url), "utf8")));

describe("the tests", () => {
  test.each(recorded.samples)(
    "have scipy's distance of two samples with ties: $distance",
    ({ a, b, distance, pValue }) => {
      const result = kolmogorovSmirnov(Float32Array.from(a), Float32Array.from(b));
      expect(result.effect).toBeCloseTo(distance, 12);
      // scipy has the exact distribution of one sample of the effective size; Stephens's correction comes within 8 %.
      expect(Math.abs(result.pValue / pValue - 1)).toBeLessThan(0.08);
    },
  );

  test.each(recorded.tables)(
    "have scipy's chi-squared of a table: $statistic",
    ({ before, after, statistic, pValue }) => {
      const column = (counts: readonly number[]) =>
        counts.flatMap((count, code) => Array.from({ length: count }, () => code));
      const [drift] = testDrift(categories(column(before)), categories(column(after)));
      const total = [...before, ...after].reduce((sum, count) => sum + count, 0);
      expect(drift!.values!.effect ** 2 * total).toBeCloseTo(statistic, 9);
      expect(drift!.values!.pValue).toBeCloseTo(pValue, 12);
    },
  );

  test("have scipy's tail of the chi-squared distribution", () => {
    for (const { x, degrees, pValue } of recorded.tails) {
      expect(Math.abs(chiSquaredTail(x, degrees) / pValue - 1)).toBeLessThan(1e-11);
    }
    expect(chiSquaredTail(0, 3)).toBe(1);
  });

  test("are corrected as scipy corrects them", () => {
    const adjusted = adjustForComparisons([...recorded.pValues, NaN]);
    recorded.adjusted.forEach((value, index) => expect(adjusted[index]).toBeCloseTo(value, 12));
    expect(adjusted.at(-1)).toBeNaN();
  });
});

describe("drift", () => {
  const rows = 40_000;
  const sample = (seed: number, changed: Partial<Record<"shift" | "gaps" | "share", number>> = {}): FeatureMatrix => {
    const random = createRandom(seed);
    const { shift = 0, gaps = 0.05, share = 0.5 } = changed;
    return {
      rows,
      features: [
        { name: "number", kind: "numeric" },
        { name: "gappy", kind: "numeric" },
        { name: "plan", kind: "categorical", categories: ["a", "b", "c"] },
      ],
      columns: [
        Float32Array.from({ length: rows }, () => shift + random.normal()),
        Float32Array.from({ length: rows }, () => (random.uniform() < gaps ? NaN : random.normal())),
        Float32Array.from({ length: rows }, () => (random.uniform() < share ? 0 : 1 + random.integer(2))),
      ],
    };
  };
  const drifted = (current: FeatureMatrix) =>
    testDrift(sample(1), current)
      .filter(({ hasDrifted }) => hasDrifted)
      .map(({ feature }) => feature);

  test("is not seen in another sample of the same", () => {
    expect(drifted(sample(2))).toEqual([]);
  });

  test("needs more than significance: a trifle that is surely real does not count", () => {
    const [number] = testDrift(sample(1), sample(2, { shift: 0.05 }));
    expect(number!.values!.adjustedPValue).toBeLessThan(1e-6);
    expect(number!.hasDrifted).toBe(false);
  });

  test("is found in numbers, in gaps and in categories, each by itself", () => {
    expect(drifted(sample(2, { shift: 0.4 }))).toEqual(["number"]);
    expect(drifted(sample(2, { gaps: 0.15 }))).toEqual(["gappy"]);
    expect(drifted(sample(2, { share: 0.65 }))).toEqual(["plan"]);
  });

  test("of a column that has become empty is one of gaps", () => {
    const current = sample(2);
    current.columns[1]!.fill(NaN);
    const [, gappy] = testDrift(sample(1), current);
    expect({ values: gappy!.values, drifted: gappy!.hasDrifted }).toEqual({ values: undefined, drifted: true });
  });
});

function categories(codes: readonly number[]): FeatureMatrix {
  return {
    rows: codes.length,
    features: [{ name: "code", kind: "categorical", categories: ["0", "1", "2", "3", "4"] }],
    columns: [Float32Array.from(codes)],
  };
}
