import {
  conformalQuantileMargin,
  coverage,
  mae,
  pinball,
  quantile,
  quantileInterval,
  r2,
  rmse,
  type QuantileColumns,
} from "#ml";
import { intervalLevelOf, quantileName, type QuantilesSpec } from "#knowledge";

import { coverageMetrics } from "./coverage-metrics.ts";
import { metricsOf, type Metric } from "./metric.ts";
import type { ScoredSplits } from "./scored.ts";

/** Outcomes and what the three ensembles say. */
export type ScoredQuantiles = QuantileColumns & { readonly actual: Float64Array };

/**
 * Metrics of a model of quantiles, of what is published: `mae`, `rmse` and `r2` of the median, the pinball losses
 * `pinball_p10` … and their mean `pinball` on both splits; on test also `baseline_pinball` (always the training
 * quantiles), `share_below_p10` … and the interval's coverage (`coverageMetrics`); in all `interval_margin`, by which
 * the interval is widened so that it covers what its levels claim (conformalised on the calibration rows).
 */
export function quantileMetrics(spec: QuantilesSpec, splits: ScoredSplits<ScoredQuantiles>): Metric[] {
  const level = intervalLevelOf(spec) ?? NaN;
  const margin = conformalQuantileMargin({ ...splits.calibration, coverage: level });
  const published = (rows: ScoredQuantiles) => quantileInterval(rows, margin, spec.range);
  const suffixes = spec.levels.map((one) => quantileName("", one));
  const measures = (rows: ScoredQuantiles) => {
    const { actual } = rows;
    const { lower, median, upper } = published(rows);
    const losses = [lower, median, upper].map((column, index) => pinball(actual, column, spec.levels[index]!));
    return {
      rows: actual.length,
      mae: mae(actual, median),
      rmse: rmse(actual, median),
      r2: r2(actual, median),
      pinball: meanOf(losses),
      ...Object.fromEntries(losses.map((loss, index) => [`pinball${suffixes[index]}`, loss])),
    };
  };
  const { train, test } = splits;
  const ends = published(test);
  const shareBelow = (column: Float64Array) =>
    test.actual.filter((value, row) => value < column[row]!).length / test.actual.length;
  const baseline = spec.levels.map((one) => {
    const constant = new Float64Array(test.actual.length).fill(quantile(train.actual, one));
    return pinball(test.actual, constant, one);
  });
  return [
    ...metricsOf("train", measures(train)),
    ...metricsOf("test", {
      ...measures(test),
      baseline_pinball: meanOf(baseline),
      ...Object.fromEntries(
        [ends.lower, ends.median, ends.upper].map((column, index) => [
          `share_below${suffixes[index]}`,
          shareBelow(column),
        ]),
      ),
    }),
    ...coverageMetrics(coverage({ ...ends, actual: test.actual }), ends),
    ...metricsOf("all", {
      interval_level: level,
      interval_margin: margin,
      calibration_rows: splits.calibration.actual.length,
    }),
  ];
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
