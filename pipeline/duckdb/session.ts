import { DuckDBInstance, type DuckDBConnection } from "@duckdb/node-api";
import { z } from "zod";

import { AppError } from "#core";

import { interruptedError } from "../run/interruption.ts";

/** One DuckDB database with one connection. Statements run one at a time. */
export type DuckdbSession = {
  readonly connection: DuckDBConnection;
  /** Runs a statement, or several divided by semicolons, and drops its result. */
  run(sql: string): Promise<void>;
  /** The rows of a query, each checked by `schema`. Cast counts to INTEGER or DOUBLE: BIGINT comes as bigint. */
  rows<T>(sql: string, schema: z.ZodType<T>): Promise<T[]>;
  /** The only row of a query. */
  row<T>(sql: string, schema: z.ZodType<T>): Promise<T>;
  close(): void;
};

export type DuckdbSessionOptions = {
  /** A file, or left out for a database in memory. */
  readonly path?: string;
  readonly readOnly?: boolean;
  /** Where DuckDB puts what does not fit in memory. */
  readonly temporaryDirectory: string;
  readonly memoryLimitMb?: number;
  readonly signal: AbortSignal;
};

/** Memory DuckDB may take before it spills; the rest of the pipeline's budget belongs to the matrices. */
const defaultMemoryLimitMb = 1_536;

/**
 * Opens DuckDB for one stage. When `signal` aborts, the statement under way is interrupted and it and every later
 * one throw `PIPELINE_INTERRUPTED`. Any other fault throws `PIPELINE_FAILED` with DuckDB's error as its cause.
 */
async function openDuckdb(options: DuckdbSessionOptions): Promise<DuckdbSession> {
  const { signal } = options;
  const instance = await DuckDBInstance.create(options.path ?? ":memory:", {
    ...(options.readOnly === true ? { access_mode: "READ_ONLY" } : {}),
    // Texts that repeat are kept in the newer form of dictionaries, which is written in two thirds of the time. Who reads
    // the file has the same DuckDB.
    storage_compatibility_version: "latest",
    memory_limit: `${options.memoryLimitMb ?? defaultMemoryLimitMb}MB`,
    temp_directory: options.temporaryDirectory,
    autoinstall_known_extensions: "false",
    autoload_known_extensions: "false",
  });
  const connection = await instance.connect();
  const interrupt = () => connection.interrupt();
  signal.addEventListener("abort", interrupt);
  const attempt = async <T>(work: () => Promise<T>): Promise<T> => {
    if (signal.aborted) throw interruptedError(signal);
    try {
      return await work();
    } catch (cause) {
      if (signal.aborted) throw interruptedError(signal);
      if (cause instanceof AppError) throw cause;
      throw new AppError("PIPELINE_FAILED", {
        detail: "The database could not run a step of the pipeline.",
        hint: "A full disk and too little memory are the usual reasons; RECKONER_LOG_LEVEL=error shows the database's own words.",
        cause,
      });
    }
  };
  const rows = <T>(sql: string, schema: z.ZodType<T>) =>
    attempt(async () => {
      const reader = await connection.runAndReadAll(sql);
      return z.array(schema).parse(reader.getRowObjectsJS());
    });
  return {
    connection,
    run: (sql) =>
      attempt(async () => {
        await connection.run(sql);
      }),
    rows,
    row: async (sql, schema) => {
      const [first] = await rows(sql, schema);
      if (first === undefined) {
        throw new AppError("INTERNAL", {
          detail: "A query of one row gave none.",
          hint: "Report this with the run's log.",
        });
      }
      return first;
    },
    close: () => {
      signal.removeEventListener("abort", interrupt);
      connection.closeSync();
      instance.closeSync();
    },
  };
}

/** Opens a session for `work` and closes it whatever happens. */
export async function withDuckdb<T>(
  options: DuckdbSessionOptions,
  work: (session: DuckdbSession) => Promise<T>,
): Promise<T> {
  const session = await openDuckdb(options);
  try {
    return await work(session);
  } finally {
    session.close();
  }
}
