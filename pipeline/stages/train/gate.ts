import { AppError } from "#core";
import type { ModelSpec } from "#knowledge";

import { metricValue, type Metric } from "./metric.ts";

/** A model with what was measured of it. */
export type MeasuredModel = { readonly spec: ModelSpec; readonly metrics: readonly Metric[] };

/**
 * Lets only models through that reach what their gate asks and beat the baseline, always predicting the training
 * mean, both on the test split. Throws `PIPELINE_FAILED` with the figures of every one that does not.
 */
export function refuseWeakModels(models: readonly MeasuredModel[]): void {
  const failures = models.flatMap((model) => [...gateFaults(model), ...baselineFaults(model)]);
  if (failures.length === 0) return;
  throw new AppError("PIPELINE_FAILED", {
    detail: `${failures.join(" ")} Nothing went live.`,
    hint: "Train on more customers, or look at the run's data quality for what changed in the feed.",
  });
}

function gateFaults({ spec, metrics }: MeasuredModel): string[] {
  const { metric, atLeast } = spec.gate;
  const reached = metricValue(metrics, "test", metric);
  if (reached !== undefined && reached >= atLeast) return [];
  const figure = reached === undefined ? "could not be measured" : `is ${reached.toFixed(4)}`;
  return [`The ${spec.label}'s ${metric} on the test split ${figure}, its gate asks for ${atLeast}.`];
}

/** A recall alone can be had by flagging everybody; the loss cannot. */
function baselineFaults({ spec, metrics }: MeasuredModel): string[] {
  const loss = spec.kind === "classification" ? "log_loss" : "rmse";
  const reached = metricValue(metrics, "test", loss) ?? Infinity;
  const baseline = metricValue(metrics, "test", `baseline_${loss}`) ?? -Infinity;
  if (reached < baseline) return [];
  return [
    `The ${spec.label}'s ${loss} on the test split is ${reached.toFixed(4)}, no better than ${baseline.toFixed(4)} without a model.`,
  ];
}
