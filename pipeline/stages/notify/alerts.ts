import type { Domain } from "#knowledge";

import type { RunManifest } from "../../run/manifest.ts";
import type { PrepareOutput } from "../prepare/prepare.ts";
import { metricValue } from "../train/metric.ts";
import type { TrainOutput } from "../train/train.ts";
import type { ValidateOutput } from "../validate/validate.ts";

/** Share of quarantined rows from which somebody should look at the feed. */
const notableBadShare = 0.01;

/** A fall of the gate's metric against the live run that is told. */
const notableFall = 0.02;

/** What crossed a threshold in a run, as sentences with the figures. Empty when all is as usual. */
export function alertsOf(input: {
  readonly domain: Domain;
  readonly prepared: PrepareOutput;
  readonly trained: TrainOutput;
  readonly validated: ValidateOutput;
  /** The run that serves so far. */
  readonly live: RunManifest | null;
}): string[] {
  const { domain, prepared, trained, validated, live } = input;
  const alerts: string[] = [];
  const { rowsQuarantined, rowsRead } = prepared;
  if (rowsQuarantined > notableBadShare * rowsRead) {
    alerts.push(`${rowsQuarantined} of ${rowsRead} rows of the feed were quarantined.`);
  }
  if (validated.driftedColumns.length > 0) {
    alerts.push(`Shifted against the run before: ${validated.driftedColumns.join(", ")}.`);
  }
  for (const { name, label, gate } of domain.models) {
    const value = (models: TrainOutput["models"]) =>
      metricValue(models.find((model) => model.name === name)?.metrics ?? [], "test", gate.metric);
    const current = value(trained.models);
    const before = live ? value(live.models) : undefined;
    if (current === undefined || before === undefined || before - current <= notableFall) continue;
    alerts.push(`The ${label}'s ${gate.metric} fell from ${before.toFixed(4)} to ${current.toFixed(4)}.`);
  }
  return alerts;
}
