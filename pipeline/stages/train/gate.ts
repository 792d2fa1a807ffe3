import { AppError } from "#core";
import type { ModelSpec } from "#knowledge";

import { metricValue, type Metric } from "./metric.ts";

/** A model with what was measured of it. */
export type MeasuredModel = { readonly spec: ModelSpec; readonly metrics: readonly Metric[] };

/** Throws `PIPELINE_FAILED` with the figures of every model that does not reach what its gate asks on the test split. */
export function refuseWeakModels(models: readonly MeasuredModel[]): void {
  const failures = models.flatMap(({ spec, metrics }) => {
    const { metric, atLeast } = spec.gate;
    const reached = metricValue(metrics, "test", metric);
    if (reached !== undefined && reached >= atLeast) return [];
    const figure = reached === undefined ? "could not be measured" : `is ${reached.toFixed(4)}`;
    return [
      `The ${spec.label}'s ${metric} on the test split ${figure}, its gate asks for ${atLeast}.`,
    ];
  });
  if (failures.length === 0) return;
  throw new AppError("PIPELINE_FAILED", {
    detail: `${failures.join(" ")} Nothing went live.`,
    hint: "Train on more customers, or look at the run's data quality for what changed in the feed.",
  });
}
