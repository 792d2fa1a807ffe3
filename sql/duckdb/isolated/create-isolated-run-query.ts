import { availableParallelism } from "node:os";

import { AppError } from "#core";

import type { SqlValue } from "../../port.ts";
import type { DuckDbEngine, DuckDbRunQueryOptions } from "../create-run-query.ts";
import { outgrownWords } from "../engine-failure.ts";
import { createGuardedRunQuery, type Execute } from "../guarded-run-query.ts";
import { createLane, type Lane } from "./lane.ts";
import { startQueryProcess, type QueryOutcome, type QueryProcess } from "./query-process-handle.ts";

export type IsolatedRunQueryOptions = DuckDbRunQueryOptions & {
  /** Time after which a query is taken for a heavy one. */
  readonly quickMs?: number;
  /** Told of every process that starts, with the lane it is for. */
  readonly onProcess?: (lane: "quick" | "slow", pid: number | undefined) => void;
};

/** Queries at once in each lane. */
const laneWidth = 2;
const idleMs = 60_000;
/** Share of the memory for one process of each lane; two of each make it up. */
const quickShare = 1 / 8;
const slowShare = 3 / 8;
/** DuckDB needs this much to read a table at all. */
const minimumMemoryMb = 64;
const slowNiceness = 10;

/**
 * Runs queries on a results file in processes of their own: through the guard, here, then in a process that holds
 * nothing but that file, can be killed, and takes only its own query with it.
 *
 * Every query starts in the quick lane. One that outlives `quickMs`, outgrows the little memory there, or loses its
 * process starts again in the slow lane, with more memory and at low priority. So short queries wait for heavy ones
 * `quickMs` at most. In the slow lane no person has all processes.
 *
 * Throws `RESULTS_MISSING` or `RESULTS_DAMAGED` when the file cannot be used.
 */
export async function createIsolatedRunQuery(options: IsolatedRunQueryOptions): Promise<DuckDbEngine> {
  const { databasePath, memoryMb, quickMs = 500, onProcess } = options;
  const threads = Math.min(8, availableParallelism());
  const start = (lane: "quick" | "slow", share: number, niceness: number): QueryProcess => {
    const started = startQueryProcess({
      databasePath,
      memoryMb: Math.max(minimumMemoryMb, Math.floor(memoryMb * share)),
      threads,
      niceness,
    });
    onProcess?.(lane, started.pid);
    return started;
  };
  const quick = createLane({
    start: () => start("quick", quickShare, 0),
    width: laneWidth,
    widthPerPerson: laneWidth,
    limitMs: quickMs,
    kept: laneWidth,
    idleMs,
  });
  await quick.ready.catch(async (error: unknown) => {
    await quick.close();
    throw error;
  });
  // Only now, so that the first process has the machine for its start.
  const slow = createLane({
    start: () => start("slow", slowShare, slowNiceness),
    width: laneWidth,
    widthPerPerson: laneWidth - 1,
    kept: 1,
    idleMs,
  });
  const closing = new AbortController();
  const close = async () => {
    closing.abort();
    await Promise.all([quick.close(), slow.close()]);
  };
  return {
    runQuery: createGuardedRunQuery({ ...options, execute: executeIn(quick, slow), closing: closing.signal }),
    close,
  };
}

function executeIn(quick: Lane, slow: Lane): Execute {
  return async (request, signal) => {
    const outcome = await quick.run(request, signal);
    signal.throwIfAborted();
    if (outcome.kind === "rows" || outcome.kind === "failed") return rowsOf(outcome);
    return rowsOf(await slow.run(request, signal));
  };
}

function rowsOf(outcome: QueryOutcome): SqlValue[][] {
  switch (outcome.kind) {
    case "rows":
      return outcome.rows;
    case "failed":
      throw outcome.error;
    case "outgrown": {
      const [detail, hint] = outgrownWords;
      throw new AppError("SQL_FAILED", { detail, hint });
    }
    case "stopped":
    case "lost":
      throw new AppError("SQL_FAILED", {
        detail: "The engine broke down under the query.",
        hint: "Try once more; if it happens again, write the query in smaller steps.",
      });
    default:
      return outcome satisfies never;
  }
}
