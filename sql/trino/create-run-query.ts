import { AppError, type Clock, type IdSource, type Random } from "#core";
import type { Domain } from "#knowledge";

import { createGate } from "../gate.ts";
import { createGuard } from "../guard/create-guard.ts";
import type { QueryRequest, QueryResult, RunQuery } from "../port.ts";
import { queryLate, queryStopped } from "../query-ended.ts";
import { untilAborted } from "../until-aborted.ts";
import { askTrino } from "./ask-trino.ts";
import { createConnection, type TrinoAccess } from "./connection.ts";
import type { Sleep } from "./send-with-retries.ts";
import { sessionHeaders } from "./session.ts";

export type TrinoRunQueryOptions = TrinoAccess & {
  /** The catalog that has the results' schemas, named as the domain's databases. */
  readonly catalog: string;
  /** Where names without a schema are looked up; the domain's analytics database where left out. */
  readonly schema?: string;
  readonly domain: Domain;
  /** The run whose results the tables hold; it goes with every query as a client tag. */
  readonly runId: string;
  /** A query's time, its waiting included. */
  readonly timeoutMs: number;
  /** Time after which one request without an answer counts as broken and is made again; 30 s where left out. */
  readonly callTimeoutMs?: number;
  /** Rows that a result may have at most. */
  readonly maxRows: number;
  /** Queries of this process at once; the cluster is shared with others. */
  readonly concurrentQueries?: number;
  /** Bytes read from storage after which a query is stopped; the cluster's own limit holds besides. */
  readonly maxScannedBytes?: number;
  readonly clock: Clock;
  readonly ids: IdSource;
  readonly random: Random;
  readonly sleep?: Sleep;
};

export type TrinoEngine = {
  readonly runQuery: RunQuery;
  /** Stops what runs, in Trino too. */
  readonly close: () => Promise<void>;
};

/**
 * Runs queries on a Trino of one's own: through the guard, then by Trino's client protocol, stopped there when they are
 * not wanted any more. Makes no call until the first query. Rejects with `CONFIG_INVALID` where a setting cannot be
 * used, or would send a secret in clear.
 */
export async function createTrinoRunQuery(options: TrinoRunQueryOptions): Promise<TrinoEngine> {
  const { domain, timeoutMs, maxRows, clock, concurrentQueries = 5 } = options;
  const connection = createConnection(options);
  const session = sessionHeaders(options);
  const guard = createGuard({ domain });
  const gate = createGate({ width: concurrentQueries });
  const closing = new AbortController();
  const running = new Set<Promise<unknown>>();

  const runQuery = async (request: QueryRequest): Promise<QueryResult> => {
    const startMs = clock.monotonicMs();
    const { sql, role, person, smallestGroup } = request;
    const rowCap = Math.max(1, Math.min(request.maxRows ?? maxRows, maxRows));
    const checked = guard.check({ sql, role, smallestGroup, maxRows: rowCap });
    // The row past the cap tells that there were more.
    const { athenaSql } = guard.check({ sql, role, smallestGroup, maxRows: rowCap + 1 });
    const columnCount = checked.outputs.length;
    const deadline = AbortSignal.timeout(timeoutMs);
    const signal = AbortSignal.any([deadline, closing.signal, ...(request.signal ? [request.signal] : [])]);
    let isBusy = false;
    const onThrottled = () => (isBusy = true);
    try {
      const ask = () =>
        askTrino(connection, options, {
          sql: athenaSql,
          sessionHeaders: session,
          columnCount,
          count: rowCap + 1,
          signal,
          onThrottled,
        });
      const work = gate.enter(ask, { signal, person });
      running.add(work);
      // Its failure reaches the caller through untilAborted.
      work.catch(() => {}).finally(() => running.delete(work));
      const { queryId, rows, scannedBytes } = await untilAborted(work, signal);
      return {
        queryId,
        sql: checked.athenaSql,
        columns: checked.outputs,
        rows: rows.slice(0, rowCap),
        rowCount: Math.min(rows.length, rowCap),
        truncated: rows.length > rowCap,
        scannedBytes,
        costUsd: null,
        elapsedMs: clock.monotonicMs() - startMs,
        engine: "trino",
        notices: checked.notices,
      };
    } catch (cause) {
      if (request.signal?.aborted || closing.signal.aborted) throw queryStopped(cause);
      if (deadline.aborted) throw isBusy ? busy(timeoutMs, cause) : queryLate(timeoutMs, cause);
      throw cause;
    }
  };
  const close = async () => {
    closing.abort();
    // What runs in Trino is being stopped there.
    await Promise.allSettled(running);
  };
  return { runQuery, close };
}

function busy(timeoutMs: number, cause: unknown): AppError {
  return new AppError("SQL_TIMEOUT", {
    detail: `Trino had no room for the query within ${timeoutMs} ms.`,
    hint: "Ask again later.",
    cause,
  });
}
