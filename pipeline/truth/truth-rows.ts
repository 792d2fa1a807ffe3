import { metricsOf, type Metric } from "../stages/train/metric.ts";
import type { TruthReport } from "./truth-report.ts";

type JudgedModel = TruthReport["models"][number];

/**
 * What is told of a model among its metrics, split `known_causes`: its accuracy beside the best that can be reached
 * (`auc`, `reachable_auc` …), how well contributions tell the true drivers (`rank_correlation`, `top_ten_found`,
 * `strongest_found`, `signs_right`, `customer_rank_correlation` and its `…_ceiling`, `share_on_others`), and how far
 * what-ifs are off (`what_if_error_median`, `what_if_error_p90`, `what_if_close`, `what_if_direction`, `what_if_wrong`).
 */
export function truthMetrics({ accuracy, drivers, whatIf, whatIfError }: JudgedModel): Metric[] {
  const judged = (verdict: string) => whatIf.filter((lever) => lever.verdict === verdict).length;
  return metricsOf("known_causes", {
    rows: drivers.customers,
    [accuracy.metric]: accuracy.reached,
    [`reachable_${accuracy.metric}`]: accuracy.reachable,
    rank_correlation: drivers.rankCorrelation,
    top_ten_found: drivers.topTenFound,
    strongest_found: drivers.strongestFound,
    signs_right: drivers.signsRight,
    customer_rank_correlation: drivers.customerRankCorrelation,
    customer_rank_ceiling: drivers.customerRankCeiling,
    share_on_others: drivers.shareOnOthers,
    what_if_error_median: whatIfError.median,
    what_if_error_p90: whatIfError.percentile90,
    what_if_close: judged("close"),
    what_if_direction: judged("direction"),
    what_if_wrong: judged("wrong"),
  });
}

/** Rows of the table `what_if_truth`: model, lever, customers, modelled, direct and true change, error, verdict. */
export function whatIfRows({ models }: TruthReport): (string | number)[][] {
  return models.flatMap(({ model, whatIf }) =>
    whatIf.map(({ lever, customers, modelled, direct, total, standardError, verdict }) => [
      model,
      lever,
      customers,
      modelled,
      direct,
      total,
      standardError,
      verdict,
    ]),
  );
}
