import { readdir } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";

import { AppError } from "#core";
import type { Domain } from "#knowledge";

import { isMissing, readJsonFile } from "./atomic-file.ts";
import { dataLayout, partialEnding, runLayout, type DataLayout } from "./layout.ts";
import { readLivePointer, switchLive } from "./live-pointer.ts";
import { openRun } from "./live-run.ts";
import { runFormatVersion, runManifestSchema, type RunManifest } from "./manifest.ts";

/** A run as it is listed. */
export type RunEntry = {
  readonly runId: string;
  readonly directory: string;
  readonly isLive: boolean;
  /** Null for a run that is not finished, or cannot be read. */
  readonly manifest: RunManifest | null;
};

const runStartSchema = z.object({
  runId: z.string(),
  fingerprint: z.string(),
  startedAt: z.iso.datetime(),
  /** The folder of its feed, relative to the data directory. */
  feedDirectory: z.string().default("raw"),
  /** Of the training. */
  seed: z.int().default(1),
});
/** `run.json` of an unfinished run: what it was started from. A run may only go on from the same. */
export type RunStart = z.infer<typeof runStartSchema>;

/** Where an unfinished run says what it was started from. */
export function runStartFile(directory: string): string {
  return path.join(directory, "run.json");
}

/** Every run of a data directory, the newest first; unfinished and unreadable ones last. */
export async function listRuns(dataDirectory: string, signal?: AbortSignal): Promise<RunEntry[]> {
  const data = dataLayout(dataDirectory);
  // A pointer that cannot be read points at nothing here; openLiveRun tells the fault.
  const live = await readLivePointer(data, signal).catch(() => null);
  const entries = await Promise.all(
    (await runFolders(data)).map(async (name): Promise<RunEntry> => {
      const directory = path.join(data.runs, name);
      const isPartial = name.endsWith(partialEnding);
      const runId = isPartial ? name.slice(0, -partialEnding.length) : name;
      return {
        runId,
        directory,
        isLive: !isPartial && runId === live?.runId,
        manifest: isPartial ? null : await readManifest(directory, signal),
      };
    }),
  );
  const age = (entry: RunEntry) => entry.manifest?.finishedAt ?? "";
  return entries.toSorted((a, b) => age(b).localeCompare(age(a)) || a.runId.localeCompare(b.runId));
}

/** The unfinished run that was started from the same, if there is one. */
export async function findResumableRun(data: DataLayout, fingerprint: string): Promise<RunStart | null> {
  const starts = await unfinishedRuns(data);
  return starts.find((start) => start.fingerprint === fingerprint) ?? null;
}

/** What an unfinished run was started from. Throws `NOT_FOUND` when there is no unfinished run of this id. */
export async function readRunStart(data: DataLayout, runId: string): Promise<RunStart> {
  const starts = await unfinishedRuns(data);
  const found = starts.find((start) => start.runId === runId);
  if (found !== undefined) return found;
  const others = starts.map((start) => start.runId);
  throw new AppError("NOT_FOUND", {
    detail: `There is no unfinished run ${runId}.`,
    hint: others.length === 0 ? "No run is unfinished." : `Unfinished: ${others.join(", ")}.`,
  });
}

async function unfinishedRuns(data: DataLayout): Promise<RunStart[]> {
  const starts: RunStart[] = [];
  for (const name of await runFolders(data)) {
    if (!name.endsWith(partialEnding)) continue;
    const start = await readJsonFile(runStartFile(path.join(data.runs, name)), runStartSchema).catch(() => null);
    if (start !== null) starts.push(start);
  }
  return starts;
}

/**
 * Makes the run before the live one live again, after a look at its files. Throws `RESULTS_MISSING` when there is
 * none, and what `openRun` throws; then nothing has changed.
 */
export async function rollbackLive(
  dataDirectory: string,
  domain: Domain,
  signal?: AbortSignal,
): Promise<{ from: string; to: string }> {
  const data = dataLayout(dataDirectory);
  const finished = (await listRuns(dataDirectory, signal)).filter((run) => run.manifest !== null);
  const liveIndex = finished.findIndex((run) => run.isLive);
  const previous = liveIndex < 0 ? undefined : finished[liveIndex + 1];
  const live = finished[liveIndex];
  if (live === undefined || previous === undefined) {
    throw new AppError("RESULTS_MISSING", {
      detail: "There is no earlier run to go back to.",
      hint: "`npm run pipeline -- status` lists the runs that are kept.",
    });
  }
  await openRun(previous.directory, domain, signal);
  await switchLive(data, { formatVersion: runFormatVersion, runId: previous.runId });
  return { from: live.runId, to: previous.runId };
}

async function runFolders(data: DataLayout): Promise<string[]> {
  try {
    const entries = await readdir(data.runs, { withFileTypes: true });
    return entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

/** Null for a run without a manifest that can be read: it counts as unfinished. */
async function readManifest(directory: string, signal?: AbortSignal): Promise<RunManifest | null> {
  try {
    return await readJsonFile(runLayout(directory).manifest, runManifestSchema, signal);
  } catch (error) {
    if (error instanceof AppError) return null;
    throw error;
  }
}
