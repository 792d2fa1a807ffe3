import { DuckDBInstance, type DuckDBConnection } from "@duckdb/node-api";

import { AppError } from "#core";
import type { Domain } from "#knowledge";
import type { LiveRun } from "#pipeline";

import { loadTruthModels, type TruthModels } from "./model-inputs.ts";
import type { TruthRow, TruthValue } from "./truth-source.ts";

/** What truths are computed from: the run's tables on a connection of the evals' own, past the analyst's guard. */
export type TruthBase = {
  readonly domain: Domain;
  /** The day that the data describes, ISO. */
  readonly snapshotDate: string;
  /** Rows of a query in DuckDB's SQL; tables of the analytics schema need no prefix. Throws `INTERNAL` with the query. */
  readonly rows: (sql: string) => Promise<readonly TruthRow[]>;
  /** Columns of numbers, NaN where missing, in the query's order. */
  readonly numbers: (sql: string, count: number) => Promise<readonly Float64Array[]>;
  /** The models' files and inputs, read when first needed. */
  readonly models: () => Promise<TruthModels>;
  readonly close: () => void;
};

/** Opens the run's serving database read-only, attached to a database in memory. */
export async function openTruth(run: LiveRun, domain: Domain, signal: AbortSignal): Promise<TruthBase> {
  const instance = await DuckDBInstance.create(":memory:", {
    autoinstall_known_extensions: "false",
    threads: "2",
  });
  const connection = await instance.connect();
  await connection.run(`ATTACH '${run.serveDatabasePath.replaceAll("'", "''")}' AS served (READ_ONLY)`);
  await connection.run(`USE served.${domain.databases.analytics}`);
  const rows = (sql: string) => guarded(sql, signal, () => readRows(connection, sql));
  const numbers = (sql: string, count: number) => guarded(sql, signal, () => readNumbers(connection, sql, count));
  let models: Promise<TruthModels> | undefined;
  return {
    domain,
    snapshotDate: run.snapshotDate,
    rows,
    numbers,
    models: () => (models ??= loadTruthModels(run, domain, numbers, signal)),
    close: () => {
      connection.closeSync();
      instance.closeSync();
    },
  };
}

async function guarded<T>(sql: string, signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  signal.throwIfAborted();
  try {
    return await work();
  } catch (cause) {
    if (cause instanceof AppError) throw cause;
    throw new AppError("INTERNAL", {
      detail: `A truth query failed: ${cause instanceof Error ? cause.message.split("\n")[0] : "unknown"} in ${sql.slice(0, 300)}`,
      hint: "Mend the case's truth in evals/cases.",
      cause,
    });
  }
}

async function readRows(connection: DuckDBConnection, sql: string): Promise<readonly TruthRow[]> {
  const reader = await connection.runAndReadAll(sql);
  return reader
    .getRowObjectsJS()
    .map((row) => Object.fromEntries(Object.entries(row).map(([name, value]) => [name, valueOf(value)])));
}

async function readNumbers(connection: DuckDBConnection, sql: string, count: number): Promise<readonly Float64Array[]> {
  const reader = await connection.runAndReadAll(sql);
  const columns = reader.getColumnsJS();
  return Array.from({ length: count }, (_, index) =>
    Float64Array.from(columns[index] ?? [], (value) => {
      const read = valueOf(value);
      return typeof read === "number" ? read : typeof read === "boolean" ? Number(read) : Number.NaN;
    }),
  );
}

/** DuckDB's values as plain ones: whole numbers of any width as numbers, the rest as text. */
function valueOf(value: unknown): TruthValue {
  if (typeof value === "bigint") return Number(value);
  if (value instanceof Date) return value.toISOString().slice(0, 10);
  if (value === null || typeof value === "number" || typeof value === "string" || typeof value === "boolean")
    return value;
  return JSON.stringify(value);
}
