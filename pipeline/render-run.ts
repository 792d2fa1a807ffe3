import type { Domain } from "#knowledge";

import type { RunManifest } from "./run/manifest.ts";
import type { RunEntry } from "./run/run-store.ts";
import { metricValue } from "./stages/train/metric.ts";

/** Metrics of the test split that are told of a run, in this order, of those that its models have. */
const toldMetrics = ["r2", "rmse", "mae", "auc", "log_loss", "recall", "precision", "pinball", "interval_coverage"];

/** A finished run for a person: rows, models with their gate, time and memory, alerts. */
export function renderRun(manifest: RunManifest, domain: Domain): string {
  const { rows } = manifest;
  const lines = [
    `${manifest.runId} is live: ${domain.entity.plural} as of ${manifest.snapshotDate}.`,
    `  ${count(rows.read)} rows read, ${count(rows.quarantined)} quarantined, ${count(rows.clean)} ${domain.entity.plural} (${count(rows.train)} train, ${count(rows.test)} test), ${count(rows.explanations)} explanations.`,
    ...domain.models.map((model) => `  ${renderModel(model, manifest)}`),
    `  ${seconds(manifest.durationMs)} (${manifest.stages.map((stage) => `${stage.name} ${(stage.durationMs / 1000).toFixed(1)}`).join(", ")}), at most ${Math.round(manifest.peakRssBytes / 2 ** 20)} MiB.`,
    ...manifest.alerts.map(({ text }) => `  Note: ${text}`),
  ];
  return `${lines.join("\n")}\n`;
}

/** What serves, what waits to go on, and what is wrong; `fault` is null when nothing is. */
export function renderStatus(runs: readonly RunEntry[], domain: Domain, fault: string | null): string {
  const live = runs.find((run) => run.isLive);
  const unfinished = runs.filter((run) => run.manifest === null && !run.isLive);
  const lines: string[] = [];
  if (live?.manifest) {
    const { rows, snapshotDate, finishedAt, alerts } = live.manifest;
    lines.push(
      `${live.runId} is live: ${count(rows.clean)} ${domain.entity.plural} as of ${snapshotDate}, finished ${finishedAt}.`,
      ...alerts.map(({ text }) => `  Note: ${text}`),
    );
  }
  if (fault !== null) lines.push(fault);
  const kept = runs.length - unfinished.length - (live ? 1 : 0);
  if (kept > 0) lines.push(`${kept} earlier ${kept === 1 ? "run is" : "runs are"} kept; \`runs\` lists them.`);
  for (const { runId } of unfinished) lines.push(`${runId} is unfinished: \`--resume ${runId}\` goes on with it.`);
  return `${lines.join("\n")}\n`;
}

/** The runs that are kept as a table, the newest first; the live one is marked. */
export function renderRuns(runs: readonly RunEntry[], domain: Domain): string {
  if (runs.length === 0) return "There are no runs.\n";
  const header = ["", "run", "state", "rows", "metrics", "started", "took"];
  const table = [header, ...runs.map((run) => runRow(run, domain))];
  const widths = header.map((_, column) => Math.max(...table.map((row) => row[column]?.length ?? 0)));
  const lines = table.map((row) =>
    row
      .map((cell, column) =>
        header[column] === "rows" ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0),
      )
      .join("  ")
      .trimEnd(),
  );
  return `${lines.join("\n")}\n`;
}

function runRow({ runId, isLive, manifest }: RunEntry, domain: Domain): string[] {
  const state = isLive ? "live" : manifest === null ? "unfinished" : "kept";
  const mark = isLive ? "*" : "";
  if (manifest === null) return [mark, runId, state, "", "", "", ""];
  const metrics = domain.models.flatMap(({ name }) => {
    const [first] = modelFigures(name, manifest);
    return first === undefined ? [] : [`${name} ${first}`];
  });
  const started = manifest.startedAt.slice(0, 16).replace("T", " ");
  return [mark, runId, state, count(manifest.rows.clean), metrics.join(", "), started, seconds(manifest.durationMs)];
}

function renderModel(spec: Domain["models"][number], manifest: RunManifest): string {
  const model = manifest.models.find((candidate) => candidate.name === spec.name);
  const figures = modelFigures(spec.name, manifest);
  return `${spec.label} ${model?.version ?? ""}: ${figures.length === 0 ? "no figures" : figures.join(", ")} on the test split${gateWords(spec)}.`;
}

function gateWords(spec: Domain["models"][number]): string {
  if (!("gate" in spec)) return "";
  const { gate } = spec;
  return ` (gate: ${gate.metric} ${"within" in gate ? `within ${gate.within} of what is claimed` : `at least ${gate.atLeast}`})`;
}

function modelFigures(name: string, { models }: RunManifest): string[] {
  const metrics = models.find((candidate) => candidate.name === name)?.metrics ?? [];
  return toldMetrics.flatMap((metric) => {
    const value = metricValue(metrics, "test", metric);
    return value === undefined ? [] : [`${metric} ${value.toFixed(4)}`];
  });
}

function count(value: number): string {
  return value.toLocaleString("en-US");
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(1)} s`;
}
