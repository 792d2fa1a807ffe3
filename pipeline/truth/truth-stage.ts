import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";

import { parseXgboostJson } from "#ml";

import { readJsonFile } from "../run/atomic-file.ts";
import type { RunContext } from "../run/run-context.ts";
import { generatorVersion, sampleManifestSchema, type SampleManifest } from "../sample/manifest.ts";
import type { PopulationOptions } from "../sample/options.ts";
import { createTrueWorld } from "../sample/true-world.ts";
import type { TrainOutput } from "../stages/train/train.ts";
import { modelVersion } from "../stages/train/train.ts";
import type { WorkerPool } from "../workers/worker-pool.ts";
import type { Domain } from "#knowledge";
import { reportTruth, type TruthReport } from "./truth-report.ts";

/** What the models are judged by, and the models as their files hold them. */
export type TruthTask = {
  readonly domain: Domain;
  readonly json: readonly string[];
  readonly world: PopulationOptions;
};

/** Customers drawn to judge by: of fewer, what-ifs of rare levers are too uncertain to be judged. */
const customersJudged = 2_000;

/**
 * Judges the models that serve by the known causes of the sample, on customers drawn afresh, and writes the report to
 * the run. Of a company's own data nobody knows the causes: then the report is of no customers and no models.
 */
export async function truth(context: RunContext, pool: WorkerPool, trained: TrainOutput): Promise<TruthReport> {
  const { domain, run, feed, signal } = context;
  const manifest = await readSampleManifest(path.join(feed.directory, "manifest.json"), signal);
  if (manifest === null) return { customers: 0, models: [] };
  const json = await Promise.all(
    domain.models.map(({ name }) =>
      readFile(path.join(run.model(name, modelVersion(trained, name)), "model.json"), { encoding: "utf8", signal }),
    ),
  );
  const { activityDays, snapshotDate, seed } = manifest;
  // Another seed than the feed's: nobody here was trained on.
  const world = { customers: customersJudged, activityDays, snapshotDate, seed: seed + 1 };
  const report = await pool.run({ kind: "truth", domain, json, world });
  await writeFile(run.truth, `${JSON.stringify(report, null, 2)}\n`, { signal });
  return report;
}

/** The report of a task; takes seconds, so it is for a thread of its own. */
export function truthOf({ domain, json, world }: TruthTask): TruthReport {
  // The models' files are in the domain's order.
  const models = domain.models.map((spec, index) => ({ spec, trees: parseXgboostJson(json[index] ?? "") }));
  return reportTruth(domain, models, createTrueWorld(world), world.seed);
}

/** Null for a feed that this version's generator did not write. */
async function readSampleManifest(file: string, signal: AbortSignal): Promise<SampleManifest | null> {
  const manifest = await readJsonFile(file, sampleManifestSchema, signal).catch(() => null);
  return manifest?.generatorVersion === generatorVersion ? manifest : null;
}
