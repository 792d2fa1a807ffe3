import { writeFile } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";

import type { FeatureMatrix } from "#ml";
import { topFeatureCount, type ModelSpec } from "#knowledge";

import { withDuckdb, type DuckdbSession } from "../../duckdb/session.ts";
import { identifier, parquetFolder } from "../../duckdb/sql-text.ts";
import { loadMatrix } from "../../features/load-matrix.ts";
import { modelFeatures, type ModelFeature } from "../../features/model-features.ts";
import { freshFolders } from "../../run/fresh-folders.ts";
import type { RunContext } from "../../run/run-context.ts";
import type { WorkerPool } from "../../workers/worker-pool.ts";
import type { TrainOutput } from "../train/train.ts";
import { refuseFewFeatures, startBatches } from "./batches.ts";
import type { ExplainedRows } from "./explain-rows.ts";
import { importanceOf, importanceSchema } from "./importance.ts";
import { addImportance, type ImportanceSums } from "./importance-sums.ts";
import { listAnomalies, listedCountsSchema } from "./list-anomalies.ts";
import { featureNames, readServedModels, type ServedModels } from "./read-served-models.ts";
import { scoreRows, summarise, type ScoreSummary } from "./score-rows.ts";
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
      /** Predictions that lay outside the target's range and were set to its end. */
      clipped: z.int(),
      /** Predictions above the model's level for action; null for a model without one. */
      aboveAction: z.int().nullable(),
      /** Empty for a model whose predictions are not explained row by row. */
      importance: z.array(importanceSchema),
    }),
  ),
  /** Null for a domain without a model of the unusual. */
  anomalies: listedCountsSchema.nullable(),
  /** Rows of each segment, in the order of the segment model; empty without one. */
  segments: z.array(z.object({ name: z.string(), rows: z.int() })),
});
export type PredictOutput = z.infer<typeof predictOutputSchema>;

/**
 * Scores every customer with every model and explains every prediction exactly. Writes `scores` (one wide row a
 * customer), `predictions` and `explanations` (long) as Parquet, sorted by id, each model's importance, and who is to
 * be looked at as unusual. Throws `PIPELINE_FAILED` when the contributions of any row do not add up.
 */
export async function predict(context: RunContext, pool: WorkerPool, trained: TrainOutput): Promise<PredictOutput> {
  const { domain, run, signal, clock } = context;
  await freshFolders(run.scores, run.predictions, run.explanations);
  const predictedAt = clock.now().toISOString();
  const models = await readServedModels(context, trained);
  const features = modelFeatures(domain).filter(({ spec }) => featureNames(models).has(spec.name));
  refuseFewFeatures(features, topFeatureCount);
  return withDuckdb({ temporaryDirectory: run.temporary, signal }, async (session) => {
    const { matrix } = await loadMatrix(session, parquetFolder(run.inference), domain.entity.column, features);
    await createPeople(session, context);
    const written = await writeBatches({ context, session, pool, models, matrix, features, predictedAt });
    const perModel = models.predictive.map(({ spec }, index) =>
      describe(spec.name, features, written.tallies[index]!, actionLevelOf(spec)),
    );
    for (const [index, { spec, version }] of models.predictive.entries()) {
      const file = path.join(run.model(spec.name, version), "importance.json");
      await writeFile(file, `${JSON.stringify(perModel[index]?.importance, null, 2)}\n`, { signal });
    }
    const { anomaly } = written;
    const anomalies =
      domain.anomaly && models.anomaly
        ? await listAnomalies({
            context,
            session,
            spec: domain.anomaly,
            model: models.anomaly.model,
            matrix,
            scores: written.anomalyScores,
          })
        : null;
    const segments = models.segments?.model.segments ?? [];
    return {
      predictedAt,
      rows: matrix.rows,
      explanationRows: written.explanationRows,
      maximalDeviation: Math.max(...written.tallies.map((entry) => entry.maximalDeviation)),
      models: [...perModel, ...(domain.anomaly && anomaly ? [describe(domain.anomaly.name, [], anomaly, null)] : [])],
      anomalies,
      segments: segments.map(({ name }, place) => ({ name, rows: written.segmentRows[place] ?? 0 })),
    };
  });
}

type Written = {
  readonly explanationRows: number;
  readonly tallies: readonly Tally[];
  readonly anomaly: Tally | null;
  /** By row of the matrix; of no use without a model of the unusual. */
  readonly anomalyScores: Float64Array;
  /** Rows of each segment. */
  readonly segmentRows: readonly number[];
};

async function writeBatches(work: {
  readonly context: RunContext;
  readonly session: DuckdbSession;
  readonly pool: WorkerPool;
  readonly models: ServedModels;
  readonly matrix: FeatureMatrix;
  readonly features: readonly ModelFeature[];
  readonly predictedAt: string;
}): Promise<Written> {
  const { context, session, models, matrix, features, predictedAt } = work;
  const { report } = context;
  const names = features.map((feature) => feature.spec.name);
  const tables = await createScoreTables(session, context.domain, models, names);
  const tallies = models.predictive.map(() => emptyTally());
  const anomaly = models.anomaly === null ? null : emptyTally();
  const anomalyScores = new Float64Array(matrix.rows);
  const segmentRows = models.segments?.model.segments.map(() => 0) ?? [];
  let explanationRows = 0;
  const batches = startBatches(work);
  for (const batch of batches) {
    report("scoring and explaining", batch.from, matrix.rows);
    const results = await batch.results;
    batches.ahead();
    const scores = models.predictive.map((model, index) => scoreRows(model, results.predictive[index]!));
    for (const [index, { explained }] of results.predictive.entries()) {
      tally(tallies[index]!, explained);
      tallies[index]!.summary = summarise(scores[index]!, tallies[index]!.summary);
      tallies[index]!.aboveAction += countAbove(models.predictive[index]!.spec, scores[index]!.prediction);
    }
    if (anomaly && results.anomaly) {
      anomaly.summary = summarise({ prediction: results.anomaly, clipped: 0 }, anomaly.summary);
      anomalyScores.set(results.anomaly, batch.from);
    }
    for (const place of results.segments ?? []) segmentRows[place]! += 1;
    explanationRows += await writeScoreBatch({ session, context, tables, results, scores, batch, predictedAt });
  }
  report("scoring and explaining", matrix.rows, matrix.rows);
  return { explanationRows, tallies, anomaly, anomalyScores, segmentRows };
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
  aboveAction: number;
};

function emptyTally(): Tally {
  return { importance: null, maximalDeviation: 0, summary: null, aboveAction: 0 };
}

function tally(entry: Tally, rows: ExplainedRows): void {
  entry.importance = entry.importance ? addImportance(entry.importance, rows.importance) : rows.importance;
  entry.maximalDeviation = Math.max(entry.maximalDeviation, rows.maximalDeviation);
}

function actionLevelOf(spec: ModelSpec): number | null {
  return spec.kind === "classification" ? spec.actionLevel : null;
}

function countAbove(spec: ModelSpec, predictions: Float64Array): number {
  const level = actionLevelOf(spec);
  return level === null ? 0 : predictions.filter((value) => value > level).length;
}

function describe(
  name: string,
  features: readonly ModelFeature[],
  { importance, summary, aboveAction }: Tally,
  actionLevel: number | null,
): PredictOutput["models"][number] {
  const specs = features.map((feature) => feature.spec);
  return {
    name,
    minimum: summary?.minimum ?? 0,
    maximum: summary?.maximum ?? 0,
    mean: summary ? summary.sum / summary.rows : 0,
    clipped: summary?.clipped ?? 0,
    aboveAction: actionLevel === null ? null : aboveAction,
    importance: importance ? importanceOf(specs, importance) : [],
  };
}
