import { readFile } from "node:fs/promises";
import path from "node:path";

import { primaryModel, type SegmentsSpec } from "#knowledge";

import type { ModelFeature } from "../../features/model-features.ts";
import { selectFeatures } from "../../features/select-features.ts";
import type { LiveRun } from "../../run/live-run.ts";
import type { RunContext } from "../../run/run-context.ts";
import type { WorkerPool } from "../../workers/worker-pool.ts";
import type { TrainingRows } from "./load-training-rows.ts";
import { inputsOf, parseSegmentModel, type SegmentModel } from "./segment-model.ts";
import type { ModelArtifact } from "./write-model.ts";

/**
 * Finds the domain's segments in the training split, by those of their inputs that are among `given`; null for a domain
 * without them. A segment of the live run that is found again keeps its number and its name.
 */
export async function trainSegments(
  { domain, seed, signal }: RunContext,
  rows: TrainingRows,
  pool: WorkerPool,
  live: LiveRun | null,
  given: readonly ModelFeature[],
): Promise<ModelArtifact | null> {
  if (domain.segments === null) return null;
  const isGiven = (input: string) => given.some((feature) => feature.spec.name === input);
  const spec = { ...domain.segments, inputs: domain.segments.inputs.filter(isGiven) };
  const labels = Object.fromEntries(domain.feedColumns.map((column) => [column.name, column.label]));
  const { json, metrics } = await pool.run({
    kind: "fit-segments",
    spec,
    labels,
    matrix: selectFeatures(rows.training.matrix, spec.inputs),
    outcome: rows.training.labelled(primaryModel(domain).name).target,
    before: await readLiveSegments(spec, live, signal),
    seed,
  });
  const features = given.filter((feature) => spec.inputs.includes(feature.spec.name));
  const about = {
    kind: spec.kind,
    algorithm: "k-means",
    hyperParameters: { counts: spec.counts, restarts: spec.restarts },
  };
  return { name: spec.name, files: [{ name: "model.json", content: json }], features, metrics, about };
}

/** The live run's segments; null without any, or where they were found over other inputs. */
async function readLiveSegments(
  spec: SegmentsSpec,
  live: LiveRun | null,
  signal: AbortSignal,
): Promise<SegmentModel | null> {
  const folder = live?.models.find((model) => model.name === spec.name)?.directory;
  if (folder === undefined) return null;
  const model = parseSegmentModel(await readFile(path.join(folder, "model.json"), { encoding: "utf8", signal }));
  const inputs = inputsOf(model);
  const isSame = inputs.length === spec.inputs.length && inputs.every((column, place) => column === spec.inputs[place]);
  return isSame ? model : null;
}
