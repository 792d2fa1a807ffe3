import { describe, expect, it } from "vitest";

import { createRandom } from "#core";
import { areaUnderRoc, mean, r2, rmse, variance } from "#ml";

import { metricInterval } from "../../../pipeline/cards/metric-intervals.ts";
import { metricsOf } from "../../../pipeline/stages/train/metric.ts";

/** Spread of a metric over fresh samples of a size, beside its value on one of them: the oracle of its interval. */
function spreadOf(metric: string, rows: number, sample: (seed: number) => Record<string, number>) {
  const values = Array.from({ length: 300 }, (_, seed) => sample(seed)[metric] ?? NaN);
  const interval = metricInterval(metricsOf("test", { rows, ...sample(0), [metric]: mean(values) }), metric);
  return {
    halfWidth: ((interval?.upper ?? NaN) - (interval?.lower ?? NaN)) / 2,
    expected: 1.96 * Math.sqrt(variance(values)),
  };
}

describe("intervals of metrics", () => {
  it("of R² and RMSE are as wide as fresh test splits differ", () => {
    const rows = 400;
    const sample = (seed: number) => {
      const random = createRandom(seed, 7);
      const predicted = Float64Array.from({ length: rows }, () => random.normal());
      const actual = predicted.map((value) => value + random.normal() / 2);
      return { r2: r2(actual, predicted), rmse: rmse(actual, predicted) };
    };
    for (const metric of ["r2", "rmse"]) {
      const { halfWidth, expected } = spreadOf(metric, rows, sample);
      // The spread of 300 values is known to 1 / √600, the formulas hold for many rows.
      expect(halfWidth / expected).toBeGreaterThan(0.85);
      expect(halfWidth / expected).toBeLessThan(1.2);
    }
  });

  it("of AUC too", () => {
    const rows = 600;
    const sample = (seed: number) => {
      const random = createRandom(seed, 8);
      const actual = Float64Array.from({ length: rows }, () => (random.uniform() < 0.2 ? 1 : 0));
      const predicted = actual.map((value) => 1.5 * value + random.normal());
      return { auc: areaUnderRoc(actual, predicted), base_rate: mean(actual) };
    };
    const { halfWidth, expected } = spreadOf("auc", rows, sample);
    expect(halfWidth / expected).toBeGreaterThan(0.8);
    expect(halfWidth / expected).toBeLessThan(1.25);
  });

  it("of a recall counts the positives, and there is none for a metric without a formula", () => {
    const metrics = metricsOf("test", { rows: 1_000, base_rate: 0.1, recall: 0.8, log_loss: 0.3 });
    const interval = metricInterval(metrics, "recall");
    // Wilson's interval of 80 of 100, by hand: (0.8192 ± …) after 1927.
    expect([interval?.lower, interval?.upper].map((value) => value?.toFixed(3))).toEqual(["0.711", "0.867"]);
    expect([metricInterval(metrics, "log_loss"), metricInterval(metrics, "auc")]).toEqual([null, null]);
  });
});
