import type { FeatureMatrix } from "#ml";

import type { ModelFeature } from "../../features/model-features.ts";
import { selectFeatures } from "../../features/select-features.ts";
import type { RunContext } from "../../run/run-context.ts";
import type { WorkerPool } from "../../workers/worker-pool.ts";
import type { TrainingRows } from "./load-training-rows.ts";
import type { ModelArtifact } from "./write-model.ts";

/**
 * Grows the domain's isolation forest from the training split; null for a domain without one. Of `given` it sees the
 * columns as they are: no products of them, and nothing protected, for nobody is unusual for what they are.
 */
export async function trainAnomaly(
  { domain, seed }: RunContext,
  rows: TrainingRows,
  pool: WorkerPool,
  given: readonly ModelFeature[],
): Promise<ModelArtifact | null> {
  const spec = domain.anomaly;
  if (spec === null) return null;
  const features = given.filter(({ source, isProtected }) => source.kind === "column" && !isProtected);
  const select = (matrix: FeatureMatrix) =>
    selectFeatures(
      matrix,
      features.map((feature) => feature.spec.name),
    );
  const { json, metrics } = await pool.run({
    kind: "fit-anomaly",
    trees: spec.trees,
    sampleSize: spec.sampleSize,
    seed,
    training: select(rows.training.matrix),
    test: select(rows.test.matrix),
  });
  const about = {
    kind: spec.kind,
    algorithm: "isolation forest",
    hyperParameters: { trees: spec.trees, sampleSize: spec.sampleSize },
    review: spec.review,
  };
  return { name: spec.name, files: [{ name: "model.json", content: json }], features, metrics, about };
}
