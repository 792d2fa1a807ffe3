import { setTimeout as wait } from "node:timers/promises";

import type { AppError } from "#core";

import type { TrinoConnection } from "./connection.ts";
import type { TrinoRunQueryOptions } from "./create-run-query.ts";
import { anotherRun, toQueryFailure, unavailable } from "./failure.ts";
import { runStatement, type FinishedStatement, type StatementEnd } from "./run-statement.ts";
import type { Sleep } from "../remote/sleep.ts";
import type { RetryDeps } from "./send-with-retries.ts";

export type TrinoQuestion = {
  readonly sql: string;
  /** The session's, of every statement. */
  readonly sessionHeaders: Readonly<Record<string, string>>;
  /** Columns that the result must have. */
  readonly columnCount: number;
  /** Rows wanted at most. */
  readonly count: number;
  readonly signal: AbortSignal;
  readonly onThrottled: () => void;
};

/** Trino answers within a second or tells to ask again; a proxy may take its time. */
const defaultCallTimeoutMs = 30_000;
const firstDelayMs = 500;
const longestDelayMs = 8_000;
/** Runs of a query that finds no room in the cluster; where its queue is full the deadline is the end. */
const maxRunsWithoutRoom = 5;

/** Runs the query to its end; again where Trino itself was at fault, once, or has no room, a few times. */
export async function askTrino(
  connection: TrinoConnection,
  options: TrinoRunQueryOptions,
  { sql, sessionHeaders, columnCount, count, signal, onThrottled }: TrinoQuestion,
): Promise<FinishedStatement> {
  const { sleep = waitFor, random, clock, ids, callTimeoutMs = defaultCallTimeoutMs, maxScannedBytes = null } = options;
  const deps: RetryDeps = { sleep, random, clock, callTimeoutMs, onThrottled };
  const request = {
    sql,
    columnCount,
    count,
    maxScannedBytes,
    // One token for every try of the same question: in Trino's log they are found together.
    sessionHeaders: { ...sessionHeaders, "X-Trino-Trace-Token": ids("query") },
  };
  let runs = 0;
  let faults = 0;
  for (;;) {
    const end = await runStatement(connection, request, signal, deps);
    if (end.kind === "finished") return end;
    runs++;
    const again = end.kind === "lost" ? "soon" : anotherRun(end.error);
    const isQueueFull = end.kind === "failed" && end.error.errorName === "QUERY_QUEUE_FULL";
    if (again === "never" || (again === "soon" && ++faults > 1)) throw failureOf(end);
    if (again === "with room" && !isQueueFull && runs >= maxRunsWithoutRoom) throw failureOf(end);
    if (isQueueFull) onThrottled();
    const longestMs = Math.min(longestDelayMs, firstDelayMs * 2 ** (runs - 1));
    await sleep(longestMs * (0.5 + 0.5 * random.uniform()), signal);
  }
}

function failureOf(end: Exclude<StatementEnd, FinishedStatement>): AppError {
  return end.kind === "lost" ? unavailable("the query was lost twice") : toQueryFailure(end.error);
}

const waitFor: Sleep = (delayMs, signal) => wait(delayMs, undefined, { signal });
