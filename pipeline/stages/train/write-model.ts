import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";

import type { ModelSpec } from "#knowledge";

import type { ModelFeature } from "../../features/model-features.ts";
import type { RunContext } from "../../run/run-context.ts";
import type { TrainedModel } from "./train-model.ts";

/**
 * Writes a model's folder: `model.json` (XGBoost's format), `features.json` (in the order of the matrix, with where
 * each value comes from), `metrics.json` and `metadata.json`.
 */
export async function writeModel(
  { run, runId, snapshotDate, seed, clock, signal }: RunContext,
  spec: ModelSpec,
  version: string,
  features: readonly ModelFeature[],
  trained: TrainedModel,
): Promise<void> {
  const folder = run.model(spec.name, version);
  await mkdir(folder, { recursive: true });
  const write = (name: string, content: string) => writeFile(path.join(folder, name), content, { signal });
  await write("model.json", trained.json);
  await write(
    "features.json",
    json(
      features.map(({ spec: feature, source, isProtected }) => ({
        ...feature,
        source,
        isProtected,
      })),
    ),
  );
  await write("metrics.json", json(trained.metrics));
  await write(
    "metadata.json",
    json({
      model: spec.name,
      version,
      kind: spec.kind,
      target: spec.target,
      algorithm: "gradient-boosted trees",
      hyperParameters: spec.trees,
      gate: spec.gate,
      seed,
      snapshotDate,
      pipelineRunId: runId,
      trainedAt: clock.now().toISOString(),
    }),
  );
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
