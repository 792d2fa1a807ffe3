import { readFile } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";

import type { RunContext } from "../../run/run-context.ts";
import { listedAnomalySchema, type ListedAnomaly } from "../predict/listed.ts";
import type { PredictOutput } from "../predict/predict.ts";
import { parseSegmentModel, type SegmentModel } from "../train/segment-model.ts";
import { modelVersion, type TrainOutput } from "../train/train.ts";

/** What the run's models of the unusual and of the alike left for their tables; null where the domain has none. */
export type ModelFindings = {
  readonly anomalies: readonly ListedAnomaly[] | null;
  readonly segments: SegmentModel | null;
};

/** Reads the list of anomalies and the segment model of the run. */
export async function readFindings(context: RunContext, trained: TrainOutput): Promise<ModelFindings> {
  const { domain, run, signal } = context;
  const read = (file: string) => readFile(file, { encoding: "utf8", signal });
  const listed = domain.anomaly && (await read(run.anomalies));
  const { segments } = domain;
  const model =
    segments && (await read(path.join(run.model(segments.name, modelVersion(trained, segments.name)), "model.json")));
  return {
    anomalies: listed === null ? null : z.array(listedAnomalySchema).parse(JSON.parse(listed)),
    segments: model === null ? null : parseSegmentModel(model),
  };
}

/** Rows of the table of anomalies: id, rank, score, reason, and each trait with its value and its cuts. */
export function anomalyRows(listed: readonly ListedAnomaly[]): (string | number | null)[][] {
  return listed.map(({ id, score, reason, traits }, index) => [
    id,
    index + 1,
    score,
    reason,
    ...traits.flatMap(({ feature, value, cuts }) => [feature, value, cuts]),
  ]);
}

/** Rows of the table of segments: name, number, rows, share, mean outcome, and each trait with its figures. */
export function segmentRows(
  { segments }: SegmentModel,
  sizes: PredictOutput["segments"],
): (string | number | null)[][] {
  const total = sizes.reduce((sum, size) => sum + size.rows, 0);
  return segments.map(({ name, number, meanOutcome, traits }, place) => {
    const rows = sizes[place]?.rows ?? 0;
    return [
      name,
      number,
      rows,
      rows / total,
      meanOutcome,
      ...traits.flatMap(({ column, mean, overall, difference }) => [column, mean, overall, difference]),
    ];
  });
}
