import { AppError } from "#core";
import { intervalLevelOf, type ModelSpec } from "#knowledge";

import { metricValue, type Metric } from "./metric.ts";

/** A model with what was measured of it. */
export type MeasuredModel = { readonly spec: ModelSpec; readonly metrics: readonly Metric[] };

/** Standard errors of the coverage that chance alone may take it from what is claimed. */
const chanceErrors = 3;

/**
 * Lets only models through that reach what their gate asks and beat the baseline, always predicting the same, both on
 * the test split. Throws `GATE_REFUSED` with the figures of every one that does not.
 */
export function refuseWeakModels(models: readonly MeasuredModel[]): void {
  const failures = models.flatMap((model) => [...gateFaults(model), ...baselineFaults(model)]);
  if (failures.length === 0) return;
  throw new AppError("GATE_REFUSED", {
    detail: `${failures.join(" ")} Nothing went live.`,
    hint: "Train on more customers, or look at the run's data quality for what changed in the feed.",
  });
}

function gateFaults({ spec, metrics }: MeasuredModel): string[] {
  if (spec.kind === "quantiles") return coverageFaults(spec, spec.gate.within, metrics);
  const { metric, atLeast } = spec.gate;
  const reached = metricValue(metrics, "test", metric);
  if (reached !== undefined && reached >= atLeast) return [];
  const figure = reached === undefined ? "could not be measured" : `is ${reached.toFixed(4)}`;
  return [`The ${spec.label}'s ${metric} on the test split ${figure}, its gate asks for ${atLeast}.`];
}

/** Of few rows, chance alone takes the coverage further from the claim than the gate's distance. */
function coverageFaults(spec: ModelSpec, within: number, metrics: readonly Metric[]): string[] {
  const level = intervalLevelOf(spec) ?? NaN;
  const covered = metricValue(metrics, "test", "interval_coverage");
  const rows = metricValue(metrics, "test", "rows") ?? 0;
  const calibrationRows = metricValue(metrics, "all", "calibration_rows") ?? 0;
  const chance = chanceErrors * Math.sqrt(level * (1 - level) * (1 / rows + 1 / calibrationRows));
  const allowed = Math.max(within, chance);
  if (covered !== undefined && Math.abs(covered - level) <= allowed) return [];
  const figure = covered === undefined ? "could not be measured" : `is ${covered.toFixed(4)}`;
  return [
    `The ${spec.label}'s interval_coverage on the test split ${figure}, its gate asks for ${level} ± ${allowed.toFixed(3)}.`,
  ];
}

/** A recall alone can be had by flagging everybody; the loss cannot. */
function baselineFaults({ spec, metrics }: MeasuredModel): string[] {
  const loss = lossOf[spec.kind];
  const reached = metricValue(metrics, "test", loss) ?? Infinity;
  const baseline = metricValue(metrics, "test", `baseline_${loss}`) ?? -Infinity;
  if (reached < baseline) return [];
  return [
    `The ${spec.label}'s ${loss} on the test split is ${reached.toFixed(4)}, no better than ${baseline.toFixed(4)} without a model.`,
  ];
}

const lossOf = { regression: "rmse", classification: "log_loss", quantiles: "pinball" } as const satisfies Record<
  ModelSpec["kind"],
  string
>;
