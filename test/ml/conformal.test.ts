import { describe, expect, test } from "vitest";

import { createRandom } from "#core";
import { conformalHalfWidth, conformalQuantileMargin, coverage, sortCrossingQuantiles, wilsonInterval } from "#ml";

describe("conformal intervals", () => {
  test("take the residual of rank ⌈(n + 1) coverage⌉", () => {
    const residuals = Float64Array.of(5, 3, 1, 4, 2, 9, 8, 7, 6);
    expect([0.5, 0.8, 0.81, 0.9, 0.91].map((share) => conformalHalfWidth(residuals, share))).toEqual([
      5,
      8,
      9,
      9,
      Infinity,
    ]);
    expect([...residuals.subarray(0, 3)]).toEqual([5, 3, 1]);
    expect(conformalHalfWidth(new Float64Array(0), 0.8)).toBe(Infinity);
  });

  test("cover new rows as often as promised, on average over many calibrations", () => {
    const random = createRandom(8);
    const rounds = 4000;
    let halfWidthHits = 0;
    let quantileHits = 0;
    for (let round = 0; round < rounds; round++) {
      const skewed = () => Math.exp(random.normal());
      const residuals = Float64Array.from({ length: 19 }, skewed);
      if (skewed() <= conformalHalfWidth(residuals, 0.8)) halfWidthHits++;
      const actual = Float64Array.from({ length: 19 }, skewed);
      const margin = conformalQuantileMargin({
        lower: new Float64Array(19).fill(0.8),
        upper: new Float64Array(19).fill(1.2),
        actual,
        coverage: 0.8,
      });
      const value = skewed();
      if (value >= 0.8 - margin && value <= 1.2 + margin) quantileHits++;
    }
    // 19 rows of 20 exchangeable ones: the rank 16 covers exactly 16/20; four standard errors are 0.025.
    expect(Math.abs(halfWidthHits / rounds - 0.8)).toBeLessThan(0.025);
    expect(Math.abs(quantileHits / rounds - 0.8)).toBeLessThan(0.025);
  });

  test("shrink an interval that was too wide", () => {
    const columns = {
      lower: Float64Array.of(0, 0, 0, 0),
      upper: Float64Array.of(10, 10, 10, 10),
      actual: Float64Array.of(5, 6, 3, 4),
    };
    // Scores −5, −4, −3, −4; rank ⌈5 · 0.6⌉ = 3.
    expect(conformalQuantileMargin({ ...columns, coverage: 0.6 })).toBe(-4);
  });

  test("count the ends as covered", () => {
    const measured = coverage({
      lower: Float64Array.of(1, 1, 1, 1),
      upper: Float64Array.of(2, 2, 2, 2),
      actual: Float64Array.of(1, 2, 2.01, NaN),
    });
    expect(measured).toEqual(wilsonInterval(2, 4));
  });

  test("put crossing quantiles in order and leave the input alone", () => {
    const columns = [Float64Array.of(1, 5), Float64Array.of(2, 4), Float64Array.of(3, 6)];
    expect(sortCrossingQuantiles(columns)).toEqual([
      Float64Array.of(1, 4),
      Float64Array.of(2, 5),
      Float64Array.of(3, 6),
    ]);
    expect(columns[0]).toEqual(Float64Array.of(1, 5));
  });
});

describe("the score interval of a share", () => {
  test("agrees with Newcombe's table", () => {
    // Newcombe 1998, "Two-sided confidence intervals for the single proportion", table I, method 3.
    const rounded = ([successes, count]: readonly [number, number]) => {
      const { lower, upper } = wilsonInterval(successes, count);
      return [lower.toFixed(4), upper.toFixed(4)];
    };
    expect(
      (
        [
          [81, 263],
          [15, 148],
          [0, 20],
          [1, 29],
        ] as const
      ).map(rounded),
    ).toEqual([
      ["0.2553", "0.3662"],
      ["0.0624", "0.1605"],
      ["0.0000", "0.1611"],
      ["0.0061", "0.1718"],
    ]);
    expect(wilsonInterval(0, 0).lower).toBeNaN();
  });
});
