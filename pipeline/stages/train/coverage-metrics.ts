import { mean, type Interval } from "#ml";

import { metricsOf, type Metric } from "./metric.ts";

/**
 * What is told of an interval on the test split: `interval_coverage`, the share of the outcomes it holds, with the
 * Wilson interval of that share, `interval_coverage_lower` and `…_upper`, and `interval_mean_width`.
 */
export function coverageMetrics(
  covered: Interval,
  ends: { readonly lower: Float64Array; readonly upper: Float64Array },
): Metric[] {
  return metricsOf("test", {
    interval_coverage: covered.estimate,
    interval_coverage_lower: covered.lower,
    interval_coverage_upper: covered.upper,
    interval_mean_width: mean(ends.upper) - mean(ends.lower),
  });
}
