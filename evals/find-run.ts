import path from "node:path";

import { isAppError, type Clock, type IdSource, type Logger } from "#core";
import type { Domain } from "#knowledge";
import { openLiveRun, runPipeline, type LiveRun, type PipelineProgress } from "#pipeline";

/** The sample for a checkout without results: large enough for stable figures, made in seconds. */
const evalSample = { customers: 20_000, seed: 7, activityDays: 90 };

/**
 * The live run of the data directory; without one, that of its evals folder, made there first where there is none.
 * Throws what `openLiveRun` throws but `RESULTS_MISSING`, and what `runPipeline` throws.
 */
export async function findRun(
  dataDirectory: string,
  deps: {
    readonly domain: Domain;
    readonly clock: Clock;
    readonly ids: IdSource;
    readonly log: Logger;
    readonly signal: AbortSignal;
    readonly onProgress: (progress: PipelineProgress) => void;
  },
): Promise<{ readonly run: LiveRun; readonly dataDirectory: string }> {
  const { domain, signal } = deps;
  const own = path.join(dataDirectory, "evals");
  const found = await liveRun(dataDirectory, domain, signal);
  if (found) return { run: found, dataDirectory };
  const run =
    (await liveRun(own, domain, signal)) ?? (await runPipeline({ ...deps, dataDirectory: own, sample: evalSample }));
  return { run, dataDirectory: own };
}

async function liveRun(directory: string, domain: Domain, signal: AbortSignal): Promise<LiveRun | null> {
  try {
    return await openLiveRun(directory, domain, signal);
  } catch (error) {
    if (isAppError(error, "RESULTS_MISSING")) return null;
    throw error;
  }
}
