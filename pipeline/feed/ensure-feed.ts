import { stat } from "node:fs/promises";
import path from "node:path";

import { AppError } from "#core";
import type { Domain } from "#knowledge";

import type { ReportStep } from "../progress.ts";
import { isMissing, readJsonFile } from "../run/atomic-file.ts";
import { interruptedError } from "../run/interruption.ts";
import { generateSample, sampleDefaults, sampleManifestSchema } from "../sample/index.ts";

/** The sample feed to make where there is no feed. */
export type SampleRequest = {
  readonly customers: number;
  readonly seed: number;
  readonly activityDays: number;
  /** ISO; the sample's own day where left out. */
  readonly snapshotDate?: string;
};

/**
 * Makes sure there is a feed: one that is there is used, unless it is a sample of other parameters than asked for,
 * which is made anew. A company's own feed is never touched. Returns whether a sample was made.
 * Throws `FEED_INVALID` when there is no feed and no sample is asked for.
 */
export async function ensureFeed(input: {
  readonly directory: string;
  readonly domain: Domain;
  readonly sample: SampleRequest | null;
  readonly report: ReportStep;
  readonly signal: AbortSignal;
}): Promise<boolean> {
  const { directory, domain, sample, signal } = input;
  const hasFeed = await exists(path.join(directory, domain.feed.customers.file));
  if (sample === null) {
    if (hasFeed) return false;
    throw new AppError("FEED_INVALID", {
      detail: `There is no ${domain.feed.customers.file} in the raw folder of the data directory.`,
      hint: "Put the feed there, or run the pipeline with --rows to make a sample.",
    });
  }
  const wanted = { ...sample, snapshotDate: sample.snapshotDate ?? sampleDefaults.snapshotDate };
  if (hasFeed && (await isOwnFeedOrSame(directory, wanted, signal))) return false;
  try {
    await generateSample({
      ...wanted,
      directory,
      signal,
      onProgress: ({ step, done, total }) => input.report(step, done, total),
    });
  } catch (error) {
    if (signal.aborted) throw interruptedError(signal);
    throw error;
  }
  return true;
}

/** Whether the feed may stay: it is no sample, or it is this one. */
async function isOwnFeedOrSame(directory: string, wanted: SampleRequest, signal: AbortSignal): Promise<boolean> {
  const manifest = await readJsonFile(path.join(directory, "manifest.json"), sampleManifestSchema, signal).catch(
    () => null,
  );
  if (manifest === null) return true;
  return (
    manifest.customers === wanted.customers &&
    manifest.seed === wanted.seed &&
    manifest.activityDays === wanted.activityDays &&
    manifest.snapshotDate === wanted.snapshotDate
  );
}

async function exists(file: string): Promise<boolean> {
  try {
    await stat(file);
    return true;
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
}
