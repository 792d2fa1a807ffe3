import { access } from "node:fs/promises";

import type { DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";

import { AppError } from "#core";

import { loadSchema } from "../ddl/load-schema.ts";
import { servingVersion } from "../ddl/serving-version.ts";

/** A results file, open and locked. */
export type ServingDatabase = {
  /** A fresh connection; what one query sets must not reach the next. */
  readonly connect: () => Promise<DuckDBConnection>;
  readonly close: () => void;
};

export type ServingDatabaseOptions = {
  /** The file that the pipeline published. */
  readonly databasePath: string;
  readonly memoryMb: number;
  readonly threads: number;
};

/**
 * Opens a results file read-only and takes every other power from the engine: no files, no network, no extensions,
 * no spilling to disk, a memory limit, and no way to set any of it back. DuckDB's own thread count is `threads`.
 * Throws `RESULTS_MISSING` when the file is not there, `RESULTS_DAMAGED` when it cannot be used, `RESULTS_VERSION`
 * when it was published with other macros, tables or views than queries are translated to here.
 */
export async function openServingDatabase(options: ServingDatabaseOptions): Promise<ServingDatabase> {
  try {
    await access(options.databasePath);
  } catch (cause) {
    throw new AppError("RESULTS_MISSING", {
      detail: "The results have no database to ask.",
      hint: "Run the pipeline; it publishes the file that queries are answered from.",
      cause,
    });
  }
  const { DuckDBInstance } = await import("@duckdb/node-api");
  let instance: DuckDBInstance | undefined;
  try {
    instance = await DuckDBInstance.create(options.databasePath, {
      access_mode: "READ_ONLY",
      memory_limit: `${options.memoryMb}MB`,
      threads: String(options.threads),
      // The cache of file blocks is for remote files; there are none.
      enable_external_file_cache: "false",
    });
    await lock(instance);
    await assertServing(instance);
  } catch (cause) {
    instance?.closeSync();
    if (cause instanceof AppError) throw cause;
    throw damaged("it cannot be opened", cause);
  }
  const opened = instance;
  return { connect: () => opened.connect(), close: () => opened.closeSync() };
}

/**
 * In this order: the temporary directory first, because DuckDB adds it to the directories it may use; the lock
 * last, because nothing can be set after it. (duckdb.org/docs/operations_manual/securing_duckdb)
 */
const lockdown: readonly string[] = [
  "SET temp_directory = ''",
  "SET max_temp_directory_size = '0KiB'",
  "SET allow_community_extensions = false",
  "SET autoload_known_extensions = false",
  "SET autoinstall_known_extensions = false",
  "SET allow_persistent_secrets = false",
  "SET default_null_order = 'NULLS_LAST'",
  "SET TimeZone = 'UTC'",
  "SET max_expression_depth = 250",
  "SET enable_external_access = false",
  "SET lock_configuration = true",
];

async function lock(instance: DuckDBInstance): Promise<void> {
  const connection = await instance.connect();
  try {
    for (const statement of lockdown) await connection.run(statement);
  } finally {
    connection.closeSync();
  }
}

/** A file of DuckDB that the pipeline did not write has no schema of macros; one of another version has others. */
async function assertServing(instance: DuckDBInstance): Promise<void> {
  const connection = await instance.connect();
  const firstRow = async (sql: string) => (await connection.runAndReadAll(sql)).getRowsJS()[0] ?? [];
  try {
    const [schemas, versions] = await firstRow(
      `SELECT (SELECT count(*) FROM duckdb_schemas() WHERE schema_name = 'trino' AND database_name = current_database())::INTEGER,
        (SELECT count(*) FROM duckdb_functions() WHERE schema_name = 'trino' AND function_name = 'serving_version')::INTEGER`,
    );
    if (schemas === 0) throw damaged("it was not written by the pipeline", undefined);
    if (versions === 0) throw otherVersion("a version that tells no name");
    const [domain, version] = (await firstRow("SELECT domain, version FROM trino.serving_version()")).map(String);
    if (domain === undefined || !/^[a-z][a-z0-9_]*$/.test(domain)) throw damaged("it names no domain", undefined);
    const expected = servingVersion(await loadSchema(domain));
    if (version !== expected) throw otherVersion(`version ${version}; this one is ${expected}`);
  } finally {
    connection.closeSync();
  }
}

function otherVersion(which: string): AppError {
  return new AppError("RESULTS_VERSION", {
    detail: `The results' database was published by ${which}.`,
    hint: "Run `npm run pipeline` to publish results of this version.",
  });
}

function damaged(why: string, cause: unknown): AppError {
  return new AppError("RESULTS_DAMAGED", {
    detail: `The results' database cannot be used: ${why}.`,
    hint: "Run the pipeline again, or go back to an earlier run.",
    cause,
  });
}
