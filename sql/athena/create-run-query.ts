import { AppError, type Clock, type IdSource, type Random } from "#core";
import type { Domain } from "#knowledge";

import { createGate } from "../gate.ts";
import { createGuard } from "../guard/create-guard.ts";
import type { QueryRequest, QueryResult, RunQuery } from "../port.ts";
import { queryLate, queryStopped } from "../query-ended.ts";
import { untilAborted } from "../until-aborted.ts";
import { costOfScan, listPriceUsdPerTerabyte } from "./cost.ts";
import { toCallFailure } from "./failure.ts";
import type { Sleep } from "./send-with-retries.ts";

export type AthenaRunQueryOptions = {
  readonly region: string;
  readonly workgroup: string;
  /** Glue's data catalog where left out. */
  readonly catalog?: string;
  /** Where names without a database are looked up; the domain's analytics database where left out. */
  readonly database?: string;
  /** Where results go, as s3://bucket/prefix/; the workgroup's own place where left out. */
  readonly outputLocation?: string;
  readonly domain: Domain;
  /** The run whose results the tables hold: it is part of every text, so that no result of an earlier run is reused. */
  readonly runId: string;
  /** A query's time, its waiting included. */
  readonly timeoutMs: number;
  /** Rows that a result may have at most. */
  readonly maxRows: number;
  /** Queries of this process at once; the account's quota is shared with others. */
  readonly concurrentQueries?: number;
  /** Age up to which the result of the same text on the same run is used again; 0 for never. */
  readonly reuseMinutes?: number;
  /** Bytes after which a query is stopped; the workgroup's own limit holds besides. */
  readonly maxScannedBytes?: number;
  /** The region's price for a terabyte read, in US dollars; the list price of most regions where left out. */
  readonly usdPerTerabyte?: number;
  readonly clock: Clock;
  readonly ids: IdSource;
  readonly random: Random;
  readonly sleep?: Sleep;
};

export type AthenaEngine = {
  readonly runQuery: RunQuery;
  /** Stops what runs, in Athena too, and lets go of the connections. */
  readonly close: () => Promise<void>;
};

/**
 * Runs queries on Athena: through the guard, then as a workgroup's query, stopped there when it is not wanted any
 * more. Makes no call until the first query.
 */
export async function createAthenaRunQuery(options: AthenaRunQueryOptions): Promise<AthenaEngine> {
  const { domain, timeoutMs, maxRows, clock, concurrentQueries = 5 } = options;
  const { usdPerTerabyte = listPriceUsdPerTerabyte } = options;
  // The AWS SDK is loaded only where Athena is used.
  const [{ createAthenaClient }, { askAthena }] = await Promise.all([import("./client.ts"), import("./ask-athena.ts")]);
  const client = createAthenaClient(options.region);
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
    const deadline = AbortSignal.timeout(timeoutMs);
    const signal = AbortSignal.any([deadline, closing.signal, ...(request.signal ? [request.signal] : [])]);
    let isBusy = false;
    const onThrottled = () => (isBusy = true);
    try {
      const ask = () =>
        askAthena(client, options, {
          sql: athenaSql,
          columns: checked.outputs,
          count: rowCap + 1,
          signal,
          onThrottled,
        });
      const work = gate.enter(ask, { signal, person });
      running.add(work);
      // Its failure reaches the caller through untilAborted.
      work.catch(() => {}).finally(() => running.delete(work));
      const { executionId, execution, rows } = await untilAborted(work, signal);
      const reused = execution.Statistics?.ResultReuseInformation?.ReusedPreviousResult === true;
      const scannedBytes = reused ? 0 : (execution.Statistics?.DataScannedInBytes ?? 0);
      return {
        queryId: executionId,
        sql: checked.athenaSql,
        columns: checked.outputs,
        rows: rows.slice(0, rowCap),
        rowCount: Math.min(rows.length, rowCap),
        truncated: rows.length > rowCap,
        scannedBytes,
        costUsd: reused ? 0 : costOfScan(scannedBytes, usdPerTerabyte),
        elapsedMs: clock.monotonicMs() - startMs,
        engine: "athena",
        notices: checked.notices,
      };
    } catch (cause) {
      if (request.signal?.aborted || closing.signal.aborted) throw queryStopped(cause);
      if (deadline.aborted) throw isBusy ? busy(timeoutMs, cause) : queryLate(timeoutMs, cause);
      throw toCallFailure(cause);
    }
  };
  const close = async () => {
    closing.abort();
    // What runs in Athena is being stopped there.
    await Promise.allSettled(running);
    client.destroy();
  };
  return { runQuery, close };
}

function busy(timeoutMs: number, cause: unknown): AppError {
  return new AppError("SQL_TIMEOUT", {
    detail: `Athena had no room for the query within ${timeoutMs} ms.`,
    hint: "Ask again later.",
    cause,
  });
}
