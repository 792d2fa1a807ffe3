import path from "node:path";

import { AppError, isAppError } from "#core";
import { duckDbStoredType, duckDbTableSql, type SchemaTable } from "#sql";

import type { DuckdbSession } from "../../duckdb/session.ts";
import {
  copyToParquet,
  identifier,
  identifiers,
  literal,
  parquetFolder,
  parquetOptions,
} from "../../duckdb/sql-text.ts";
import { freshFolders } from "../../run/fresh-folders.ts";
import type { RunLayout } from "../../run/layout.ts";
import { tableName, type TableSource } from "./serve-tables.ts";

/**
 * Makes a table as the schema declares it, fills it from its source, and writes as Parquet what does not lie as
 * Parquet yet. Throws `RESULTS_DAMAGED` for an empty value in a column that may not be empty.
 */
export async function fillTable(
  session: DuckdbSession,
  run: RunLayout,
  table: SchemaTable,
  source: TableSource,
): Promise<void> {
  const queries = source.kind === "queries" ? source.sql : [`FROM ${parquetFolder(source.folder)}`];
  const values = table.columns.map(({ name, type }) => `CAST(${identifier(name)} AS ${duckDbStoredType(type)})`);
  const names = identifiers(table.columns.map((column) => column.name));
  await session.run(duckDbTableSql(table));
  try {
    for (const query of queries) {
      await session.run(`INSERT INTO ${tableName(table)} (${names}) SELECT ${values.join(", ")} FROM (${query})`);
    }
  } catch (error) {
    throw emptyValueError(table, error) ?? error;
  }
  if (source.kind === "queries") await writeParquet(session, tableFolder(run, table), table);
}

/** Where a table's Parquet lies: Athena's DDL says the same of a copy of the run's folder. */
export function tableFolder(run: RunLayout, table: SchemaTable): string {
  return path.join(run.root, table.location);
}

async function writeParquet(session: DuckdbSession, folder: string, table: SchemaTable): Promise<void> {
  await freshFolders(folder);
  const rows = `FROM ${tableName(table)}`;
  await session.run(
    table.partitionBy.length === 0
      ? copyToParquet(rows, path.join(folder, "part-0.parquet"))
      : `COPY (${rows}) TO ${literal(folder)} (${parquetOptions}, PARTITION_BY (${identifiers(table.partitionBy)}))`,
  );
}

function emptyValueError(table: SchemaTable, error: unknown): AppError | null {
  const words = isAppError(error, "PIPELINE_FAILED") && error.cause instanceof Error ? error.cause.message : "";
  const column = /NOT NULL constraint failed: \w+\.(\w+)/.exec(words)?.[1];
  if (column === undefined) return null;
  return new AppError("RESULTS_DAMAGED", {
    detail: `${table.name}.${column} is empty in some row, which its declaration does not allow. Nothing went live.`,
    hint: "Leave out NOT NULL for the column under sql/schema where it may be empty, or mend what should fill it.",
    cause: error,
  });
}
