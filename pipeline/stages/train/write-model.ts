import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";

import { hashText } from "#core";

import type { ModelFeature } from "../../features/model-features.ts";
import type { RunContext } from "../../run/run-context.ts";
import type { Metric } from "./metric.ts";

/** A trained model as it is kept. */
export type ModelArtifact = {
  readonly name: string;
  /** Name and content of the files that are the model; the first is `model.json`. */
  readonly files: readonly { readonly name: string; readonly content: string }[];
  /** In the order of the model's matrix. */
  readonly features: readonly ModelFeature[];
  readonly metrics: readonly Metric[];
  /** What is told of it: kind, target, algorithm, hyper-parameters, gate. */
  readonly about: Readonly<Record<string, unknown>>;
};

/** A model's version: the day of the data and a hash of the model's bytes, after a letter: all digits, it would pass for a card number. */
export function versionOf({ snapshotDate }: RunContext, files: ModelArtifact["files"]): string {
  return `${snapshotDate}-v${hashText(files.map((file) => file.content).join("\n"), 8)}`;
}

/**
 * Writes a model's folder: its own files, `features.json` (with where each value comes from), `metrics.json` and
 * `metadata.json`. Returns its version.
 */
export async function writeModel(context: RunContext, model: ModelArtifact): Promise<string> {
  const { run, runId, snapshotDate, seed, clock, signal } = context;
  const version = versionOf(context, model.files);
  const folder = run.model(model.name, version);
  await mkdir(folder, { recursive: true });
  const write = (name: string, content: string) => writeFile(path.join(folder, name), content, { signal });
  for (const { name, content } of model.files) await write(name, content);
  const features = model.features.map(({ spec, source, isProtected }) => ({ ...spec, source, isProtected }));
  await write("features.json", json(features));
  await write("metrics.json", json(model.metrics));
  await write(
    "metadata.json",
    json({
      model: model.name,
      version,
      ...model.about,
      seed,
      snapshotDate,
      pipelineRunId: runId,
      trainedAt: clock.now().toISOString(),
    }),
  );
  return version;
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
