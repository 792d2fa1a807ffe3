import { AppError, isAppError, type Clock, type IdSource } from "#core";
import type { Domain } from "#knowledge";

import { createGuard } from "../guard/create-guard.ts";
import type { QueryRequest, QueryResult, RunQuery, SqlValue } from "../port.ts";
import { queryLate, queryStopped } from "../query-ended.ts";
import type { RowRequest } from "./fetch-rows.ts";
import { createScanEstimate } from "./scan-estimate.ts";
import { untilAborted } from "../until-aborted.ts";

/** Runs a query that the guard has passed and gives its rows. `person` is whose turn it takes. */
export type Execute = (
  request: RowRequest & { readonly person?: string },
  signal: AbortSignal,
) => Promise<SqlValue[][]>;

export type GuardedRunQueryOptions = {
  readonly domain: Domain;
  readonly execute: Execute;
  /** A query's time, its waiting included. */
  readonly timeoutMs: number;
  /** Rows that a result may have at most. */
  readonly maxRows: number;
  readonly clock: Clock;
  readonly ids: IdSource;
  /** Aborts when the engine is closed. */
  readonly closing: AbortSignal;
};

/** The port over DuckDB, wherever that runs: guard, deadline, row cap and costs around `execute`. */
export function createGuardedRunQuery(options: GuardedRunQueryOptions): RunQuery {
  const { domain, execute, timeoutMs, maxRows, clock, ids, closing } = options;
  const guard = createGuard({ domain });
  const estimateScan = createScanEstimate(async (sql) => {
    const rows = await execute({ sql, count: 1 }, AbortSignal.any([closing]));
    return Number(rows[0]?.[0] ?? 0);
  }, domain);

  return async (request: QueryRequest): Promise<QueryResult> => {
    const startMs = clock.monotonicMs();
    const rowCap = Math.max(1, Math.min(request.maxRows ?? maxRows, maxRows));
    const checked = guard.check({ ...request, maxRows: rowCap });
    const deadline = AbortSignal.timeout(timeoutMs);
    const signal = AbortSignal.any([deadline, closing, ...(request.signal ? [request.signal] : [])]);
    try {
      const work = execute({ sql: checked.duckdbSql, count: rowCap + 1, person: request.person }, signal);
      const rows = await untilAborted(work, signal);
      const scannedBytes = await untilAborted(estimateScan(checked.columns, checked.tables), signal);
      return {
        queryId: ids("query"),
        sql: checked.athenaSql,
        columns: checked.outputs,
        rows: rows.slice(0, rowCap),
        rowCount: Math.min(rows.length, rowCap),
        truncated: rows.length > rowCap,
        scannedBytes,
        costUsd: 0,
        elapsedMs: clock.monotonicMs() - startMs,
        engine: "duckdb",
        notices: checked.notices,
      };
    } catch (cause) {
      if (request.signal?.aborted || closing.aborted) throw queryStopped(cause);
      if (deadline.aborted) throw queryLate(timeoutMs, cause);
      throw isAppError(cause) ? cause : unexpected(cause);
    }
  };
}

function unexpected(cause: unknown): AppError {
  return new AppError("SQL_FAILED", {
    detail: "The engine could not run the query.",
    hint: "Write it in another way, in smaller steps.",
    cause,
  });
}
