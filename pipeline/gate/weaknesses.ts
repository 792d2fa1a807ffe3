import { intervalLevelOf, type ModelSpec } from "#knowledge";

import { metricValue, type Metric } from "../stages/train/metric.ts";

/** A model with what was measured of it. */
export type MeasuredModel = { readonly spec: ModelSpec; readonly metrics: readonly Metric[] };

/** Standard errors of the coverage that chance alone may take it from what is claimed. */
const chanceErrors = 3;

/** The metric that a model of each kind is trained to make small. */
export const lossOf = {
  regression: "rmse",
  classification: "log_loss",
  quantiles: "pinball",
} as const satisfies Record<ModelSpec["kind"], string>;

/**
 * Why a model must not serve, by what it reaches on the test split alone: its gate in the dictionary, and the baseline
 * of always predicting the same. Each a sentence with its figures; none for a model that is good enough.
 */
export function weaknessesOf(model: MeasuredModel): string[] {
  return [...gateFaults(model), ...baselineFaults(model)];
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
