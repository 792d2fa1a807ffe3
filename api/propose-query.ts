import { isAppError, type IdSource } from "#core";
import type { QueryProposal, QueryProposalStore } from "#store";

import type { SqlDesk } from "./open-sql.ts";

/** A correction that came with feedback, and the answer that it is about. */
export type GivenCorrection = {
  readonly owner: string;
  readonly answerId: string;
  /** The question of that answer. */
  readonly question: string;
  /** What the person wrote: words or SQL. */
  readonly correction: string;
};

/**
 * Keeps a correction that is SQL as a proposal for a verified query, checked by the guard at once: one that it refuses
 * is kept as refused, with the reason. Null where the correction is not SQL. Throws `STORE_UNAVAILABLE`.
 */
export type ProposeQuery = (given: GivenCorrection, signal?: AbortSignal) => Promise<QueryProposal | null>;

/** Rows that the guard's check is made with; what is kept is the person's own text. */
const checkedRows = 1_000;

export function createProposeQuery(deps: {
  readonly proposals: Pick<QueryProposalStore, "propose">;
  readonly check: SqlDesk["check"];
  readonly ids: IdSource;
}): ProposeQuery {
  const { proposals, check, ids } = deps;
  return async ({ owner, answerId, question, correction }, signal) => {
    const sql = correction.trim();
    if (!isSql(sql)) return null;
    return proposals.propose(
      { id: ids("query"), owner, answerId, question, sql, refusal: refusalOf(sql, check) },
      signal,
    );
  };
}

/** Whether a text begins as a query does: "select the premium ones" is a sentence. */
function isSql(text: string): boolean {
  return /^\(*\s*select\s[\s\S]*\sfrom\s+[\w"(]/i.test(text) || /^with\s+[\w"]+(\s*\([^)]*\))?\s+as\s*\(/i.test(text);
}

/** Why an analyst could not run it; null where they could. */
export function refusalOf(sql: string, check: SqlDesk["check"]): string | null {
  try {
    check({ sql, role: "analyst", maxRows: checkedRows });
    return null;
  } catch (error) {
    if (isAppError(error, "SQL_REFUSED", "PRIVACY_REFUSED")) return error.detail;
    throw error;
  }
}
