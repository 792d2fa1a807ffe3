import { AppError, type Clock } from "#core";
import type { Domain } from "#knowledge";

import { createGate } from "../gate.ts";
import { createGuard } from "../guard/create-guard.ts";
import type { QueryRequest, QueryResult, ResultColumn, RunQuery } from "../port.ts";
import { queryLate, queryStopped } from "../query-ended.ts";
import { untilAborted } from "../until-aborted.ts";

/** A checked query on its way to an engine elsewhere. */
export type RemoteQuestion = {
  /** Athena's dialect. */
  readonly sql: string;
  readonly columns: readonly ResultColumn[];
  /** Rows fetched at most. */
  readonly count: number;
  /** Aborts when the query is not wanted any more; it is to be stopped there, too. */
  readonly signal: AbortSignal;
  /** To be called when the engine has no room. */
  readonly onThrottled: () => void;
};

/** What came back. */
export type RemoteAnswer = Pick<QueryResult, "queryId" | "rows" | "scannedBytes" | "costUsd">;

export type RemoteRunQueryOptions = {
  readonly engine: QueryResult["engine"];
  /** The engine's name in words. */
  readonly title: string;
  readonly ask: (question: RemoteQuestion) => Promise<RemoteAnswer>;
  /** What to throw for a failure that is neither the deadline's nor the caller's. */
  readonly toFailure: (cause: unknown) => unknown;
  readonly domain: Domain;
  /** A query's time, its waiting included. */
  readonly timeoutMs: number;
  /** Rows that a result may have at most. */
  readonly maxRows: number;
  /** Queries of this process at once. */
  readonly concurrentQueries: number;
  readonly clock: Clock;
};

export type RemoteEngine = {
  readonly runQuery: RunQuery;
  /** Stops what runs, there too. */
  readonly close: () => Promise<void>;
};

/**
 * What engines elsewhere share: the guard, the waiting in turns, the deadline, and the row past the cap that tells that
 * there were more. Throws `SQL_TIMEOUT`, `TURN_ABORTED`, and what the guard and `toFailure` give.
 */
export function createRemoteRunQuery(options: RemoteRunQueryOptions): RemoteEngine {
  const { timeoutMs, maxRows, clock } = options;
  const guard = createGuard({ domain: options.domain });
  const gate = createGate({ width: options.concurrentQueries });
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
        options.ask({ sql: athenaSql, columns: checked.outputs, count: rowCap + 1, signal, onThrottled });
      const work = gate.enter(ask, { signal, person });
      running.add(work);
      // Its failure reaches the caller through untilAborted.
      work.catch(() => {}).finally(() => running.delete(work));
      const { rows, ...answer } = await untilAborted(work, signal);
      return {
        ...answer,
        sql: checked.athenaSql,
        columns: checked.outputs,
        rows: rows.slice(0, rowCap),
        rowCount: Math.min(rows.length, rowCap),
        truncated: rows.length > rowCap,
        elapsedMs: clock.monotonicMs() - startMs,
        engine: options.engine,
        notices: checked.notices,
      };
    } catch (cause) {
      if (request.signal?.aborted || closing.signal.aborted) throw queryStopped(cause);
      if (deadline.aborted) throw isBusy ? busy(options, cause) : queryLate(timeoutMs, cause);
      throw options.toFailure(cause);
    }
  };
  const close = async () => {
    closing.abort();
    // What runs there is being stopped.
    await Promise.allSettled(running);
  };
  return { runQuery, close };
}

function busy({ title, timeoutMs }: RemoteRunQueryOptions, cause: unknown): AppError {
  return new AppError("SQL_TIMEOUT", {
    detail: `${title} had no room for the query within ${timeoutMs} ms.`,
    hint: "Ask again later.",
    cause,
  });
}
