import path from "node:path";
import { DOUBLE, ENUM, INTEGER, type DuckDBType } from "@duckdb/node-api";

import type { Domain } from "#knowledge";

import type { DuckdbSession } from "../../duckdb/session.ts";
import { copyToParquet, identifier, literal } from "../../duckdb/sql-text.ts";
import { appendTypedColumns, type TypedColumn } from "../../duckdb/typed-columns.ts";
import type { RunContext } from "../../run/run-context.ts";
import type { Batch, BatchResults } from "./batches.ts";
import { explanationColumns, explanationWidth } from "./explanation-columns.ts";
import { predictionsSql } from "./predictions-sql.ts";
import { protectedEntry } from "./rank-contributions.ts";
import type { ServedModels } from "./read-served-models.ts";
import { scoreColumns, type ScoreColumn } from "./score-columns.ts";
import type { ModelScores } from "./score-rows.ts";

/** What the batches of one stage pass through on their way to Parquet. */
export type ScoreTables = {
  readonly domain: Domain;
  readonly models: ServedModels;
  readonly wide: readonly ScoreColumn[];
  readonly types: { readonly model: DuckDBType; readonly feature: DuckDBType; readonly segment: DuckDBType };
};

/**
 * Makes the tables `scored` (wide) and `explained` (long). Names of models, features and segments are ENUMs there, so
 * that they are appended as one byte each.
 */
export async function createScoreTables(
  session: DuckdbSession,
  domain: Domain,
  models: ServedModels,
  featureNames: readonly string[],
): Promise<ScoreTables> {
  const names = {
    model: models.predictive.map((model) => model.spec.name),
    feature: [...featureNames, protectedEntry],
    // An ENUM has at least one value.
    segment: models.segments?.model.segments.map((segment) => segment.name) ?? ["none"],
  };
  const wide = scoreColumns(domain, models);
  const versions = new Set(models.predictive.map((model) => model.version));
  const quoted = (values: Iterable<string>) => [...values].map(literal).join(", ");
  const typeName = { number: "DOUBLE", feature: "feature_name", segment: "segment_name" } as const;
  await session.run(`
    CREATE TYPE model_name AS ENUM (${quoted(names.model)});
    CREATE TYPE version_name AS ENUM (${quoted(versions)});
    CREATE TYPE feature_name AS ENUM (${quoted(names.feature)});
    CREATE TYPE segment_name AS ENUM (${quoted(names.segment)});
    CREATE TABLE explained (row_index INTEGER, model model_name, feature feature_name, contribution DOUBLE, feature_rank UTINYINT);
    CREATE TABLE scored (row_index INTEGER, ${wide.map(({ name, kind }) => `${identifier(name)} ${typeName[kind]}`).join(", ")})`);
  const types = { model: ENUM(names.model), feature: ENUM(names.feature), segment: ENUM(names.segment) };
  return { domain, models, wide, types };
}

/** Writes one batch to a file each of `scores`, `predictions` and `explanations`; returns the rows of the last. */
export async function writeScoreBatch(work: {
  readonly session: DuckdbSession;
  readonly context: RunContext;
  readonly tables: ScoreTables;
  readonly results: BatchResults;
  readonly scores: readonly ModelScores[];
  readonly batch: Batch;
  readonly predictedAt: string;
}): Promise<number> {
  const { session, context, tables, results, batch } = work;
  const { run, domain } = context;
  const { models, types } = tables;
  const rows = batch.to - batch.from;
  const explained = results.predictive.map((result) => result.explained);
  const longRows = rows * explanationWidth(explained);
  await appendTypedColumns(session.connection, "explained", explanationColumns(explained, types, batch), longRows);
  await appendTypedColumns(session.connection, "scored", wideColumns(work), rows);
  const id = identifier(domain.entity.column);
  const part = `part-${String(batch.index).padStart(5, "0")}.parquet`;
  const versionOf = models.predictive
    .map(({ spec, version }) => `WHEN ${literal(spec.name)} THEN ${literal(version)}::version_name`)
    .join(" ");
  const asText = tables.wide.map(({ name, kind }) =>
    kind === "number" ? identifier(name) : `${identifier(name)}::VARCHAR AS ${identifier(name)}`,
  );
  // An ENUM is written as text by its dictionary, without a look at the text of each row.
  const explanations = `SELECT ${id}, model, CASE model ${versionOf} END AS model_version, feature, contribution,
      feature_rank::INTEGER AS feature_rank
    FROM explained JOIN people USING (row_index)`;
  const scores = `SELECT ${id}, ${asText.join(", ")} FROM scored JOIN people USING (row_index) ORDER BY ${id}`;
  await session.run(`
    ${copyToParquet(explanations, path.join(run.explanations, part))};
    ${copyToParquet(scores, path.join(run.scores, part))};
    ${copyToParquet(predictionsSql(context, models, work.predictedAt), path.join(run.predictions, part))};
    TRUNCATE explained; TRUNCATE scored`);
  return longRows;
}

function wideColumns({
  tables,
  results,
  scores,
  batch: { from, to },
}: Pick<Parameters<typeof writeScoreBatch>[0], "tables" | "results" | "scores" | "batch">): TypedColumn[] {
  const rowIndex = Int32Array.from({ length: to - from }, (_, row) => from + row);
  const types = { number: DOUBLE, feature: tables.types.feature, segment: tables.types.segment };
  const columns = tables.wide.flatMap((column) => {
    const values = column.values(results, scores);
    return values === null ? [] : [{ type: types[column.kind], values }];
  });
  return [{ type: INTEGER, values: rowIndex }, ...columns];
}
