import { wilsonInterval, type Interval } from "#ml";

import { metricValue, type Metric } from "../stages/train/metric.ts";

/** 97.5 % quantile of the standard normal distribution. */
const normal975 = 1.959964;

/**
 * 95 % interval of a metric of the test split from what was measured beside it; null for a metric without one here.
 * Shares by Wilson; AUC by Hanley and McNeil 1982, "The meaning and use of the area under a receiver operating
 * characteristic curve"; R² by its large-sample variance (Olkin and Finn 1995, "Correlations redux", eq. 8); RMSE as the
 * standard deviation of normal errors.
 */
export function metricInterval(metrics: readonly Metric[], metric: string): Interval | null {
  const of = (name: string) => metricValue(metrics, "test", name);
  const estimate = of(metric);
  const rows = of("rows");
  if (estimate === undefined || rows === undefined) return null;
  const positives = Math.round((of("base_rate") ?? NaN) * rows);
  switch (metric) {
    case "r2":
      return around(estimate, Math.sqrt((4 * estimate * (1 - estimate) ** 2) / rows));
    case "rmse":
      return around(estimate, estimate / Math.sqrt(2 * rows));
    case "auc":
      return around(estimate, aucError(estimate, positives, rows - positives));
    case "recall":
      return wilsonInterval(Math.round(estimate * positives), positives);
    case "precision": {
      const flagged = Math.round((of("flagged_share") ?? NaN) * rows);
      return wilsonInterval(Math.round(estimate * flagged), flagged);
    }
    case "interval_coverage":
      return wilsonInterval(Math.round(estimate * rows), rows);
    default:
      return metric.startsWith("share_") ? wilsonInterval(Math.round(estimate * rows), rows) : null;
  }
}

function aucError(auc: number, positives: number, negatives: number): number {
  const q1 = auc / (2 - auc);
  const q2 = (2 * auc * auc) / (1 + auc);
  const variance = auc * (1 - auc) + (positives - 1) * (q1 - auc * auc) + (negatives - 1) * (q2 - auc * auc);
  return Math.sqrt(variance / (positives * negatives));
}

function around(estimate: number, error: number): Interval | null {
  if (!Number.isFinite(error)) return null;
  return { estimate, lower: estimate - normal975 * error, upper: estimate + normal975 * error };
}
