import type { Domain, ModelSpec } from "#knowledge";

import type { FairnessReport } from "../fairness/fairness-report.ts";
import type { ProxyReport } from "../fairness/find-proxies.ts";
import type { RegistryEntry } from "../registry/registry-schema.ts";
import { toldMetricsOf } from "../registry/told-metrics.ts";
import type { Importance } from "../stages/predict/importance.ts";
import { metricValue, type Metric } from "../stages/train/metric.ts";
import type { TruthReport } from "../truth/truth-report.ts";
import { fairnessSection } from "./fairness-section.ts";
import { figure, list, percent, section, table } from "./markdown.ts";
import { metricInterval } from "./metric-intervals.ts";
import { truthSection } from "./truth-section.ts";

/** Everything that a model's card is made from. */
export type CardInput = {
  readonly domain: Domain;
  readonly name: string;
  readonly version: string;
  /** Of this run. */
  readonly metrics: readonly Metric[];
  readonly importance: readonly Importance[];
  /** Null for a model that selects nobody. */
  readonly fairness: FairnessReport | null;
  readonly proxies: ProxyReport;
  /** Null where the causes of the data are not known, or no outcome is predicted. */
  readonly truth: TruthReport["models"][number] | null;
  /** Every known version of the model, the newest last. */
  readonly history: readonly RegistryEntry[];
};

/** Versions of the history that a card tells. */
const historyShown = 10;

/** Features whose importance a card tells. */
const featuresShown = 10;

/** The model card as markdown: nothing in it but the dictionary's sentences and what was measured. */
export function renderCard(input: CardInput): string {
  const { domain, name, version, history } = input;
  const described = [...domain.models, domain.anomaly, domain.segments].find((model) => model?.name === name);
  const predictive = domain.models.find((model) => model.name === name);
  const entry = history.findLast((known) => known.version === version);
  const sections = [
    `# ${described?.label ?? name}, version ${version}\n`,
    section("Intended use", list(described?.intendedUse ?? [])),
    section("Limits", list(described?.limits ?? [])),
    trainingSection(input, entry),
    metricsSection(input.metrics),
    predictive ? calibrationSection(predictive, input.metrics) : "",
    fairnessSection(input),
    truthSection(domain, input.truth),
    predictive ? explanationSection(domain, predictive, input) : "",
    historySection(history),
  ];
  return sections.filter((text) => text !== "").join("\n");
}

function trainingSection({ domain }: CardInput, entry: RegistryEntry | undefined): string {
  if (entry === undefined) return "";
  const { plural } = domain.entity;
  const parameters = Object.entries(entry.hyperParameters).map(([parameter, value]) => [
    parameter,
    JSON.stringify(value),
  ]);
  return section(
    "Training data",
    list([
      `${figure(entry.rows.train)} ${plural} as of ${entry.snapshotDate}; ${figure(entry.rows.test)} others were kept for the test. Who is in which split hangs on the id alone.`,
      `Feed ${entry.dataHash.slice(0, 12)}, seed ${entry.seed}, run ${entry.runId}, trained ${entry.trainedAt}.`,
      `${entry.algorithm}, ${entry.kind}.`,
    ]),
    parameters.length === 0 ? "" : table(["parameter", "value"], parameters),
  );
}

/** Metrics by split, the test split with its 95 % interval; bins of the reliability diagram have a section of their own. */
function metricsSection(metrics: readonly Metric[]): string {
  const isTold = ({ split, metric }: Metric) => (split === "test" || split === "train") && !isGrouped(metric);
  const names = [...new Set(metrics.filter(isTold).map(({ metric }) => metric))];
  const rows = names.map((metric) => {
    const interval = metricInterval(metrics, metric);
    return [
      metric,
      figure(metricValue(metrics, "train", metric)),
      figure(metricValue(metrics, "test", metric)),
      interval === null ? "" : `${figure(interval.lower)} to ${figure(interval.upper)}`,
    ];
  });
  return section(
    "Metrics",
    "Statements on accuracy use the test split.",
    table(["metric", "train", "test", "95 % interval (test)"], rows),
  );
}

function isGrouped(metric: string): boolean {
  return /^(calibration_bin|four_fifths_ratio|parity_difference|odds_difference|group_calibration_gap)_/.test(metric);
}

function calibrationSection(spec: ModelSpec, metrics: readonly Metric[]): string {
  const test = (metric: string) => metricValue(metrics, "test", metric);
  if (spec.kind === "classification") {
    const bins = Array.from({ length: 10 }, (_, index) => `calibration_bin_${String(index + 1).padStart(2, "0")}`)
      .filter((bin) => test(`${bin}_predicted`) !== undefined)
      .map((bin) => [figure(test(`${bin}_rows`)), figure(test(`${bin}_predicted`)), figure(test(`${bin}_observed`))]);
    return section(
      "Calibration",
      `Expected calibration error ${figure(test("calibration_error"))} on the test split.`,
      bins.length === 0 ? "" : table(["rows", "mean predicted", "observed"], bins),
    );
  }
  const covered = test("interval_coverage");
  if (covered === undefined) return "";
  return section(
    "Calibration",
    `The interval claims ${percent(metricValue(metrics, "all", "interval_level") ?? null)} of the outcomes and holds ${percent(covered)} on the test split; its mean width is ${figure(test("interval_mean_width"))} (${spec.unit}).`,
  );
}

function explanationSection(domain: Domain, spec: ModelSpec, { importance, metrics }: CardInput): string {
  const base = metricValue(metrics, "all", "base_value");
  return section(
    "How to read the explanations",
    list([
      `A prediction is the base value ${figure(base)} plus the contributions of its features (exact tree SHAP), in ${spec.unit}${spec.kind === "classification" ? "; the probability is the logistic function of the sum" : ""}.`,
      `A contribution tells how far the ${domain.entity.singular}'s value moves the prediction from what is usual; it is no cause.`,
      "Contributions of protected attributes are one sum, protected_attributes.",
    ]),
    table(
      ["feature", "share", "direction"],
      importance.slice(0, featuresShown).map(({ feature, share, direction }) => [feature, percent(share), direction]),
    ),
  );
}

function historySection(history: readonly RegistryEntry[]): string {
  const rows = history.slice(-historyShown).toReversed();
  const figures = ({ metrics }: RegistryEntry) =>
    toldMetricsOf(metrics)
      .map(([metric, value]) => `${metric} ${figure(value)}`)
      .join(", ");
  const told = ({ decision, reasons, approval }: RegistryEntry) =>
    [decision, ...reasons, approval ? `approved by ${approval.by}: ${approval.reason}` : ""].filter(Boolean).join(" ");
  return section(
    "History",
    table(
      ["version", "trained", "test split", "compared with", "decision"],
      rows.map((entry) => [
        entry.version,
        entry.trainedAt.slice(0, 10),
        figures(entry),
        entry.comparedWith?.version ?? "–",
        told(entry),
      ]),
    ),
  );
}
