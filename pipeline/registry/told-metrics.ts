/** Metrics of the test split by which a person tells one version of a model from another, in this order. */
const toldMetrics = ["r2", "rmse", "auc", "log_loss", "recall", "pinball", "interval_coverage"];

/** Those of the metrics that a version has. */
export function toldMetricsOf(metrics: Readonly<Record<string, number>>): readonly (readonly [string, number])[] {
  return toldMetrics.flatMap((metric) => {
    const value = metrics[metric];
    return value === undefined ? [] : [[metric, value] as const];
  });
}
