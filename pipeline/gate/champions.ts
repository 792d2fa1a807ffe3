import { cp, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";

import { isAppError } from "#core";
import { parseXgboostJson, type FeatureMatrix, type FeatureSpec } from "#ml";
import type { Domain, ModelSpec } from "#knowledge";

import { isMissing } from "../run/atomic-file.ts";
import type { DataLayout } from "../run/layout.ts";
import type { LiveRun } from "../run/live-run.ts";
import type { RunContext } from "../run/run-context.ts";
import { readApproved } from "../registry/approved-models.ts";
import type { Registry } from "../registry/registry-schema.ts";
import { ensemblesOf } from "../stages/train/ensembles.ts";
import { metricSchema, type Metric } from "../stages/train/metric.ts";

/** The version of a model that serves so far, or that somebody approved to serve from now on. */
export type Champion = {
  readonly model: string;
  readonly version: string;
  /** Its folder, in an earlier run or among the approved ones. */
  readonly directory: string;
  /** Its ensembles in XGBoost's format, in the order of `ensemblesOf`. */
  readonly json: readonly string[];
  readonly features: readonly FeatureSpec[];
  /** As measured when it was trained. */
  readonly metrics: readonly Metric[];
};

/** A champion, or why the version that serves cannot be asked again; both null where none serves. */
export type FoundChampion = { readonly champion: Champion | null; readonly fault: string | null };

/**
 * Reads the serving version of every predictive model, by name. A version that somebody approved stands in for the one
 * that serves. `matrix` is what models of this run may see: a champion that was trained on other columns, or on other
 * categories, can neither be compared nor serve.
 */
export async function readChampions(input: {
  readonly domain: Domain;
  readonly live: LiveRun | null;
  readonly registry: Registry;
  readonly data: DataLayout;
  readonly matrix: FeatureMatrix;
  readonly signal: AbortSignal;
}): Promise<ReadonlyMap<string, FoundChampion>> {
  const { domain, live, registry, signal } = input;
  const found = await Promise.all(
    domain.models.map(async (spec): Promise<[string, FoundChampion]> => {
      const served = live?.models.find((model) => model.name === spec.name);
      const place = readApproved(input.data.root, registry, spec.name, served?.version ?? null) ?? served;
      return [
        spec.name,
        place === undefined ? { champion: null, fault: null } : await readChampion(spec, place, input.matrix, signal),
      ];
    }),
  );
  return new Map(found);
}

/** Copies a champion into the run that it goes on serving in, with its metrics as measured on this run's rows. */
export async function keepChampion(
  { run, signal }: Pick<RunContext, "run" | "signal">,
  { model, version, directory }: Champion,
  metrics: readonly Metric[],
): Promise<void> {
  const folder = run.model(model, version);
  await cp(directory, folder, { recursive: true });
  await writeFile(path.join(folder, "metrics.json"), `${JSON.stringify(metrics, null, 2)}\n`, { signal });
}

async function readChampion(
  spec: ModelSpec,
  { version, directory }: { readonly version: string; readonly directory: string },
  matrix: FeatureMatrix,
  signal: AbortSignal,
): Promise<FoundChampion> {
  const read = (file: string) => readFile(path.join(directory, file), { encoding: "utf8", signal });
  const unusable = (why: string): FoundChampion => ({
    champion: null,
    fault: `The ${spec.label} ${version} that serves could not be compared: ${why}.`,
  });
  try {
    const json = await Promise.all(ensemblesOf(spec).map(({ file }) => read(file)));
    const { features } = parseXgboostJson(json[0] ?? "");
    const unknown = features.find((feature) => !isIn(matrix, feature));
    if (unknown !== undefined)
      return unusable(`its feature ${unknown.name} is not in this run's data, or has other categories`);
    const metrics = z.array(metricSchema).parse(JSON.parse(await read("metrics.json")));
    return { champion: { model: spec.name, version, directory, json, features, metrics }, fault: null };
  } catch (error) {
    if (isMissing(error)) return unusable("its files are gone, or it is of another kind");
    if (isAppError(error, "MODEL_FILE_INVALID") || error instanceof z.ZodError)
      return unusable("its files cannot be read");
    throw error;
  }
}

function isIn({ features }: FeatureMatrix, wanted: FeatureSpec): boolean {
  const own = features.find((feature) => feature.name === wanted.name);
  if (own?.kind !== wanted.kind) return false;
  if (own.kind === "numeric" || wanted.kind === "numeric") return true;
  return (
    own.categories.length === wanted.categories.length &&
    own.categories.every((name, code) => name === wanted.categories[code])
  );
}
