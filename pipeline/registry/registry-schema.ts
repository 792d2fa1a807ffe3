import { z } from "zod";

import { comparedFigureSchema } from "../gate/gate-decision.ts";
import { attributeFairnessSchema, fairnessRowSchema } from "../fairness/fairness-report.ts";

/** Raised whenever a reader of an older registry would misread it. */
export const registryFormatVersion = 1;

/** A person's word for a version that the gate refused. */
const approvalSchema = z.object({
  by: z.string(),
  reason: z.string(),
  at: z.iso.datetime(),
});

/** One version of one model, as a run trained and judged it. */
export const registryEntrySchema = z.object({
  model: z.string(),
  version: z.string(),
  /** The run that trained it. */
  runId: z.string(),
  trainedAt: z.iso.datetime(),
  /** The day of the data, and the fingerprint of the feed's files. */
  snapshotDate: z.iso.date(),
  dataHash: z.string(),
  rows: z.object({ train: z.int(), test: z.int() }),
  seed: z.int(),
  kind: z.string(),
  algorithm: z.string(),
  hyperParameters: z.record(z.string(), z.unknown()),
  /** On the test split, by metric. */
  metrics: z.record(z.string(), z.number()),
  /** Empty for a model that selects nobody. */
  subgroups: z.array(fairnessRowSchema),
  fairness: z.array(attributeFairnessSchema),
  /** `ungated` for a model that no gate judges. */
  decision: z.enum(["promoted", "refused", "ungated"]),
  reasons: z.array(z.string()),
  /** The version that it was compared with, and how the two did; null where none could be. */
  comparedWith: z.object({ version: z.string(), figures: z.array(comparedFigureSchema) }).nullable(),
  approval: approvalSchema.nullable(),
});
export type RegistryEntry = z.infer<typeof registryEntrySchema>;

export const registrySchema = z.object({
  formatVersion: z.literal(registryFormatVersion),
  /** In the order they were trained. */
  entries: z.array(registryEntrySchema),
});
export type Registry = z.infer<typeof registrySchema>;
