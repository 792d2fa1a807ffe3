import { z } from "zod";

import { lineageSchema } from "./lineage.ts";
import { metricSchema } from "../stages/train/metric.ts";
import { alertSchema } from "../notify/alert.ts";
import { gateDecisionSchema } from "../gate/gate-decision.ts";

/** Raised whenever a reader of an older run would misread it. */
export const runFormatVersion = 1;

const stageSchema = z.object({
  name: z.string(),
  startedAt: z.iso.datetime(),
  durationMs: z.number(),
  /** Whether an earlier process of the same run had done it. */
  resumed: z.boolean(),
  figures: z.record(z.string(), z.unknown()),
});

/** `manifest.json` of a finished run: what went in, what came out, how long it took. Never changed once written. */
export const runManifestSchema = z.object({
  formatVersion: z.literal(runFormatVersion),
  runId: z.string(),
  domain: z.string(),
  /** Of `serve.duckdb`: its macros, tables and views. Empty where the run does not tell it. */
  servingVersion: z.string().default(""),
  productVersion: z.string(),
  nodeVersion: z.string(),
  /** The day the feed describes. */
  snapshotDate: z.iso.date(),
  startedAt: z.iso.datetime(),
  finishedAt: z.iso.datetime(),
  /** Of the process that finished the run. */
  durationMs: z.number(),
  peakRssBytes: z.int(),
  seed: z.int(),
  /** The folder of the feed, relative to the data directory. */
  feedDirectory: z.string().default("raw"),
  feed: z.array(z.object({ name: z.string(), bytes: z.int(), sha256: z.string() })),
  stages: z.array(stageSchema),
  models: z.array(z.object({ name: z.string(), version: z.string(), metrics: z.array(metricSchema) })),
  /** What the gate said of each version that the run trained. */
  decisions: z.array(gateDecisionSchema).default([]),
  rows: z.object({
    read: z.int(),
    quarantined: z.int(),
    clean: z.int(),
    train: z.int(),
    test: z.int(),
    explanations: z.int(),
  }),
  /** What somebody should look at. */
  alerts: z.array(alertSchema),
  /** Which files became which. */
  lineage: lineageSchema.default([]),
  /** Every file of the run, by its path in the run's folder. */
  files: z.array(z.object({ path: z.string(), bytes: z.int() })),
});
export type RunManifest = z.infer<typeof runManifestSchema>;
export type StageRecord = z.infer<typeof stageSchema>;
