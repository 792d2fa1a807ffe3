import {
  areaUnderRoc,
  brier,
  calibrationBins,
  confusionAt,
  expectedCalibrationError,
  logLoss,
  mean,
  precision,
  recall,
  thresholdForRecall,
} from "#ml";
import type { ClassificationSpec } from "#knowledge";

import { metricsOf, type Metric } from "./metric.ts";
import type { Scored, ScoredSplits } from "./scored.ts";

/** Standard errors kept between the recall the threshold is chosen for and the one that must be reached. */
const safetyErrors = 2;

/**
 * Metrics of a classification: `base_rate`, `auc`, `log_loss`, `brier`, and at the threshold `recall`, `precision`
 * and `flagged_share` on both splits, the last three also at the level of action (`action_recall` …); on test also
 * `baseline_log_loss` and `baseline_brier` (always predicting the training rate), `calibration_error` (expected, over
 * ten bins of equal size) and the reliability diagram, `calibration_bin_01_predicted`, `…_observed`, `…_rows` and so on
 * up to 10; in all the `threshold`, chosen on the calibration rows, and the `action_level`.
 */
export function classificationMetrics(spec: ClassificationSpec, splits: ScoredSplits): Metric[] {
  const { train, test, calibration } = splits;
  const { thresholdRecall, actionLevel } = spec;
  const threshold = thresholdRecall === null ? 0.5 : chooseThreshold(calibration, test.actual, thresholdRecall);
  const measures = ({ actual, predicted }: Scored) => {
    return {
      rows: actual.length,
      base_rate: mean(actual),
      auc: areaUnderRoc(actual, predicted),
      log_loss: logLoss(actual, predicted),
      brier: brier(actual, predicted),
      ...decisionMeasures({ actual, predicted }, threshold),
      ...(actionLevel === null ? {} : decisionMeasures({ actual, predicted }, actionLevel, "action_")),
    };
  };
  const constant = new Float64Array(test.actual.length).fill(mean(train.actual));
  const bins = calibrationBins(test.actual, test.predicted);
  const diagram = bins.flatMap((bin, index) => {
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
      calibration_error: expectedCalibrationError(bins),
    }),
    ...diagram,
    ...metricsOf("all", {
      threshold,
      action_level: actionLevel ?? NaN,
      calibration_rows: calibration.actual.length,
    }),
  ];
}

function decisionMeasures({ actual, predicted }: Scored, threshold: number, prefix = ""): Record<string, number> {
  const confusion = confusionAt(actual, predicted, threshold);
  return {
    [`${prefix}recall`]: recall(confusion),
    [`${prefix}precision`]: precision(confusion),
    [`${prefix}flagged_share`]: (confusion.truePositives + confusion.falsePositives) / actual.length,
  };
}

/**
 * The highest threshold that reaches the wanted recall on the calibration rows with a margin of two standard errors
 * of the recall (binomial, of the calibration and of the test positives together), so that chance alone seldom puts
 * the test split below it. Only the number of test positives is looked at, never their scores.
 */
function chooseThreshold(calibration: Scored, testActual: Float64Array, wanted: number): number {
  const positives = (actual: Float64Array) =>
    Math.max(
      1,
      actual.reduce((sum, value) => sum + value, 0),
    );
  const variance = wanted * (1 - wanted) * (1 / positives(calibration.actual) + 1 / positives(testActual));
  const target = Math.min(1, wanted + safetyErrors * Math.sqrt(variance));
  return thresholdForRecall(calibration.actual, calibration.predicted, target);
}
