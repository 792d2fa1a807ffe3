import { AppError, type Clock } from "#core";

import type { QueryRequest, QueryResult, RunQuery } from "../port.ts";
import type { UsageStore } from "./usage-store.ts";

/** What one person may use on one day (UTC); null for as much as they like. */
export type DailyBudget = { readonly bytes: number | null; readonly seconds: number | null };

export type BudgetedRunQueryOptions = {
  readonly runQuery: RunQuery;
  /** Queries of nobody in particular share one budget. */
  readonly perDay: DailyBudget;
  readonly usage: UsageStore;
  readonly clock: Clock;
};

/**
 * Refuses queries of persons who have used up their day. A query is counted when it has ended, on the day it began,
 * by the bytes it read and the time it took, its failure's time included; so those under way together may go past the
 * budget once. Throws `QUERY_BUDGET`, and what the store throws: a use that cannot be counted is not given away.
 */
export function createBudgetedRunQuery({ runQuery, perDay, usage, clock }: BudgetedRunQueryOptions): RunQuery {
  return async (request: QueryRequest): Promise<QueryResult> => {
    const person = request.person ?? "";
    const day = clock.now().toISOString().slice(0, 10);
    const used = await usage.usageOf(person, day);
    if (used.bytes >= (perDay.bytes ?? Infinity)) throw usedUp(bytesText(perDay.bytes ?? 0), day);
    if (used.seconds >= (perDay.seconds ?? Infinity)) throw usedUp(`${perDay.seconds} seconds`, day);
    const startMs = clock.monotonicMs();
    let bytes = 0;
    try {
      const result = await runQuery(request);
      bytes = result.scannedBytes;
      return result;
    } finally {
      await usage.add(person, day, { bytes, seconds: (clock.monotonicMs() - startMs) / 1_000 });
    }
  };
}

function usedUp(budget: string, day: string): AppError {
  const renewal = new Date(Date.parse(day) + millisecondsADay).toISOString().slice(0, 10);
  return new AppError("QUERY_BUDGET", {
    detail: `Today's budget of ${budget} for queries is used up.`,
    hint: `It is renewed on ${renewal} at 00:00 UTC. Answer from what was already found; who runs the service can raise it.`,
  });
}

const millisecondsADay = 86_400_000;

function bytesText(bytes: number): string {
  const units = ["bytes", "kB", "MB", "GB", "TB", "PB"];
  const step = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3));
  return `${Number((bytes / 1_000 ** step).toPrecision(3))} ${units[step]}`;
}
