import { z } from "zod";
import { AppError } from "#core";

/** What a population is made from; the same four give the same customers. */
export type PopulationOptions = {
  readonly customers: number;
  readonly seed: number;
  /** Length of the activity history in days, the day of the snapshot included. */
  readonly activityDays: number;
  /** ISO date. */
  readonly snapshotDate: string;
};

/** How far a step (`draw`, `write`, `hash`) has come: customers for drawing, tables for the others. */
export type SampleProgress = {
  readonly step: string;
  readonly done: number;
  readonly total: number;
};

export type GenerateSampleOptions = PopulationOptions & {
  /** Folder of the feed, made readable for its owner only. An older feed in it is replaced, when the new is complete. */
  readonly directory: string;
  readonly onProgress?: (progress: SampleProgress) => void;
  readonly signal: AbortSignal;
};

const optionsSchema = z.object({
  // Fewer cannot hold two defects of each kind; more than 20 million overflow the graph's 32-bit ids of stubs.
  customers: z.int().min(50).max(20_000_000),
  seed: z.int().min(0),
  // The averages look back 30 days.
  activityDays: z.int().min(30).max(366),
  snapshotDate: z.iso.date(),
});

/**
 * What the generator uses where nothing else is said: 100,000 customers, seed 42, 90 days before the snapshot.
 */
export const sampleDefaults: PopulationOptions = {
  customers: 100_000,
  seed: 42,
  activityDays: 90,
  snapshotDate: "2026-11-20",
};

/** @throws AppError USAGE that names every option out of range */
export function checkPopulationOptions(options: PopulationOptions): void {
  const result = optionsSchema.safeParse(options);
  if (result.success) return;
  throw new AppError("USAGE", {
    detail: result.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`).join("; "),
    hint: "Give 50 to 20,000,000 customers, a seed from 0, 30 to 366 days of activity and an ISO date.",
  });
}
