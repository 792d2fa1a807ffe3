import {
  areaUnderRoc,
  brier,
  calibrationBins,
  confusionAt,
  logLoss,
  mean,
  precision,
  recall,
  thresholdForRecall,
} from "#ml";
import type { ModelSpec } from "#knowledge";

import { metricsOf, type Metric } from "./metric.ts";
import type { Scored } from "./regression-metrics.ts";

/** Standard errors kept between the recall the threshold is chosen for and the one that must be reached. */
const safetyErrors = 2;

/**
 * Metrics of a classification: `base_rate`, `auc`, `log_loss`, `brier`, and at the threshold `recall`, `precision`
 * and `flagged_share` on both splits; on test also `baseline_log_loss` and `baseline_brier` (always predicting the
 * training rate) and the reliability diagram, `calibration_bin_01_predicted`, `…_observed`, `…_rows` and so on up
 * to 10; in all the `threshold`.
 */
export function classificationMetrics(
  spec: ModelSpec,
  splits: { readonly train: Scored; readonly test: Scored; readonly validation: Scored },
): Metric[] {
  const { train, test, validation } = splits;
  const threshold =
    spec.thresholdRecall === null ? 0.5 : chooseThreshold(validation, test.actual, spec.thresholdRecall);
  const measures = ({ actual, predicted }: Scored) => {
    const confusion = confusionAt(actual, predicted, threshold);
    return {
      rows: actual.length,
      base_rate: mean(actual),
      auc: areaUnderRoc(actual, predicted),
      log_loss: logLoss(actual, predicted),
      brier: brier(actual, predicted),
      recall: recall(confusion),
      precision: precision(confusion),
      flagged_share: (confusion.truePositives + confusion.falsePositives) / actual.length,
    };
  };
  const constant = new Float64Array(test.actual.length).fill(mean(train.actual));
  const bins = calibrationBins(test.actual, test.predicted).flatMap((bin, index) => {
    const name = `calibration_bin_${String(index + 1).padStart(2, "0")}`;
    return metricsOf("test", {
      [`${name}_predicted`]: bin.meanPredicted,
      [`${name}_observed`]: bin.observed,
      [`${name}_rows`]: bin.rows,
    });
  });
  return [
    ...metricsOf("train", measures(train)),
    ...metricsOf("test", {
      ...measures(test),
      baseline_log_loss: logLoss(test.actual, constant),
      baseline_brier: brier(test.actual, constant),
    }),
    ...bins,
    ...metricsOf("all", { threshold }),
  ];
}

/**
 * The highest threshold that reaches the wanted recall on the validation rows with a margin of two standard errors
 * of the recall (binomial, of the validation and of the test positives together), so that chance alone seldom puts
 * the test split below it. Only the number of test positives is looked at, never their scores.
 */
function chooseThreshold(validation: Scored, testActual: Float64Array, wanted: number): number {
  const positives = (actual: Float64Array) =>
    Math.max(
      1,
      actual.reduce((sum, value) => sum + value, 0),
    );
  const variance = wanted * (1 - wanted) * (1 / positives(validation.actual) + 1 / positives(testActual));
  const target = Math.min(1, wanted + safetyErrors * Math.sqrt(variance));
  return thresholdForRecall(validation.actual, validation.predicted, target);
}
