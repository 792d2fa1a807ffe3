import { AppError } from "#core";

import type { SqlValue } from "../port.ts";
import { createRowCollector } from "./collect-rows.ts";
import type { TrinoConnection } from "./connection.ts";
import type { TrinoAnswer } from "./exchange.ts";
import { toCallFailure, tooManyBytes } from "./failure.ts";
import { nextAddress } from "./next-address.ts";
import { parsePage, type TrinoError, type TrinoPage } from "./page.ts";
import { sendWithRetries, type RetryDeps } from "./send-with-retries.ts";

export type StatementRequest = {
  /** The text as Trino gets it. */
  readonly sql: string;
  /** What the statement's session is made of; goes with the first request only. */
  readonly sessionHeaders: Readonly<Record<string, string>>;
  /** Columns that the result must have. */
  readonly columnCount: number;
  /** Rows wanted at most. */
  readonly count: number;
  /** Bytes after which the query is stopped. Null for none. */
  readonly maxScannedBytes: number | null;
};

export type FinishedStatement = {
  readonly kind: "finished";
  readonly queryId: string;
  readonly rows: readonly (readonly SqlValue[])[];
  readonly scannedBytes: number;
};

/** How a statement ended: `lost` where Trino does not know it any more, as after a restart. */
export type StatementEnd =
  | FinishedStatement
  | { readonly kind: "failed"; readonly error: TrinoError }
  | { readonly kind: "lost" };

/** Waits between pages without rows grow from here; Trino itself holds such an answer back for up to a second. */
const firstPauseMs = 50;
const longestPauseMs = 1_000;
/** Answers that may follow each other at once: a short query passes through them. */
const freePages = 4;
/** Time that stopping may take, after the query's own time is over. */
const stopMs = 5_000;

/**
 * Runs a statement and follows its pages until it has ended or `count` rows are there. One that has not ended when this
 * returns or throws has been told to stop. A POST whose answer is lost needs no stopping, and may be sent again: Trino
 * begins to run a statement only when the page after it is asked for.
 */
export async function runStatement(
  connection: TrinoConnection,
  request: StatementRequest,
  signal: AbortSignal,
  deps: RetryDeps,
): Promise<StatementEnd> {
  signal.throwIfAborted();
  const { origin, headers } = connection;
  const collector = createRowCollector(request.columnCount, request.count);
  let emptyPages = 0;
  let spentMs = 0;
  /** Where the statement goes on, which is also where it is stopped. */
  let next: string | undefined;
  try {
    const post = {
      method: "POST",
      url: `${origin}/v1/statement`,
      headers: { ...headers, ...request.sessionHeaders },
      body: request.sql,
    } as const;
    let answer = await sendWithRetries(post, signal, deps);
    for (;;) {
      if (next !== undefined && isLost(answer)) {
        next = undefined;
        return { kind: "lost" };
      }
      if (answer.status !== 200) throw toCallFailure(answer, connection.withoutSecrets);
      const page = parsePage(answer.text);
      if (page.error || !page.nextUri) next = undefined;
      else next = nextAddress(page.nextUri, origin);
      if (page.error) return { kind: "failed", error: page.error };
      assertSelect(page);
      const found = collector.add(page, answer.bytes);
      const scannedBytes = scannedBytesOf(page);
      if (next === undefined || collector.isFull()) {
        return { kind: "finished", queryId: page.id, rows: collector.rows(), scannedBytes };
      }
      if (scannedBytes > (request.maxScannedBytes ?? Infinity)) throw tooManyBytes();
      emptyPages = found > 0 ? 0 : emptyPages + 1;
      await pause(emptyPages, spentMs, signal, deps);
      const askedMs = deps.clock.monotonicMs();
      answer = await sendWithRetries({ method: "GET", url: next, headers }, signal, deps);
      spentMs = deps.clock.monotonicMs() - askedMs;
    }
  } finally {
    if (next !== undefined) await stop(next, headers, deps);
  }
}

/** Keeps a server, or a proxy, that answers at once each time from being asked without a break; `spentMs` counts in. */
async function pause(emptyPages: number, spentMs: number, signal: AbortSignal, { sleep, random }: RetryDeps) {
  if (emptyPages <= freePages) return;
  const longestMs = Math.min(longestPauseMs, firstPauseMs * 2 ** (emptyPages - freePages - 1));
  const pauseMs = longestMs * (0.75 + 0.25 * random.uniform()) - spentMs;
  if (pauseMs > 0) await sleep(pauseMs, signal);
}

/** What the guard let pass is a SELECT; if Trino reads it as anything else, one of the two is wrong. */
function assertSelect({ updateType }: TrinoPage): void {
  if (!updateType) return;
  throw new AppError("SQL_REFUSED", {
    detail: `Trino reads the query as ${updateType.slice(0, 60)}, not as a SELECT.`,
    hint: "Write it as one plain SELECT.",
  });
}

/** Connectors that read from no storage tell only what they processed. */
function scannedBytesOf({ stats }: TrinoPage): number {
  return stats.physicalInputBytes > 0 ? stats.physicalInputBytes : stats.processedBytes;
}

/** Whether a page that was told of is not there any more. */
function isLost({ status }: TrinoAnswer): boolean {
  return status === 404 || status === 410;
}

async function stop(url: string, headers: Readonly<Record<string, string>>, deps: RetryDeps): Promise<void> {
  try {
    await sendWithRetries({ method: "DELETE", url, headers }, AbortSignal.timeout(stopMs), deps);
  } catch {
    // query_max_run_time ends it, or Trino does when nobody asks for its pages; the error on its way says more.
  }
}
