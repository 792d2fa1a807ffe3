import { access } from "node:fs/promises";
import path from "node:path";

import { AppError } from "#core";
import type { Domain } from "#knowledge";

import type { ReportStep } from "../progress.ts";
import { isMissing, readJsonFile } from "../run/atomic-file.ts";
import { interruptedError } from "../run/interruption.ts";
import type { DataLayout } from "../run/layout.ts";
import { generateSample, sampleDefaults, sampleManifestSchema } from "../sample/index.ts";
import { mapFeed, type OwnData } from "./mapping/map-feed.ts";

/** The sample feed to make where there is no feed. */
export type SampleRequest = {
  readonly customers: number;
  readonly seed: number;
  readonly activityDays: number;
  /** ISO; the sample's own day where left out. */
  readonly snapshotDate?: string;
  /** Whether somebody asked for just this sample: then a feed of their own is not taken in its place. */
  readonly isExplicit?: boolean;
};

/** Where the feed of a run is, and whether it was made just now. */
export type FeedLocation = { readonly directory: string; readonly isNew: boolean };

/**
 * Makes sure there is a feed, and says where. A company's files with their mapping become a feed of their own. Without
 * them the raw folder's feed is used; where there is none, the sample is made there. A sample of other parameters than
 * the one in the raw folder gets a folder of its own: no feed is ever overwritten. Throws `FEED_INVALID` when there is
 * no feed and no sample is asked for, `USAGE` when a sample is asked for over a company's own feed,
 * `MAPPING_INVALID`, `PIPELINE_INTERRUPTED`.
 */
export async function ensureFeed(input: {
  readonly data: DataLayout;
  readonly domain: Domain;
  readonly sample: SampleRequest | null;
  readonly ownData: OwnData | null;
  readonly report: ReportStep;
  readonly signal: AbortSignal;
}): Promise<FeedLocation> {
  const { data, domain, sample, ownData, report, signal } = input;
  if (ownData !== null) {
    return { directory: await mapFeed(ownData, { domain, feeds: data.feeds, report, signal }), isNew: true };
  }
  const inRaw = await exists(path.join(data.raw, domain.feed.customers.file));
  if (sample === null) {
    if (inRaw) return { directory: data.raw, isNew: false };
    throw new AppError("FEED_INVALID", {
      detail: `There is no ${domain.feed.customers.file} in the raw folder of the data directory.`,
      hint: "Put the feed there, give your own files with --input and --mapping, or make a sample with --rows.",
    });
  }
  const wanted = { ...sample, snapshotDate: sample.snapshotDate ?? sampleDefaults.snapshotDate };
  if (!inRaw) return { directory: await makeSample(data.raw, wanted, report, signal), isNew: true };
  const held = await readSampleManifest(data.raw, signal);
  if (held === null && sample.isExplicit === true) {
    throw new AppError("USAGE", {
      detail: "The raw folder of the data directory holds a feed of your own, and a sample was asked for.",
      hint: "Leave out --rows and --seed to run over your feed, or name another folder with --data.",
    });
  }
  if (held === null || isSame(held, wanted)) return { directory: data.raw, isNew: false };
  const { customers, seed, activityDays, snapshotDate } = wanted;
  const directory = path.join(data.feeds, `sample-${customers}-${seed}-${activityDays}-${snapshotDate}`);
  const kept = await readSampleManifest(directory, signal);
  if (kept !== null && isSame(kept, wanted)) return { directory, isNew: false };
  return { directory: await makeSample(directory, wanted, report, signal), isNew: true };
}

type WantedSample = SampleRequest & { readonly snapshotDate: string };

async function makeSample(
  directory: string,
  { customers, seed, activityDays, snapshotDate }: WantedSample,
  report: ReportStep,
  signal: AbortSignal,
): Promise<string> {
  try {
    await generateSample({
      customers,
      seed,
      activityDays,
      snapshotDate,
      directory,
      signal,
      onProgress: ({ step, done, total }) => report(step, done, total),
    });
  } catch (error) {
    if (signal.aborted) throw interruptedError(signal);
    throw error;
  }
  return directory;
}

/** Null for a feed that no sample generator wrote. */
function readSampleManifest(directory: string, signal: AbortSignal) {
  return readJsonFile(path.join(directory, "manifest.json"), sampleManifestSchema, signal).catch(() => null);
}

function isSame(held: Omit<WantedSample, "isExplicit">, wanted: WantedSample): boolean {
  return (
    held.customers === wanted.customers &&
    held.seed === wanted.seed &&
    held.activityDays === wanted.activityDays &&
    held.snapshotDate === wanted.snapshotDate
  );
}

async function exists(file: string): Promise<boolean> {
  try {
    await access(file);
    return true;
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
}
