import { z } from "zod";

import { primaryModel } from "#knowledge";

import { fairnessReportSchema } from "../../fairness/fairness-report.ts";
import { findProxies, proxyReportSchema, type ProxyReport } from "../../fairness/find-proxies.ts";
import { modelFeatures, type ModelFeature } from "../../features/model-features.ts";
import { gateDecisionSchema } from "../../gate/gate-decision.ts";
import { gateModels, refuseWithoutChampion, type GatedModel } from "../../gate/gate-models.ts";
import { keepChampion, readChampions } from "../../gate/champions.ts";
import { entryOf } from "../../registry/entry-of.ts";
import { readRegistry, recordVersions } from "../../registry/registry.ts";
import { freshFolders } from "../../run/fresh-folders.ts";
import type { LiveRun } from "../../run/live-run.ts";
import type { RunContext } from "../../run/run-context.ts";
import type { WorkerPool } from "../../workers/worker-pool.ts";
import { ensemblesOf } from "./ensembles.ts";
import { loadTrainingRows, withFeatures, type TrainingRows } from "./load-training-rows.ts";
import { metricSchema } from "./metric.ts";
import { trainAnomaly } from "./train-anomaly.ts";
import { trainPredictive, type TrainedPredictive } from "./train-predictive.ts";
import { trainSegments } from "./train-segments.ts";
import { versionOf, writeModel, type ModelArtifact } from "./write-model.ts";

export const trainOutputSchema = z.object({
  /** The versions that serve from this run on, whether it trained them or an earlier one. */
  models: z.array(z.object({ name: z.string(), version: z.string(), metrics: z.array(metricSchema) })),
  /** What the gate said of each version that was trained. */
  decisions: z.array(gateDecisionSchema),
  /** How the versions that serve treat groups. */
  fairness: z.array(fairnessReportSchema.extend({ model: z.string(), version: z.string() })),
  proxies: proxyReportSchema,
});
export type TrainOutput = z.infer<typeof trainOutputSchema>;

/**
 * Trains every model of the domain on the pool's threads, from features that stand in for no protected attribute. The
 * test split is only measured on. A version that does not pass its gate is kept but does not serve; the live one goes on,
 * its files copied into this run. Segments keep the numbers and names of the live run's where they are the same. The same
 * feed, seed and live run give the same bytes. Every version is recorded in the registry. Throws `GATE_REFUSED` when a
 * model does not pass and no version serves that could go on.
 */
export async function train(context: RunContext, pool: WorkerPool, live: LiveRun | null): Promise<TrainOutput> {
  const { domain, run, data } = context;
  await freshFolders(run.models);
  const rows = await loadTrainingRows(context);
  const proxies = lookForProxies(context, rows);
  const features = modelFeatures(domain).filter(({ spec }) => !proxies.removed.includes(spec.name));
  const given = withFeatures(
    rows,
    features.map((feature) => feature.spec.name),
  );
  const [predictive, ...others] = await Promise.all([
    trainPredictive(context, given, pool),
    trainAnomaly(context, given, pool, features),
    trainSegments(context, given, pool, live, features),
  ]);
  context.report("judging beside what serves", 0, 1);
  const champions = await readChampions({
    ...context,
    live,
    registry: await readRegistry(data.root),
    matrix: rows.test.matrix,
  });
  const artifacts = predictive.map((model) => predictiveArtifact(model, features));
  const gated = await gateModels(context, pool, {
    rows,
    champions,
    challengers: predictive.map((model, index) => ({
      ...model,
      version: versionOf(context, artifacts[index]!.files),
      features: features.map((feature) => feature.spec.name),
    })),
  });
  const ungated = others.filter((artifact) => artifact !== null);
  const judged = artifacts.map((artifact, index) => ({ ...artifact, metrics: gated[index]!.challenger.metrics }));
  await writeAll(context, [...judged, ...ungated], gated, rows);
  refuseWithoutChampion(gated);
  for (const { kept, served } of gated) if (kept !== null) await keepChampion(context, kept, served.metrics);
  return {
    models: [
      ...gated.map(({ decision, served }) => ({
        name: decision.model,
        version: served.version,
        metrics: [...served.metrics],
      })),
      ...ungated.map((artifact) => ({
        name: artifact.name,
        version: versionOf(context, artifact.files),
        metrics: [...artifact.metrics],
      })),
    ],
    decisions: gated.map(({ decision }) => decision),
    fairness: gated.map(({ decision, served }) => ({
      model: decision.model,
      version: served.version,
      ...served.fairness,
    })),
    proxies,
  };
}

/** The version of the primary model, which stands for the run's. */
export function primaryVersion(context: RunContext, trained: TrainOutput): string {
  return modelVersion(trained, primaryModel(context.domain).name);
}

/** The version of a model that serves from this run on; empty for one that there is not. */
export function modelVersion(trained: Pick<TrainOutput, "models">, name: string): string {
  return trained.models.find((model) => model.name === name)?.version ?? "";
}

function lookForProxies({ domain }: RunContext, { training }: TrainingRows): ProxyReport {
  const open = modelFeatures(domain).filter(({ isProtected }) => !isProtected);
  const names = new Set(open.map((feature) => feature.spec.name));
  return findProxies(training.matrix, training.attributes, names, domain.policy.fairness);
}

/** Writes every version that was trained, also a refused one, and records what became of it. */
async function writeAll(
  context: RunContext,
  artifacts: readonly ModelArtifact[],
  gated: readonly GatedModel[],
  rows: TrainingRows,
): Promise<void> {
  const counts = { train: rows.training.matrix.rows, test: rows.test.matrix.rows };
  const entries = artifacts.map((artifact) => {
    const model = gated.find(({ decision }) => decision.model === artifact.name) ?? null;
    return entryOf(context, { artifact, gated: model, rows: counts });
  });
  for (const [index, artifact] of artifacts.entries()) {
    const { decision, reasons, comparedWith, dataHash } = entries[index]!;
    const about = { ...artifact.about, dataHash, rows: counts, decision, reasons, comparedWith };
    await writeModel(context, { ...artifact, about });
  }
  await recordVersions(context.data.root, entries);
}

function predictiveArtifact(
  { spec, json, metrics }: TrainedPredictive,
  features: readonly ModelFeature[],
): ModelArtifact {
  const files = ensemblesOf(spec).map(({ file }, index) => ({ name: file, content: json[index] ?? "" }));
  const about = {
    kind: spec.kind,
    target: spec.target,
    algorithm: "gradient-boosted trees",
    hyperParameters: spec.trees,
    gate: spec.gate,
    mitigation: spec.mitigation,
  };
  return { name: spec.name, files, features, metrics, about };
}
