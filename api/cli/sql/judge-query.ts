import { toAppError, type AppError } from "#core";

import type { CheckedQuery, GuardRequest, SqlDesk } from "../../open-sql.ts";

/**
 * What the guard decides on a query.
 * - `allow`: it runs as it is. Only its spelling may change: full table names, stars and aliases written out.
 * - `rewrite`: it runs, but may give other rows than it would by itself: `changes` says what was withheld or left out
 *   for privacy, or that the cap on rows stands in for a LIMIT.
 * - `deny`: it does not run.
 */
export type Verdict =
  | { readonly decision: "allow"; readonly checked: CheckedQuery }
  | { readonly decision: "rewrite"; readonly checked: CheckedQuery; readonly changes: readonly string[] }
  | { readonly decision: "deny"; readonly error: AppError };

/** Asks the guard. Never throws: a query that it cannot judge, for whatever reason, is denied. */
export function judgeQuery(check: SqlDesk["check"], request: GuardRequest): Verdict {
  try {
    const checked = check(request);
    const changes = [...checked.notices];
    if (checked.isCapped) changes.push(`At most ${request.maxRows} rows are given.`);
    return changes.length > 0 ? { decision: "rewrite", checked, changes } : { decision: "allow", checked };
  } catch (error) {
    return { decision: "deny", error: toAppError(error) };
  }
}
