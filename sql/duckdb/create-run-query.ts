import type { Clock, IdSource } from "#core";
import type { Domain } from "#knowledge";

import type { RunQuery } from "../port.ts";
import { fetchRows } from "./fetch-rows.ts";
import { createGate } from "../gate.ts";
import { createGuardedRunQuery, type Execute } from "./guarded-run-query.ts";
import { openServingDatabase } from "./open-serving-database.ts";

export type DuckDbRunQueryOptions = {
  /** The results file that the pipeline published. */
  readonly databasePath: string;
  readonly domain: Domain;
  /** Memory that all queries together may take. */
  readonly memoryMb: number;
  /** A query's time, its waiting included. */
  readonly timeoutMs: number;
  /** Rows that a result may have at most. */
  readonly maxRows: number;
  readonly clock: Clock;
  readonly ids: IdSource;
};

export type DuckDbEngine = {
  readonly runQuery: RunQuery;
  /** Stops what runs, waits until it has ended, and lets go of the file. */
  readonly close: () => Promise<void>;
};

/** Queries at once: fewer than libuv's four threads, so that files and names can still be looked up. */
const concurrentQueries = 2;

/**
 * Runs queries on a results file in this process: through the guard, then on an engine that can only read that
 * file. For one person's command; a server has `createIsolatedRunQuery`, where a query can be killed.
 * Throws `RESULTS_MISSING` or `RESULTS_DAMAGED` when the file cannot be used.
 */
export async function createDuckDbRunQuery(options: DuckDbRunQueryOptions): Promise<DuckDbEngine> {
  const database = await openServingDatabase({ ...options, threads: concurrentQueries });
  const gate = createGate({ width: concurrentQueries });
  const closing = new AbortController();
  const running = new Set<Promise<unknown>>();
  const execute: Execute = ({ person, ...request }, signal) => {
    const work = gate.enter(() => fetchRows(database, request, signal), { signal, person });
    running.add(work);
    // Its failure reaches the caller, who has the same promise.
    work.catch(() => {}).finally(() => running.delete(work));
    return work;
  };
  const close = async () => {
    closing.abort();
    // A file must not be closed under a query that still reads it.
    await Promise.allSettled(running);
    database.close();
  };
  return { runQuery: createGuardedRunQuery({ ...options, execute, closing: closing.signal }), close };
}
