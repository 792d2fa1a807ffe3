import { readdir, rm } from "node:fs/promises";
import path from "node:path";

import { AppError } from "#core";

import { isMissing } from "./atomic-file.ts";
import type { DataLayout } from "./layout.ts";
import { listRuns, type RunEntry } from "./run-store.ts";

/** How long a finished run stays. Whatever it says, the live run and the one a rollback goes to always stay. */
export type Retention = {
  /** The newest so many finished runs. */
  readonly runs: number;
  /** Not longer than so many days after they were finished. */
  readonly days: number;
};

/** A week of nightly runs; nothing older than a quarter. */
export const defaultRetention: Retention = { runs: 7, days: 90 };

const dayMs = 86_400_000;

/**
 * Removes finished runs past their retention, unfinished ones but `resumedRunId`, and feeds in `feeds` that no
 * remaining run was made from, but `feedDirectory`. Only for who holds the lock. Returns what was removed. What is gone
 * already is no error; what may not be removed is `PIPELINE_FAILED`.
 */
export async function pruneRuns(
  data: DataLayout,
  options: {
    readonly retention: Retention;
    readonly now: Date;
    readonly resumedRunId: string | null;
    readonly feedDirectory: string;
  },
): Promise<{ removedRuns: string[]; removedFeeds: string[] }> {
  const runs = await listRuns(data.root);
  const kept = new Set(keptRuns(runs, options));
  const removed = runs.filter((run) => !kept.has(run));
  for (const run of removed) await removeFolder(run.directory);
  const used = new Set(
    [...kept].flatMap((run) => (run.manifest === null ? [] : [path.resolve(data.root, run.manifest.feedDirectory)])),
  ).add(path.resolve(options.feedDirectory));
  const removedFeeds: string[] = [];
  for (const name of await namesIn(data.feeds)) {
    const directory = path.join(data.feeds, name);
    if (used.has(path.resolve(directory))) continue;
    await removeFolder(directory);
    removedFeeds.push(name);
  }
  return { removedRuns: removed.map((run) => run.runId), removedFeeds };
}

function keptRuns(
  runs: readonly RunEntry[],
  options: { readonly retention: Retention; readonly now: Date; readonly resumedRunId: string | null },
): RunEntry[] {
  const { retention, now, resumedRunId } = options;
  const finished = runs.filter((run) => run.manifest !== null);
  const liveIndex = finished.findIndex((run) => run.isLive);
  const oldest = new Date(now.getTime() - retention.days * dayMs).toISOString();
  return runs.filter((run) => {
    if (run.manifest === null) return run.isLive || run.runId === resumedRunId;
    const index = finished.indexOf(run);
    if (liveIndex >= 0 && (index === liveIndex || index === liveIndex + 1)) return true;
    return index < retention.runs && run.manifest.finishedAt >= oldest;
  });
}

/** Removes a folder with all that is in it. */
export async function removeFolder(directory: string): Promise<void> {
  try {
    await rm(directory, { recursive: true });
  } catch (error) {
    if (isMissing(error)) return;
    throw new AppError("PIPELINE_FAILED", {
      detail: `${path.basename(directory)} is past its retention and cannot be removed.`,
      hint: "Give the pipeline the right to write in the data directory, or remove the folder by hand.",
      cause: error,
    });
  }
}

/** The names in a folder; none where there is no folder. */
export async function namesIn(directory: string): Promise<string[]> {
  try {
    return await readdir(directory);
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}
