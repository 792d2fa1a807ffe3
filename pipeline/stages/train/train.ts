import { z } from "zod";

import { primaryModel } from "#knowledge";

import { modelFeatures } from "../../features/model-features.ts";
import { freshFolders } from "../../run/fresh-folders.ts";
import type { LiveRun } from "../../run/live-run.ts";
import type { RunContext } from "../../run/run-context.ts";
import type { WorkerPool } from "../../workers/worker-pool.ts";
import { ensemblesOf } from "./ensembles.ts";
import { refuseWeakModels } from "./gate.ts";
import { loadTrainingRows } from "./load-training-rows.ts";
import { metricSchema } from "./metric.ts";
import { trainAnomaly } from "./train-anomaly.ts";
import { trainPredictive, type TrainedPredictive } from "./train-predictive.ts";
import { trainSegments } from "./train-segments.ts";
import { writeModel, type ModelArtifact } from "./write-model.ts";

export const trainOutputSchema = z.object({
  models: z.array(z.object({ name: z.string(), version: z.string(), metrics: z.array(metricSchema) })),
});
export type TrainOutput = z.infer<typeof trainOutputSchema>;

/**
 * Trains every model of the domain on the pool's threads. The test split is only measured on. Segments keep the
 * numbers and names of the live run's where they are the same. The same feed, seed and live run give the same bytes.
 * Throws `GATE_REFUSED` when a model does not pass its gate.
 */
export async function train(context: RunContext, pool: WorkerPool, live: LiveRun | null): Promise<TrainOutput> {
  const { domain, run } = context;
  await freshFolders(run.models);
  const rows = await loadTrainingRows(context);
  const [predictive, ...others] = await Promise.all([
    trainPredictive(context, rows, pool),
    trainAnomaly(context, rows, pool),
    trainSegments(context, rows, pool, live),
  ]);
  refuseWeakModels(predictive);
  const features = modelFeatures(domain);
  const artifacts = [
    ...predictive.map((model) => predictiveArtifact(model, features)),
    ...others.filter((artifact) => artifact !== null),
  ];
  const models: TrainOutput["models"] = [];
  for (const artifact of artifacts) {
    const version = await writeModel(context, artifact);
    models.push({ name: artifact.name, version, metrics: [...artifact.metrics] });
  }
  return { models };
}

/** The version of the primary model, which stands for the run's. */
export function primaryVersion(context: RunContext, trained: TrainOutput): string {
  return modelVersion(trained, primaryModel(context.domain).name);
}

/** The version of a model that was trained in this run; empty for one that was not. */
export function modelVersion(trained: TrainOutput, name: string): string {
  return trained.models.find((model) => model.name === name)?.version ?? "";
}

function predictiveArtifact(
  { spec, json, metrics }: TrainedPredictive,
  features: ModelArtifact["features"],
): ModelArtifact {
  const files = ensemblesOf(spec).map(({ file }, index) => ({ name: file, content: json[index] ?? "" }));
  const about = {
    kind: spec.kind,
    target: spec.target,
    algorithm: "gradient-boosted trees",
    hyperParameters: spec.trees,
    gate: spec.gate,
  };
  return { name: spec.name, files, features, metrics, about };
}
