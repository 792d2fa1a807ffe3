import { readFile } from "node:fs/promises";
import path from "node:path";

import { parseForest, parseXgboostJson, type IsolationForest, type TreeModel } from "#ml";
import type { ModelSpec } from "#knowledge";

import type { RunContext } from "../../run/run-context.ts";
import { ensemblesOf } from "../train/ensembles.ts";
import { metricValue } from "../train/metric.ts";
import { inputsOf, parseSegmentModel, type SegmentModel } from "../train/segment-model.ts";
import { modelVersion, type TrainOutput } from "../train/train.ts";

/** A model that predicts an outcome as it serves: read from its files. */
export type ServedModel = {
  readonly spec: ModelSpec;
  readonly version: string;
  /** What predicts, and is explained. */
  readonly trees: TreeModel;
  /** The ensembles beside it: the lower and the upper quantile of a model that has them. */
  readonly outer: readonly TreeModel[];
  /**
   * Half the width of the interval around a prediction, or how far the outer quantiles are moved outwards; null for a
   * model without columns for an interval.
   */
  readonly intervalMargin: number | null;
};

/** Every model of a run as it serves; null where the domain has none of the kind. */
export type ServedModels = {
  readonly predictive: readonly ServedModel[];
  readonly anomaly: { readonly version: string; readonly model: IsolationForest } | null;
  readonly segments: { readonly version: string; readonly model: SegmentModel } | null;
};

/** Reads the models that the training stage wrote or kept. */
export async function readServedModels(context: RunContext, trained: TrainOutput): Promise<ServedModels> {
  const { domain, run, signal } = context;
  const read = async (name: string, file = "model.json") => {
    const version = modelVersion(trained, name);
    const text = await readFile(path.join(run.model(name, version), file), { encoding: "utf8", signal });
    return { version, text };
  };
  const predictive = await Promise.all(
    domain.models.map(async (spec): Promise<ServedModel> => {
      const files = await Promise.all(ensemblesOf(spec).map(({ file }) => read(spec.name, file)));
      const [trees, ...outer] = files.map(({ text }) => parseXgboostJson(text));
      const version = modelVersion(trained, spec.name);
      // Every model has at least one ensemble.
      return { spec, version, trees: trees!, outer, intervalMargin: intervalMargin(spec, trained) };
    }),
  );
  const anomaly = domain.anomaly && (await read(domain.anomaly.name));
  const segments = domain.segments && (await read(domain.segments.name));
  return {
    predictive,
    anomaly: anomaly && { version: anomaly.version, model: parseForest(anomaly.text) },
    segments: segments && { version: segments.version, model: parseSegmentModel(segments.text) },
  };
}

/** Every feature that some model asks for: a version of before may have others than one of this run. */
export function featureNames({ predictive, anomaly, segments }: ServedModels): ReadonlySet<string> {
  return new Set([
    ...predictive.flatMap(({ trees }) => trees.features.map((feature) => feature.name)),
    ...(anomaly?.model.features.map((feature) => feature.name) ?? []),
    ...(segments ? inputsOf(segments.model) : []),
  ]);
}

function intervalMargin(spec: ModelSpec, trained: TrainOutput): number | null {
  if (spec.lower === null || spec.upper === null) return null;
  const metrics = trained.models.find((model) => model.name === spec.name)?.metrics ?? [];
  const metric = spec.kind === "quantiles" ? "interval_margin" : "interval_half_width";
  return metricValue(metrics, "all", metric) ?? null;
}
