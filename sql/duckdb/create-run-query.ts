import { AppError, type Clock, type IdSource } from "#core";
import type { Domain } from "#knowledge";

import { createGuard } from "../guard/create-guard.ts";
import type { QueryRequest, QueryResult, RunQuery, SqlValue } from "../port.ts";
import { createGate } from "./gate.ts";
import { openServingDatabase, type ServingDatabase } from "./open-serving-database.ts";
import { createScanEstimate } from "./scan-estimate.ts";

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
 * file. Throws `RESULTS_MISSING` or `RESULTS_DAMAGED` when the file cannot be used.
 */
export async function createDuckDbRunQuery(options: DuckDbRunQueryOptions): Promise<DuckDbEngine> {
  const { domain, timeoutMs, maxRows, clock, ids } = options;
  const database = await openServingDatabase({ ...options, threads: concurrentQueries });
  const guard = createGuard({ domain });
  const gate = createGate(concurrentQueries);
  const estimateScan = createScanEstimate(database, domain);
  const closing = new AbortController();
  const running = new Set<Promise<unknown>>();

  const runQuery = async (request: QueryRequest): Promise<QueryResult> => {
    const startMs = clock.monotonicMs();
    const rowCap = Math.max(1, Math.min(request.maxRows ?? maxRows, maxRows));
    const checked = guard.check({ sql: request.sql, role: request.role, maxRows: rowCap });
    const deadline = AbortSignal.timeout(timeoutMs);
    const signal = AbortSignal.any([deadline, closing.signal, ...(request.signal ? [request.signal] : [])]);
    try {
      const work = gate.enter(() => fetchRows(database, checked.duckdbSql, rowCap + 1, signal), signal);
      running.add(work);
      // Its failure reaches the caller through untilAborted.
      work.catch(() => {}).finally(() => running.delete(work));
      const rows = await untilAborted(work, signal);
      const scannedBytes = await estimateScan(checked.columns, checked.tables);
      return {
        queryId: ids("query"),
        sql: checked.athenaSql,
        columns: checked.outputs,
        rows: rows.slice(0, rowCap),
        rowCount: Math.min(rows.length, rowCap),
        truncated: rows.length > rowCap,
        scannedBytes,
        elapsedMs: clock.monotonicMs() - startMs,
        engine: "duckdb",
        notices: checked.notices,
      };
    } catch (cause) {
      throw translateFailure(cause, {
        aborted: request.signal?.aborted === true || closing.signal.aborted,
        late: deadline.aborted,
        timeoutMs,
      });
    }
  };
  const close = async () => {
    closing.abort();
    // A file must not be closed under a query that still reads it.
    await Promise.allSettled(running);
    database.close();
  };
  return { runQuery, close };
}

/**
 * The work's value, or the signal's reason as soon as it aborts: a query deep in one vector hears its interrupt late,
 * and keeps its place at the gate until it does, but nobody waits for it.
 */
function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const give = () => reject(signal.reason);
    signal.addEventListener("abort", give, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener("abort", give));
    if (signal.aborted) give();
  });
}

/** The first `count` rows of a query, on a connection of its own that is interrupted when the signal aborts. */
async function fetchRows(
  database: ServingDatabase,
  sql: string,
  count: number,
  signal: AbortSignal,
): Promise<SqlValue[][]> {
  const { convertValue } = await import("./convert-values.ts");
  const connection = await database.connect();
  // An interrupt that comes before the query has a thread is lost, so it is sent until the query ends.
  let repeat: ReturnType<typeof setInterval> | undefined;
  const interrupt = () => {
    repeat ??= setInterval(() => connection.interrupt(), 5);
  };
  signal.addEventListener("abort", interrupt, { once: true });
  try {
    // It may have aborted while the connection was made, before anyone listened.
    signal.throwIfAborted();
    const rows: SqlValue[][] = [];
    const result = await connection.stream(sql);
    for await (const batch of result.yieldRows()) {
      for (const row of batch) if (rows.length < count) rows.push(row.map(convertValue));
      signal.throwIfAborted();
    }
    return rows;
  } finally {
    clearInterval(repeat);
    signal.removeEventListener("abort", interrupt);
    connection.closeSync();
  }
}

type Circumstances = {
  readonly aborted: boolean;
  readonly late: boolean;
  readonly timeoutMs: number;
};

/** The engine's own words may hold values of rows: only those about names and types go on. */
function translateFailure(cause: unknown, { aborted, late, timeoutMs }: Circumstances): AppError {
  if (aborted)
    return new AppError("TURN_ABORTED", {
      detail: "The query was stopped.",
      hint: "Ask again.",
      cause,
    });
  if (late) {
    return new AppError("SQL_TIMEOUT", {
      detail: `The query took longer than ${timeoutMs} ms.`,
      hint: "Ask for less: filter earlier, join fewer tables, or group before joining.",
      cause,
    });
  }
  if (cause instanceof AppError) return cause;
  const message = cause instanceof Error ? cause.message : "";
  const [detail, hint] = failureWords(message);
  return new AppError("SQL_FAILED", { detail, hint, cause });
}

function failureWords(message: string): readonly [detail: string, hint: string] {
  const [firstLine = ""] = message.split("\n");
  if (message.includes("Division by zero")) return ["A division by zero stopped the query.", "Divide by nullif(x, 0)."];
  if (/^Out of Memory/i.test(message))
    return ["The query needs more memory than it may take.", "Group or filter before joining and sorting."];
  if (/^(Conversion|Invalid Input|Out of Range)/i.test(message)) {
    return ["A value could not be converted or is out of range.", "Use try_cast, or filter such values out first."];
  }
  if (/^(Binder|Parser|Catalog) Error/i.test(message))
    return [firstLine.slice(0, 300), "Mend the query at this place, or write it in another way."];
  return ["The engine could not run the query.", "Write it in another way, in smaller steps."];
}
