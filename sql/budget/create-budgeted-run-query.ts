import { AppError, type Clock } from "#core";

import type { QueryRequest, QueryResult, RunQuery } from "../port.ts";

export type BudgetedRunQueryOptions = {
  readonly runQuery: RunQuery;
  /** What one person may use on one day (UTC); queries of nobody in particular share one budget. */
  readonly perDay: { readonly bytes: number; readonly seconds: number };
  readonly clock: Clock;
};

/** What somebody has used today. */
type Use = { bytes: number; seconds: number };

/**
 * Refuses queries of persons who have used up their day. A query is counted when it has ended, by the bytes it read
 * and the time it took, its failure's time included; so those under way together may go past the budget once.
 * Holds within this process. Throws `SQL_REFUSED`.
 */
export function createBudgetedRunQuery({ runQuery, perDay, clock }: BudgetedRunQueryOptions): RunQuery {
  let day = "";
  let uses = new Map<string, Use>();
  const useOf = (person: string): Use => {
    const today = clock.now().toISOString().slice(0, 10);
    if (today !== day) uses = new Map();
    day = today;
    const known = uses.get(person) ?? { bytes: 0, seconds: 0 };
    uses.set(person, known);
    return known;
  };
  return async (request: QueryRequest): Promise<QueryResult> => {
    const person = request.person ?? "";
    const { bytes, seconds } = useOf(person);
    if (bytes >= perDay.bytes || seconds >= perDay.seconds) throw usedUp(bytes >= perDay.bytes ? "bytes" : "time");
    const startMs = clock.monotonicMs();
    let readBytes = 0;
    try {
      const result = await runQuery(request);
      readBytes = result.scannedBytes;
      return result;
    } finally {
      const use = useOf(person);
      use.bytes += readBytes;
      use.seconds += (clock.monotonicMs() - startMs) / 1_000;
    }
  };
}

function usedUp(what: "bytes" | "time"): AppError {
  return new AppError("SQL_REFUSED", {
    detail: `Today's budget of ${what} for queries is used up.`,
    hint: "Answer from what was already found, or ask again tomorrow; who runs the service can raise the budget.",
  });
}
