import { intervalLevelOf, type Domain, type ModelSpec } from "#knowledge";

import { gateAlerts } from "../../gate/gate-alerts.ts";
import type { RunManifest } from "../../run/manifest.ts";
import type { PredictOutput } from "../predict/predict.ts";
import type { PrepareOutput } from "../prepare/prepare.ts";
import { metricValue, type Metric } from "../train/metric.ts";
import type { TrainOutput } from "../train/train.ts";
import type { ValidateOutput } from "../validate/validate.ts";

/** Share of quarantined rows from which somebody should look at the feed. */
const notableBadShare = 0.01;

/** A fall of the gate's metric against the live run that is told. */
const notableFall = 0.02;

/** How far an interval's coverage may be from what it claims, beyond what chance explains. */
const notableCoverageGap = 0.02;

/** What the alerts of a run are told from. */
export type AlertInput = {
  readonly domain: Domain;
  readonly prepared: PrepareOutput;
  readonly trained: TrainOutput;
  readonly validated: ValidateOutput;
  readonly predicted: Pick<PredictOutput, "models" | "anomalies">;
  /** The run that serves so far. */
  readonly live: RunManifest | null;
};

/** What crossed a threshold in a run, as sentences with the figures. Empty when all is as usual. */
export function alertsOf(input: AlertInput): string[] {
  const { domain, prepared, validated } = input;
  const alerts: string[] = [];
  const { rowsQuarantined, rowsRead } = prepared;
  if (rowsQuarantined > notableBadShare * rowsRead) {
    alerts.push(`${rowsQuarantined} of ${rowsRead} rows of the feed were quarantined.`);
  }
  if (validated.driftedColumns.length > 0) {
    alerts.push(`Shifted against the run before: ${validated.driftedColumns.join(", ")}.`);
  }
  return [
    ...alerts,
    ...domain.models.flatMap((spec) => [...fallAlerts(spec, input), ...coverageAlerts(spec, input)]),
    ...domain.models.flatMap((spec) => actionAlerts(spec, input)),
    ...anomalyAlerts(input),
    ...gateAlerts(domain, input.trained),
  ];
}

function fallAlerts({ name, label, gate }: ModelSpec, { trained, live }: AlertInput): string[] {
  // A coverage above what is claimed is no better than one below: coverageAlerts tells both.
  if (gate.metric === "interval_coverage" || live === null) return [];
  const current = metricValue(metricsOf(trained.models, name), "test", gate.metric);
  const before = metricValue(metricsOf(live.models, name), "test", gate.metric);
  if (current === undefined || before === undefined || before - current <= notableFall) return [];
  return [`The ${label}'s ${gate.metric} fell from ${before.toFixed(4)} to ${current.toFixed(4)}.`];
}

function coverageAlerts(spec: ModelSpec, { trained }: AlertInput): string[] {
  const level = intervalLevelOf(spec);
  const test = (metric: string) => metricValue(metricsOf(trained.models, spec.name), "test", metric) ?? NaN;
  const covered = test("interval_coverage");
  const isByChance =
    test("interval_coverage_lower") <= Number(level) + notableCoverageGap &&
    test("interval_coverage_upper") >= Number(level) - notableCoverageGap;
  if (level === null || Number.isNaN(covered) || isByChance) return [];
  return [
    `The ${spec.label}'s intervals hold ${percent(covered)} of the outcomes on the test split; they claim ${percent(level)}.`,
  ];
}

function actionAlerts(spec: ModelSpec, { domain, predicted }: AlertInput): string[] {
  if (spec.kind !== "classification" || spec.actionLevel === null || spec.alertCount === null) return [];
  const rows = predicted.models.find((model) => model.name === spec.name)?.aboveAction ?? 0;
  if (rows < spec.alertCount) return [];
  return [
    `${rows} ${domain.entity.plural} have a probability above ${spec.actionLevel} by the ${spec.label}, the level for action.`,
  ];
}

function anomalyAlerts({ domain, predicted: { anomalies } }: AlertInput): string[] {
  if (domain.anomaly === null || anomalies === null || anomalies.above === 0) return [];
  const { prediction, review } = domain.anomaly;
  return [`${anomalies.above} ${domain.entity.plural} have an ${prediction} above ${review.above}.`];
}

function metricsOf(models: TrainOutput["models"], name: string): readonly Metric[] {
  return models.find((model) => model.name === name)?.metrics ?? [];
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
