import { mae, mean, r2, rmse } from "#ml";
import type { ModelSpec } from "#knowledge";

import { metricsOf, type Metric } from "./metric.ts";

/** Share of the customers whose outcome an interval is to hold. */
const intervalLevel = 0.9;

/** Outcomes and predictions of one set of rows. */
export type Scored = { readonly actual: Float64Array; readonly predicted: Float64Array };

/**
 * Metrics of a regression: `rmse`, `mae`, `r2`, `share_within_…` for the model's quality levels on both splits;
 * on test also `baseline_rmse` and `baseline_mae` (always predicting the training mean) and `interval_coverage`;
 * in all `interval_level` and `interval_half_width`.
 */
export function regressionMetrics(
  spec: ModelSpec,
  splits: { readonly train: Scored; readonly test: Scored; readonly validation: Scored },
): Metric[] {
  const { train, test, validation } = splits;
  const halfWidth = conformalHalfWidth(validation, intervalLevel);
  const levels = spec.quality ? [spec.quality.accurate, spec.quality.acceptable] : [];
  const errors = ({ actual, predicted }: Scored) => ({
    rmse: rmse(actual, predicted),
    mae: mae(actual, predicted),
    r2: r2(actual, predicted),
    ...Object.fromEntries(levels.map((level) => [withinName(level), shareWithin({ actual, predicted }, level)])),
  });
  const constant = new Float64Array(test.actual.length).fill(mean(train.actual));
  return [
    ...metricsOf("train", { rows: train.actual.length, ...errors(train) }),
    ...metricsOf("test", {
      rows: test.actual.length,
      ...errors(test),
      baseline_rmse: rmse(test.actual, constant),
      baseline_mae: mae(test.actual, constant),
      interval_coverage: shareWithin(test, halfWidth),
    }),
    ...metricsOf("all", { interval_level: intervalLevel, interval_half_width: halfWidth }),
  ];
}

/**
 * Half-width of the split-conformal interval: the ⌈(n + 1) level⌉-th smallest absolute residual on rows that grew no
 * tree (Lei et al. 2018, "Distribution-free predictive inference for regression", algorithm 2).
 */
export function conformalHalfWidth({ actual, predicted }: Scored, level: number): number {
  const residuals = actual.map((value, row) => Math.abs(value - predicted[row]!)).sort();
  const rank = Math.min(residuals.length, Math.ceil((residuals.length + 1) * level));
  return residuals[rank - 1] ?? NaN;
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
