import path from "node:path";

import { isAppError, type Clock, type IdSource, type Logger } from "#core";
import type { Domain } from "#knowledge";
import { openLiveRun, runPipeline, type LiveRun, type PipelineProgress } from "#pipeline";

/** A data set that the evals make for themselves. */
export type SampleSpec = { readonly customers: number; readonly seed: number; readonly activityDays: number };

/** Two draws of the same world, large enough for every group, made in seconds. */
export const metamorphicSamples: readonly SampleSpec[] = [
  { customers: 3_000, seed: 7, activityDays: 30 },
  { customers: 3_000, seed: 11, activityDays: 30 },
];

/** What a data set is called in a report. */
export function sampleName({ customers, seed }: SampleSpec): string {
  return `${customers} customers, seed ${seed}`;
}

/** The folder of a sample below the data directory's evals folder, which is kept between runs. */
export function sampleDirectory(dataDirectory: string, { customers, seed }: SampleSpec): string {
  return path.join(dataDirectory, "evals", "samples", `${customers}-${seed}`);
}

/**
 * The live run of a sample, made where there is none that this version can read. Throws what `runPipeline` and
 * `openLiveRun` throw but `RESULTS_MISSING` and `RESULTS_VERSION`.
 */
export async function openSample(
  dataDirectory: string,
  sample: SampleSpec,
  deps: {
    readonly domain: Domain;
    readonly clock: Clock;
    readonly ids: IdSource;
    readonly log: Logger;
    readonly signal: AbortSignal;
    readonly onProgress?: (progress: PipelineProgress) => void;
  },
): Promise<LiveRun> {
  const directory = sampleDirectory(dataDirectory, sample);
  try {
    return await openLiveRun(directory, deps.domain, deps.signal);
  } catch (error) {
    if (!isAppError(error, "RESULTS_MISSING") && !isAppError(error, "RESULTS_VERSION")) throw error;
    return await runPipeline({ ...deps, dataDirectory: directory, sample });
  }
}
