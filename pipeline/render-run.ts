import type { Domain } from "#knowledge";

import type { RunManifest } from "./run/manifest.ts";
import type { RunEntry } from "./run/run-store.ts";
import { metricValue } from "./stages/train/metric.ts";

/** A finished run for a person: rows, models with their gate, time and memory, alerts. */
export function renderRun(manifest: RunManifest, domain: Domain): string {
  const { rows } = manifest;
  const lines = [
    `${manifest.runId} is live: ${domain.entity.plural} as of ${manifest.snapshotDate}.`,
    `  ${count(rows.read)} rows read, ${count(rows.quarantined)} quarantined, ${count(rows.clean)} ${domain.entity.plural} (${count(rows.train)} train, ${count(rows.test)} test), ${count(rows.explanations)} explanations.`,
    ...domain.models.map((model) => `  ${renderModel(model, manifest)}`),
    `  ${(manifest.durationMs / 1000).toFixed(1)} s (${manifest.stages.map((stage) => `${stage.name} ${(stage.durationMs / 1000).toFixed(1)}`).join(", ")}), at most ${Math.round(manifest.peakRssBytes / 2 ** 20)} MiB.`,
    ...manifest.alerts.map((alert) => `  Note: ${alert}`),
  ];
  return `${lines.join("\n")}\n`;
}

/** The runs that are kept, one line each; `fault` is what is wrong with the live one, null when nothing is. */
export function renderStatus(runs: readonly RunEntry[], fault: string | null): string {
  const lines = runs.map(({ runId, isLive, manifest }) => {
    const state = isLive ? "live" : manifest === null ? "unfinished" : "kept";
    const about =
      manifest === null ? "" : `  ${manifest.snapshotDate}  ${count(manifest.rows.clean)} rows  ${manifest.finishedAt}`;
    return `${state.padEnd(10)}  ${runId}${about}`;
  });
  if (fault !== null) lines.push(fault);
  return `${lines.join("\n")}\n`;
}

function renderModel({ name, label, gate }: Domain["models"][number], { models }: RunManifest): string {
  const model = models.find((candidate) => candidate.name === name);
  const figure = (metric: string) => {
    const value = metricValue(model?.metrics ?? [], "test", metric);
    return value === undefined ? [] : [`${metric} ${value.toFixed(4)}`];
  };
  const figures = ["r2", "rmse", "mae", "auc", "log_loss", "recall", "precision"].flatMap(figure);
  return `${label} ${model?.version ?? ""}: ${figures.join(", ")} on the test split (gate: ${gate.metric} at least ${gate.atLeast}).`;
}

function count(value: number): string {
  return value.toLocaleString("en-US");
}
