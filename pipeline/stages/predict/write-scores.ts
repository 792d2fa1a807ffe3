import path from "node:path";
import { DOUBLE, ENUM, INTEGER, type DuckDBType } from "@duckdb/node-api";

import { topFeatureCount } from "#knowledge";

import type { DuckdbSession } from "../../duckdb/session.ts";
import { copyToParquet, identifier, literal } from "../../duckdb/sql-text.ts";
import { appendTypedColumns, type TypedColumn } from "../../duckdb/typed-columns.ts";
import type { RunContext } from "../../run/run-context.ts";
import type { ExplainedRows } from "./explain-rows.ts";
import type { Batch, ServedModel } from "./predict.ts";
import { protectedEntry } from "./rank-contributions.ts";
import type { ModelScores } from "./score-rows.ts";

/**
 * Makes the tables that batches pass through on their way to Parquet: `scored` (wide) and `explained` (long). Names
 * of models and features are ENUMs there, so that they are appended as one byte each.
 */
export async function createScoreTables(
  session: DuckdbSession,
  models: readonly ServedModel[],
  featureNames: readonly string[],
): Promise<void> {
  const quoted = (names: readonly string[]) => names.map(literal).join(", ");
  await session.run(`
    CREATE TYPE model_name AS ENUM (${quoted(models.map((model) => model.spec.name))});
    CREATE TYPE feature_name AS ENUM (${quoted([...featureNames, protectedEntry])});
    CREATE TABLE explained (row_index INTEGER, model model_name, feature feature_name, contribution DOUBLE, feature_rank INTEGER);
    CREATE TABLE scored (row_index INTEGER, ${models
      .flatMap(scoreColumnNames)
      .map((name) => `${identifier(name)} ${isFeatureName(models, name) ? "feature_name" : "DOUBLE"}`)
      .join(", ")})`);
}

/** Writes one batch to a file each of `scores`, `predictions` and `explanations`; returns the rows of the last. */
export async function writeScoreBatch(work: {
  readonly session: DuckdbSession;
  readonly context: RunContext;
  readonly models: readonly ServedModel[];
  readonly explained: readonly ExplainedRows[];
  readonly scores: readonly ModelScores[];
  readonly batch: Batch;
  readonly predictedAt: string;
}): Promise<number> {
  const { session, context, models, explained, batch } = work;
  const { run, domain, runId } = context;
  const types = {
    model: ENUM(models.map((model) => model.spec.name)),
    feature: featureType(models),
  };
  const rows = batch.to - batch.from;
  const long = explanationColumns(explained, types, batch);
  await appendTypedColumns(session.connection, "explained", long, rows * totalWidth(explained));
  const wide = models.flatMap((_, index) => wideColumns(explained[index]!, work.scores[index]!, types.feature));
  const rowIndex = Int32Array.from({ length: rows }, (_, row) => batch.from + row);
  await appendTypedColumns(session.connection, "scored", [{ type: INTEGER, values: rowIndex }, ...wide], rows);
  const id = identifier(domain.entity.column);
  const part = `part-${String(batch.index).padStart(5, "0")}.parquet`;
  const versionOf = `CASE model ${models.map(({ spec, version }) => `WHEN ${literal(spec.name)} THEN ${literal(version)}`).join(" ")} END`;
  const asText = models
    .flatMap(scoreColumnNames)
    .map((name) =>
      isFeatureName(models, name) ? `${identifier(name)}::VARCHAR AS ${identifier(name)}` : identifier(name),
    );
  await session.run(`
${copyToParquet(
  `SELECT ${id}, model::VARCHAR AS model, ${versionOf} AS model_version, feature::VARCHAR AS feature, contribution, feature_rank
       FROM explained JOIN people USING (row_index)`,
  path.join(run.explanations, part),
)};
    ${copyToParquet(`SELECT ${id}, ${asText.join(", ")} FROM scored JOIN people USING (row_index) ORDER BY ${id}`, path.join(run.scores, part))};
    ${copyToParquet(
      `SELECT ${id}, model, model_version, prediction, lower, upper, TIMESTAMP ${literal(work.predictedAt.replace("Z", ""))} AS prediction_timestamp, ${literal(runId)} AS pipeline_run_id
       FROM (${models.map(predictionQuery).join(" UNION ALL ")}) JOIN people USING (row_index) ORDER BY ${id}, place`,
      path.join(run.predictions, part),
    )};
    TRUNCATE explained; TRUNCATE scored`);
  return rows * totalWidth(explained);
}

/** The wide table's columns for one model, under the names of the results table. */
function scoreColumnNames({ spec, intervalHalfWidth }: ServedModel): string[] {
  const interval = intervalHalfWidth === null ? [] : [spec.lower, spec.upper].filter((name) => name !== null);
  const top = Array.from({ length: topFeatureCount }, (_, index) => `${spec.topFeatures}_${index + 1}`);
  return [spec.prediction, ...interval, ...top.flatMap((name) => [name, `${name}_impact`])];
}

function isFeatureName(models: readonly ServedModel[], name: string): boolean {
  return models.some(
    ({ spec }) => name.startsWith(`${spec.topFeatures}_`) && /^[0-9]+$/.test(name.slice(spec.topFeatures.length + 1)),
  );
}

function featureType(models: readonly ServedModel[]): DuckDBType {
  const names = models[0]?.trees.features.map((feature) => feature.name) ?? [];
  return ENUM([...names, protectedEntry]);
}

function predictionQuery({ spec, version, intervalHalfWidth }: ServedModel, place: number): string {
  const end = (name: string | null) =>
    intervalHalfWidth === null || name === null ? "NULL::DOUBLE" : identifier(name);
  return `SELECT row_index, ${literal(spec.name)} AS model, ${literal(version)} AS model_version,
    ${identifier(spec.prediction)} AS prediction, ${end(spec.lower)} AS lower, ${end(spec.upper)} AS upper, ${place} AS place FROM scored`;
}

/** In the order of `scoreColumnNames`. The protected entry is no top feature: it names no single column. */
function wideColumns({ ranked }: ExplainedRows, scores: ModelScores, featureType: DuckDBType): TypedColumn[] {
  const rows = scores.prediction.length;
  const columns: TypedColumn[] = [{ type: DOUBLE, values: scores.prediction }];
  if (scores.interval) {
    columns.push({ type: DOUBLE, values: scores.interval.lower }, { type: DOUBLE, values: scores.interval.upper });
  }
  const codes = Array.from({ length: topFeatureCount }, () => new Uint8Array(rows));
  const impacts = Array.from({ length: topFeatureCount }, () => new Float64Array(rows));
  for (let row = 0; row < rows; row++) {
    let entry = row * ranked.width;
    for (let rank = 0; rank < topFeatureCount; rank++, entry++) {
      if (ranked.codes[entry] === ranked.protectedCode) entry++;
      codes[rank]![row] = ranked.codes[entry]!;
      impacts[rank]![row] = ranked.values[entry]!;
    }
  }
  codes.forEach((values, rank) => {
    columns.push({ type: featureType, values }, { type: DOUBLE, values: impacts[rank]! });
  });
  return columns;
}

/** The long table of a batch: by customer, in it by model, in it by rank. */
function explanationColumns(
  explained: readonly ExplainedRows[],
  types: { readonly model: DuckDBType; readonly feature: DuckDBType },
  { from, to }: Batch,
): TypedColumn[] {
  const length = (to - from) * totalWidth(explained);
  const rowIndex = new Int32Array(length);
  const model = new Uint8Array(length);
  const feature = new Uint8Array(length);
  const contribution = new Float64Array(length);
  const rank = new Int32Array(length);
  let at = 0;
  for (let row = 0; row < to - from; row++) {
    for (let index = 0; index < explained.length; index++) {
      const { width, codes, values } = explained[index]!.ranked;
      feature.set(codes.subarray(row * width, (row + 1) * width), at);
      contribution.set(values.subarray(row * width, (row + 1) * width), at);
      for (let place = 1; place <= width; place++, at++) {
        rowIndex[at] = from + row;
        model[at] = index;
        rank[at] = place;
      }
    }
  }
  return [
    { type: INTEGER, values: rowIndex },
    { type: types.model, values: model },
    { type: types.feature, values: feature },
    { type: DOUBLE, values: contribution },
    { type: INTEGER, values: rank },
  ];
}

/** Entries of one customer over all models. */
function totalWidth(explained: readonly ExplainedRows[]): number {
  return explained.reduce((sum, { ranked }) => sum + ranked.width, 0);
}
