import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";

import { AppError } from "#core";
import { parseXgboostJson, type FeatureMatrix, type TreeModel } from "#ml";
import { topFeatureCount, type ModelSpec } from "#knowledge";

import { withDuckdb, type DuckdbSession } from "../../duckdb/session.ts";
import { identifier, parquetFolder } from "../../duckdb/sql-text.ts";
import { loadMatrix } from "../../features/load-matrix.ts";
import { modelFeatures, type ModelFeature } from "../../features/model-features.ts";
import { freshFolders } from "../../run/fresh-folders.ts";
import type { RunContext } from "../../run/run-context.ts";
import type { WorkerPool } from "../../workers/worker-pool.ts";
import { metricValue } from "../train/metric.ts";
import type { TrainOutput } from "../train/train.ts";
import type { ExplainedRows } from "./explain-rows.ts";
import { importanceOf, importanceSchema } from "./importance.ts";
import { addImportance, type ImportanceSums } from "./importance-sums.ts";
import { scoreRows, summarise, type ModelScores, type ScoreSummary } from "./score-rows.ts";
import { createScoreTables, writeScoreBatch } from "./write-scores.ts";

export const predictOutputSchema = z.object({
  /** When the customers were scored, ISO. */
  predictedAt: z.iso.datetime(),
  rows: z.int(),
  explanationRows: z.int(),
  maximalDeviation: z.number(),
  models: z.array(
    z.object({
      name: z.string(),
      minimum: z.number(),
      maximum: z.number(),
      mean: z.number(),
      /** Regression only: predictions that lay outside the target's range and were set to its end. */
      clipped: z.int(),
      importance: z.array(importanceSchema),
    }),
  ),
});
export type PredictOutput = z.infer<typeof predictOutputSchema>;

/** A model as it serves: read from its file. */
export type ServedModel = {
  readonly spec: ModelSpec;
  readonly version: string;
  readonly trees: TreeModel;
  /** Half the width of the interval around a prediction; null for a model without columns for one. */
  readonly intervalHalfWidth: number | null;
};

/** Customers in one piece of work; also the customers of one Parquet file. Results do not hang on the number of threads. */
const batchRows = 25_000;

/** Batches that are explained ahead of the one that is being written: enough that no thread waits for the disk. */
const batchesAhead = 2;

/**
 * Scores every customer with every model and explains every prediction exactly. Writes `scores` (one wide row a
 * customer), `predictions` and `explanations` (long) as Parquet, sorted by id, and each model's importance.
 * Throws `PIPELINE_FAILED` when the contributions of any row do not add up.
 */
export async function predict(context: RunContext, pool: WorkerPool, trained: TrainOutput): Promise<PredictOutput> {
  const { domain, run, signal, clock, report } = context;
  await freshFolders(run.scores, run.predictions, run.explanations);
  const predictedAt = clock.now().toISOString();
  const features = modelFeatures(domain);
  refuseFewFeatures(features);
  const models = await readModels(context, trained);
  const tallies = models.map((): Tally => ({
    importance: null,
    maximalDeviation: 0,
    summary: null,
  }));
  return withDuckdb({ temporaryDirectory: run.temporary, signal }, async (session) => {
    const { matrix } = await loadMatrix(session, parquetFolder(run.inference), domain.entity.column, features);
    await createPeople(session, context);
    const names = features.map((feature) => feature.spec.name);
    await createScoreTables(session, models, names);
    let explanationRows = 0;
    const batches = startBatches({ pool, models, matrix, features });
    for (const batch of batches) {
      report("scoring and explaining", batch.from, matrix.rows);
      const explained = await batch.results;
      batches.ahead();
      const scores = models.map((model, index) => scoreRows(model, explained[index]!));
      explained.forEach((rows, index) => tally(tallies[index]!, rows, scores[index]!));
      explanationRows += await writeScoreBatch({
        session,
        context,
        models,
        explained,
        scores,
        batch,
        predictedAt,
      });
    }
    report("scoring and explaining", matrix.rows, matrix.rows);
    const perModel = models.map(({ spec }, index) => describe(spec.name, features, tallies[index]!));
    for (const [index, { spec, version }] of models.entries()) {
      const file = path.join(run.model(spec.name, version), "importance.json");
      await writeFile(file, `${JSON.stringify(perModel[index]?.importance, null, 2)}\n`, {
        signal,
      });
    }
    const maximalDeviation = Math.max(...tallies.map((entry) => entry.maximalDeviation));
    return { predictedAt, rows: matrix.rows, explanationRows, maximalDeviation, models: perModel };
  });
}

/** A piece of work under way: `results[m]` is what model m says of the rows `from` … `to` − 1. */
export type Batch = {
  /** 0 for the first. */
  readonly index: number;
  readonly from: number;
  readonly to: number;
  readonly results: Promise<readonly ExplainedRows[]>;
};

/** Hands batches out in order, with `batchesAhead` of them under way; `ahead` starts the next. */
function startBatches(work: {
  readonly pool: WorkerPool;
  readonly models: readonly ServedModel[];
  readonly matrix: FeatureMatrix;
  readonly features: readonly ModelFeature[];
}): Iterable<Batch> & { ahead(): void } {
  const { pool, models, matrix } = work;
  const isProtected = work.features.map((feature) => feature.isProtected);
  const started: Batch[] = [];
  let next = 0;
  const ahead = () => {
    if (next >= matrix.rows) return;
    const [from, to] = [next, Math.min(matrix.rows, next + batchRows)];
    next = to;
    const results = Promise.all(
      models.map(({ trees }) => pool.run({ kind: "explain", model: trees, matrix, from, to, isProtected })),
    );
    // A failure is met where the batch is awaited; until then it must not count as unhandled.
    results.catch(() => undefined);
    started.push({ index: from / batchRows, from, to, results });
  };
  for (let i = 0; i < batchesAhead; i++) ahead();
  return {
    ahead,
    *[Symbol.iterator]() {
      for (let batch = started.shift(); batch !== undefined; batch = started.shift()) yield batch;
    },
  };
}

function refuseFewFeatures(features: readonly ModelFeature[]): void {
  const open = features.filter((feature) => !feature.isProtected).length;
  if (open >= topFeatureCount) return;
  throw new AppError("KNOWLEDGE_INVALID", {
    detail: `The models have ${open} features that may be told one by one; the results name ${topFeatureCount}.`,
    hint: "Give more columns of the feed as inputs.",
  });
}

async function readModels({ run, signal, domain }: RunContext, trained: TrainOutput): Promise<ServedModel[]> {
  return Promise.all(
    domain.models.map(async (spec) => {
      const entry = trained.models.find((model) => model.name === spec.name);
      const version = entry?.version ?? "";
      const json = await readFile(path.join(run.model(spec.name, version), "model.json"), {
        encoding: "utf8",
        signal,
      });
      const halfWidth = metricValue(entry?.metrics ?? [], "all", "interval_half_width") ?? null;
      const intervalHalfWidth = spec.lower === null || spec.upper === null ? null : halfWidth;
      return { spec, version, trees: parseXgboostJson(json), intervalHalfWidth };
    }),
  );
}

/** `people(row_index, id)`: who is in which row of the matrix. */
async function createPeople(session: DuckdbSession, { domain, run }: RunContext): Promise<void> {
  const id = identifier(domain.entity.column);
  await session.run(`
    CREATE TABLE people AS
    SELECT (row_number() OVER (ORDER BY ${id}) - 1)::INTEGER AS row_index, ${id} FROM ${parquetFolder(run.inference)}
    ORDER BY row_index`);
}

type Tally = {
  importance: ImportanceSums | null;
  maximalDeviation: number;
  summary: ScoreSummary | null;
};

function tally(entry: Tally, rows: ExplainedRows, scores: ModelScores): void {
  entry.importance = entry.importance ? addImportance(entry.importance, rows.importance) : rows.importance;
  entry.maximalDeviation = Math.max(entry.maximalDeviation, rows.maximalDeviation);
  entry.summary = summarise(scores, entry.summary);
}

function describe(
  name: string,
  features: readonly ModelFeature[],
  { importance, summary }: Tally,
): PredictOutput["models"][number] {
  const specs = features.map((feature) => feature.spec);
  return {
    name,
    minimum: summary?.minimum ?? 0,
    maximum: summary?.maximum ?? 0,
    mean: summary ? summary.sum / summary.rows : 0,
    clipped: summary?.clipped ?? 0,
    importance: importance ? importanceOf(specs, importance) : [],
  };
}
