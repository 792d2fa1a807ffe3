import { intervalLevelOf, type Domain, type ModelSpec } from "#knowledge";

import { gateAlerts } from "../../gate/gate-alerts.ts";
import type { Alert } from "../../notify/alert.ts";
import { askAboutData, askAboutModel } from "../../notify/questions.ts";
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

/** What crossed a threshold in a run, each with its figures. Empty when all is as usual. */
export function alertsOf(input: AlertInput): Alert[] {
  const { domain } = input;
  return [
    ...quarantineAlerts(input),
    ...driftAlerts(input),
    ...domain.models.flatMap((spec) => [...fallAlerts(spec, input), ...coverageAlerts(spec, input)]),
    ...domain.models.flatMap((spec) => actionAlerts(spec, input)),
    ...anomalyAlerts(input),
    ...gateAlerts(domain, input.trained),
  ];
}

function quarantineAlerts({ domain, prepared: { rowsQuarantined, rowsRead } }: AlertInput): Alert[] {
  if (rowsQuarantined <= notableBadShare * rowsRead) return [];
  return [
    {
      kind: "rows-quarantined",
      subject: domain.feed.customers.table,
      size: rowsQuarantined,
      text: `${rowsQuarantined} of ${rowsRead} rows of the feed were quarantined.`,
      question: askAboutData,
    },
  ];
}

function driftAlerts({ domain, validated: { driftedColumns } }: AlertInput): Alert[] {
  const [first] = driftedColumns;
  if (first === undefined) return [];
  const label = domain.resultColumns.find(({ name }) => name === first)?.label ?? first;
  return [
    {
      kind: "data-drift",
      subject: driftedColumns.toSorted().join(", "),
      size: driftedColumns.length,
      text: `Shifted against the run before: ${driftedColumns.join(", ")}.`,
      question: `How is ${label} distributed?`,
    },
  ];
}

function fallAlerts({ name, label, gate }: ModelSpec, { trained, live }: AlertInput): Alert[] {
  // A coverage above what is claimed is no better than one below: coverageAlerts tells both.
  if (gate.metric === "interval_coverage" || live === null) return [];
  const current = metricValue(metricsOf(trained.models, name), "test", gate.metric);
  const before = metricValue(metricsOf(live.models, name), "test", gate.metric);
  if (current === undefined || before === undefined || before - current <= notableFall) return [];
  return [
    {
      kind: "metric-fall",
      subject: name,
      size: before - current,
      text: `The ${label}'s ${gate.metric} fell from ${before.toFixed(4)} to ${current.toFixed(4)}.`,
      question: askAboutModel(label),
    },
  ];
}

function coverageAlerts(spec: ModelSpec, { trained }: AlertInput): Alert[] {
  const level = intervalLevelOf(spec);
  const test = (metric: string) => metricValue(metricsOf(trained.models, spec.name), "test", metric) ?? NaN;
  const covered = test("interval_coverage");
  const isByChance =
    test("interval_coverage_lower") <= Number(level) + notableCoverageGap &&
    test("interval_coverage_upper") >= Number(level) - notableCoverageGap;
  if (level === null || Number.isNaN(covered) || isByChance) return [];
  return [
    {
      kind: "interval-coverage",
      subject: spec.name,
      size: Math.abs(covered - level),
      text: `The ${spec.label}'s intervals hold ${percent(covered)} of the outcomes on the test split; they claim ${percent(level)}.`,
      question: askAboutModel(spec.label),
    },
  ];
}

function actionAlerts(spec: ModelSpec, { domain, predicted }: AlertInput): Alert[] {
  if (spec.kind !== "classification" || spec.actionLevel === null || spec.alertCount === null) return [];
  const rows = predicted.models.find((model) => model.name === spec.name)?.aboveAction ?? 0;
  if (rows < spec.alertCount) return [];
  const label = domain.resultColumns.find(({ name }) => name === spec.prediction)?.label ?? spec.prediction;
  return [
    {
      kind: "action-level",
      subject: spec.name,
      size: rows,
      text: `${rows} ${domain.entity.plural} have a probability above ${spec.actionLevel} by the ${spec.label}, the level for action.`,
      question: `Describe the typical ${domain.entity.singular} with ${label} above ${spec.actionLevel}`,
    },
  ];
}

function anomalyAlerts({ domain, predicted: { anomalies } }: AlertInput): Alert[] {
  if (domain.anomaly === null || anomalies === null || anomalies.above === 0) return [];
  const { name, prediction, review } = domain.anomaly;
  return [
    {
      kind: "anomalies",
      subject: name,
      size: anomalies.above,
      text: `${anomalies.above} ${domain.entity.plural} have an ${prediction} above ${review.above}.`,
      question: `Which ${domain.entity.plural} are unusual?`,
    },
  ];
}

function metricsOf(models: TrainOutput["models"], name: string): readonly Metric[] {
  return models.find((model) => model.name === name)?.metrics ?? [];
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
