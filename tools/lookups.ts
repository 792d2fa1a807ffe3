import type { QueryResult } from "#sql";

import type { ToolDeps } from "./deps.ts";

/** The queries of one tool call, run with the person's rights and kept for its evidence. */
export type Lookups = {
  readonly run: (sql: string) => Promise<QueryResult>;
  /** What came back, in the order of asking, whichever query was done first. */
  readonly results: () => readonly QueryResult[];
};

/** Rows that one look-up of a tool may have: categories, features and metrics, never customers. */
const rowsALookup = 500;

/** Begins a call without any query. */
export function createLookups(deps: ToolDeps, signal: AbortSignal | undefined): Lookups {
  const asked: (QueryResult | null)[] = [];
  return {
    run: async (sql) => {
      const place = asked.push(null) - 1;
      const result = await deps.runQuery({ sql, role: deps.role, maxRows: rowsALookup, signal });
      asked[place] = result;
      return result;
    },
    results: () => asked.filter((result) => result !== null),
  };
}
