import { metricsOf, type Metric } from "../stages/train/metric.ts";
import type { FairnessReport } from "./fairness-report.ts";

/**
 * What is told of a model's fairness among its metrics on the test split: `selected_from` and, for each attribute,
 * `four_fifths_ratio_…`, `parity_difference_…`, `odds_difference_…` and `group_calibration_gap_…`.
 */
export function fairnessMetrics({ selectedFrom, attributes }: FairnessReport): Metric[] {
  return metricsOf("test", {
    selected_from: selectedFrom,
    ...Object.fromEntries(
      attributes.flatMap(({ attribute, ...measures }) => [
        [`four_fifths_ratio_${attribute}`, measures.fourFifthsRatio ?? NaN],
        [`parity_difference_${attribute}`, measures.parityDifference ?? NaN],
        [`odds_difference_${attribute}`, measures.oddsDifference ?? NaN],
        [`group_calibration_gap_${attribute}`, measures.calibrationGap ?? NaN],
      ]),
    ),
  });
}
