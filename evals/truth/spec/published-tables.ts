import path from "node:path";

import { DuckDBInstance } from "@duckdb/node-api";

import { AppError } from "#core";
import type { Domain } from "#knowledge";
import type { LiveRun } from "#pipeline";
import { loadSchema, type SchemaTable } from "#sql";

/** A value as a file holds it: dates as days since 1970, booleans as 0 and 1, timestamps as text. */
export type Cell = string | number | null;

/** The run's tables as their Parquet files hold them: past the serving database, guard and translation. */
export type PublishedTables = {
  readonly has: (table: string, column: string) => boolean;
  readonly size: (table: string) => Promise<number>;
  /** A column in the files' order, the same for every column of a table. Throws `INTERNAL` for one that there is not. */
  readonly column: (table: string, column: string) => Promise<readonly Cell[]>;
  /** Rows of a query over views of the files, named as the tables are. */
  readonly query: (sql: string) => Promise<readonly Readonly<Record<string, Cell>>[]>;
  readonly close: () => void;
};

/** Opens the files of a run, each column read when first needed and kept. */
export async function openPublishedTables(run: LiveRun, domain: Domain, signal: AbortSignal): Promise<PublishedTables> {
  const schema = await loadSchema(domain.name, signal);
  // What nobody may read is no part of any truth.
  const open = new Set(domain.tables.filter((table) => table.open !== "none").map((table) => table.name));
  const tables = new Map(schema.tables.filter(({ name }) => open.has(name)).map((table) => [table.name, table]));
  const instance = await DuckDBInstance.create(":memory:", { autoinstall_known_extensions: "false", threads: "2" });
  const connection = await instance.connect();
  for (const database of new Set([...tables.values()].map((table) => table.database))) {
    await connection.run(`CREATE SCHEMA ${database}`);
  }
  for (const table of tables.values()) {
    // A table in many files is read once; the others are read as they are asked for.
    const kind = table.partitionBy.length > 0 ? "TABLE" : "VIEW";
    await connection.run(`CREATE ${kind} ${table.database}.${table.name} AS SELECT * FROM ${filesOf(run, table)}`);
  }
  await connection.run(`USE ${domain.databases.analytics}`);
  const read = async (sql: string) => {
    signal.throwIfAborted();
    return connection.runAndReadAll(sql);
  };
  const known = new Map<string, Promise<readonly Cell[]>>();
  const columnOf = async (name: string, column: string) => {
    const table = tables.get(name);
    const stored = table?.columns.find((one) => one.name === column);
    if (!table || !stored) throw fault(`The run has no ${name}.${column}.`);
    const value = stored.type === "date" ? `epoch(CAST("${column}" AS DATE)) / 86400` : `"${column}"`;
    const reader = await read(`SELECT ${value} FROM ${table.database}.${table.name}`);
    return (reader.getColumnsJS()[0] ?? []).map(cellOf);
  };
  return {
    has: (table, column) => tables.get(table)?.columns.some(({ name }) => name === column) ?? false,
    size: async (name) => {
      const table = tables.get(name);
      if (!table) throw fault(`The run has no ${name}.`);
      const reader = await read(`SELECT count(*) FROM ${table.database}.${table.name}`);
      return Number(reader.getRowsJS()[0]?.[0]);
    },
    column: (table, column) => {
      const key = `${table}.${column}`;
      const found = known.get(key) ?? columnOf(table, column);
      known.set(key, found);
      return found;
    },
    query: async (sql) => {
      const rows = (await read(sql)).getRowObjectsJS();
      return rows.map((row) => Object.fromEntries(Object.entries(row).map(([name, value]) => [name, cellOf(value)])));
    },
    close: () => {
      connection.closeSync();
      instance.closeSync();
    },
  };
}

function filesOf(run: LiveRun, { location, partitionBy }: SchemaTable): string {
  const folders = partitionBy.map(() => "*");
  const glob = path.join(run.directory, location, ...folders, "*.parquet").replaceAll("'", "''");
  return `read_parquet('${glob}', hive_partitioning = ${partitionBy.length > 0})`;
}

function cellOf(value: unknown): Cell {
  if (typeof value === "bigint" || typeof value === "boolean") return Number(value);
  if (value === null || typeof value === "number" || typeof value === "string") return value;
  return value instanceof Date ? value.toISOString() : JSON.stringify(value);
}

function fault(detail: string): AppError {
  return new AppError("INTERNAL", { detail, hint: "Mend the case's truth in evals/cases." });
}
