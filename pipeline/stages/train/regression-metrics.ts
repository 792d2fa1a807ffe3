import { conformalHalfWidth, coverage, mae, mean, r2, rmse } from "#ml";
import { intervalLevelOf, type RegressionSpec } from "#knowledge";

import { coverageMetrics } from "./coverage-metrics.ts";
import { metricsOf, type Metric } from "./metric.ts";
import type { Scored, ScoredSplits } from "./scored.ts";

/**
 * Metrics of a regression: `rmse`, `mae`, `r2`, `share_within_…` for the model's quality levels on both splits; on
 * test also `baseline_rmse` and `baseline_mae` (always predicting the training mean). Of a model with an interval, in
 * all `interval_level` and `interval_half_width` (split conformal, from the calibration rows, which decided nothing
 * else), and on test its coverage (`coverageMetrics`).
 */
export function regressionMetrics(spec: RegressionSpec, splits: ScoredSplits): Metric[] {
  const { train, test } = splits;
  const levels = spec.quality ? [spec.quality.accurate, spec.quality.acceptable] : [];
  const errors = ({ actual, predicted }: Scored) => ({
    rows: actual.length,
    rmse: rmse(actual, predicted),
    mae: mae(actual, predicted),
    r2: r2(actual, predicted),
    ...Object.fromEntries(levels.map((level) => [withinName(level), shareWithin({ actual, predicted }, level)])),
  });
  const constant = new Float64Array(test.actual.length).fill(mean(train.actual));
  return [
    ...metricsOf("train", errors(train)),
    ...metricsOf("test", {
      ...errors(test),
      baseline_rmse: rmse(test.actual, constant),
      baseline_mae: mae(test.actual, constant),
    }),
    ...intervalMetrics(spec, splits),
  ];
}

function intervalMetrics(spec: RegressionSpec, { calibration, test }: ScoredSplits): Metric[] {
  const level = intervalLevelOf(spec);
  if (level === null) return [];
  const residuals = calibration.actual.map((value, row) => Math.abs(value - calibration.predicted[row]!));
  const halfWidth = conformalHalfWidth(residuals, level);
  const [low, high] = spec.range;
  const ends = {
    lower: test.predicted.map((value) => Math.max(low, value - halfWidth)),
    upper: test.predicted.map((value) => Math.min(high, value + halfWidth)),
  };
  return [
    ...coverageMetrics(coverage({ ...ends, actual: test.actual }), ends),
    ...metricsOf("all", {
      interval_level: level,
      interval_half_width: halfWidth,
      calibration_rows: calibration.actual.length,
    }),
  ];
}

/** Name of the metric for a distance: `share_within_0_1` for 0.1. */
function withinName(distance: number): string {
  return `share_within_${String(distance).replace(".", "_")}`;
}

function shareWithin({ actual, predicted }: Scored, distance: number): number {
  let count = 0;
  for (let row = 0; row < actual.length; row++) if (Math.abs(actual[row]! - predicted[row]!) <= distance) count++;
  return count / actual.length;
}
