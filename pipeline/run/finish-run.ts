import { rename, rm } from "node:fs/promises";
import path from "node:path";

import { servingVersion } from "#sql";

import type { Alert } from "../notify/alert.ts";
import { askAboutData } from "../notify/questions.ts";
import type { Feed } from "../feed/open-feed.ts";
import type { StageOutputs } from "../stages/run-stages.ts";
import { syncToDisk, writeFileAtomically } from "./atomic-file.ts";
import { throwIfInterrupted } from "./interruption.ts";
import { lineageOf } from "./lineage.ts";
import { listFiles } from "./list-files.ts";
import { switchLive } from "./live-pointer.ts";
import { runFormatVersion, type RunManifest, type StageRecord } from "./manifest.ts";
import type { RunContext } from "./run-context.ts";

/** Writes the manifest, gives the folder its name and makes the run live. Until the last line nothing live changes. */
export async function finishRun(
  context: RunContext,
  input: {
    readonly startedAt: string;
    readonly feed: Feed;
    readonly productVersion: string;
    readonly outputs: StageOutputs;
    readonly durationMs: number;
    readonly stages: readonly StageRecord[];
  },
): Promise<void> {
  const { run, data, domain, schema, clock, signal, runId, snapshotDate, seed } = context;
  const { outputs } = input;
  const { prepared, trained, predicted } = outputs;
  await rm(run.temporary, { recursive: true, force: true });
  const files = await listFiles(run.root, [path.basename(run.manifest)]);
  for (const file of files) await syncToDisk(path.join(run.root, file.path));
  const manifest: RunManifest = {
    formatVersion: runFormatVersion,
    runId,
    domain: domain.name,
    servingVersion: servingVersion(schema),
    productVersion: input.productVersion,
    nodeVersion: process.version,
    snapshotDate,
    startedAt: input.startedAt,
    finishedAt: clock.now().toISOString(),
    durationMs: input.durationMs,
    // In KiB on Linux and macOS alike, as Node reports it; worker threads belong to the process.
    peakRssBytes: process.resourceUsage().maxRSS * 1024,
    seed,
    feedDirectory: path.relative(data.root, input.feed.directory),
    feed: input.feed.files.map(({ name, bytes, sha256 }) => ({ name, bytes, sha256 })),
    stages: [...input.stages],
    models: trained.models,
    decisions: trained.decisions,
    rows: {
      read: prepared.rowsRead,
      quarantined: prepared.rowsQuarantined,
      clean: prepared.rowsClean,
      train: prepared.rowsTrain,
      test: prepared.rowsTest,
      explanations: predicted.explanationRows,
    },
    alerts: [...absenceAlerts(input.feed), ...outputs.alerts],
    lineage: lineageOf({ feed: input.feed, models: trained.models }),
    files,
  };
  await writeFileAtomically(run.manifest, `${JSON.stringify(manifest, null, 2)}\n`);
  throwIfInterrupted(signal);
  await rename(run.root, path.join(data.runs, runId));
  await switchLive(data, { formatVersion: runFormatVersion, runId });
}

/** A column that the feed does not have is empty in every row, so no tree splits on it and its contribution is 0. */
function absenceAlerts({ absentColumns }: Feed): Alert[] {
  if (absentColumns.length === 0) return [];
  const columns = absentColumns.join(", ");
  const text = `The feed has no ${columns}: the models were made without.`;
  return [{ kind: "columns-absent", subject: columns, size: absentColumns.length, text, question: askAboutData }];
}
