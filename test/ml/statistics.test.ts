import { describe, expect, test } from "vitest";

import {
  averageRanks,
  cohensD,
  correlationInterval,
  countByCuts,
  mean,
  meanDifference,
  normalQuantile,
  pearson,
  populationStabilityIndex,
  quantile,
  spearman,
  studentTCumulative,
  studentTQuantile,
  variance,
} from "#ml";

// Reference figures: NumPy 2.4 and SciPy 1.17 (`numpy.quantile`, `scipy.stats`), unless another source is named.

describe("moments and quantiles", () => {
  test("have an unbiased variance", () => {
    const values = [2, 4, 4, 4, 5, 5, 7, 9];
    expect({ mean: mean(values), variance: variance(values) }).toEqual({
      mean: 5,
      variance: 32 / 7,
    });
    expect([variance([1]), mean([])]).toEqual([NaN, NaN]);
  });

  test("interpolate between order statistics", () => {
    const quantiles = [0, 0.1, 0.25, 0.5, 0.9, 1].map((p) => quantile([16, 1, 8, 2, 4], p));
    [1, 1.4, 2, 4, 12.8, 16].forEach((expected, i) => expect(quantiles[i]).toBeCloseTo(expected, 14));
    expect(quantile([], 0.5)).toBeNaN();
  });
});

describe("correlations", () => {
  // IQ and hours of television: the worked example of Wikipedia's "Spearman's rank correlation coefficient".
  const iq = [106, 100, 86, 101, 99, 103, 97, 113, 112, 110];
  const hours = [7, 27, 2, 50, 28, 29, 20, 12, 6, 17];

  test("are those of SciPy", () => {
    expect(pearson(iq, hours)).toBeCloseTo(-0.07021632602905671, 14);
    expect(spearman(iq, hours)).toBeCloseTo(-29 / 165, 14);
    const { lower, upper } = correlationInterval(pearson(iq, hours), 10);
    expect([lower, upper]).toEqual([expect.closeTo(-0.670212501188516, 12), expect.closeTo(0.5852854717450895, 12)]);
  });

  test("share ranks between equal values", () => {
    expect([...averageRanks([10, 20, 20, 5])]).toEqual([2, 3.5, 3.5, 1]);
    expect(spearman([1, 2, 2, 3, 5], [5, 6, 7, 8, 7])).toBeCloseTo(0.7631578947368421, 14);
  });

  test("do not exist with a constant", () => {
    expect(pearson([1, 2, 3], [4, 4, 4])).toBeNaN();
  });
});

describe("differences of two samples", () => {
  // Welch's own kind of example: equal sizes, unequal spreads.
  const a = [27.5, 21.0, 19.0, 23.6, 17.0, 17.9, 16.9, 20.1, 21.9, 22.6, 23.1, 19.6, 19.0, 21.7, 21.4];
  const b = [27.1, 22.0, 20.8, 23.4, 23.4, 23.5, 25.8, 22.0, 24.8, 20.2, 21.9, 22.1, 22.9, 30.0, 23.9];

  test("have Welch's interval and Cohen's d", () => {
    expect(meanDifference(a, b)).toEqual({
      estimate: expect.closeTo(-2.7666666666666657, 12) as number,
      lower: expect.closeTo(-4.766445039218351, 10) as number,
      upper: expect.closeTo(-0.7668882941149804, 10) as number,
      degrees: expect.closeTo(27.713625968118762, 10) as number,
    });
    expect(cohensD(a, b)).toBeCloseTo(-1.035291960067845, 12);
  });
});

describe("the population stability index", () => {
  test("is 0 for the same shares, and symmetric", () => {
    expect(populationStabilityIndex([10, 20, 70], [1, 2, 7])).toBeCloseTo(0, 14);
    expect(populationStabilityIndex([30, 70], [60, 40])).toBeCloseTo(0.3 * Math.log(2) - 0.3 * Math.log(40 / 70), 14);
    expect(populationStabilityIndex([60, 40], [30, 70])).toBeCloseTo(populationStabilityIndex([30, 70], [60, 40]), 14);
  });

  test("stays finite where a bin is empty", () => {
    expect(populationStabilityIndex([0, 100], [50, 50])).toBeGreaterThan(1);
    expect(populationStabilityIndex([0, 100], [50, 50])).toBeLessThan(10);
  });

  test("counts values into the bins it compares", () => {
    expect([...countByCuts([-1, 0, 0.5, 1, 9, NaN], [0, 1])]).toEqual([1, 2, 2]);
  });
});

describe("quantiles of distributions", () => {
  test.each([
    [1e-20, -9.262340089798409],
    [0.01, -2.3263478740408408],
    [0.075, -1.4395314709384563],
    [0.3, -0.5244005127080409],
    [0.5, 0],
    [0.975, 1.959963984540054],
    [0.9999, 3.719016485455709],
  ])("normal at %s", (p, expected) => {
    expect(normalQuantile(p)).toBeCloseTo(expected, 12);
  });

  test.each([
    [0.975, 1, 12.706204736174694],
    [0.975, 2.5, 3.5746548420036817],
    [0.6, 30, 0.2556053649519128],
    [0.001, 7, -4.785289628638334],
  ])("Student's t at %s of %s degrees, and back", (p, degrees, expected) => {
    expect(studentTQuantile(p, degrees)).toBeCloseTo(expected, 9);
    expect(studentTCumulative(expected, degrees)).toBeCloseTo(p, 12);
  });
});
