import type { Principal } from "#agent";
import { AppError, isAppError, type Clock } from "#core";
import type { Page, PageRequest, QueryProposal, QueryProposalStore } from "#store";

import { requireRight } from "./require-right.ts";

/** What a reviewer adds to a proposal that is taken into the verified queries. */
export type Acceptance = {
  readonly title: string;
  /** Instead of the words of the person who asked. */
  readonly question: string | null;
  /** What the rows tell, in a sentence; the title where null. */
  readonly answers: string | null;
  readonly caveats: readonly string[];
  /** Who stands for it; the principal's id where null. */
  readonly reviewedBy: string | null;
};

/** A new entry of the verified queries. */
export type AcceptedQuery = {
  readonly id: string;
  readonly title: string;
  readonly question: string;
  readonly sql: string;
  readonly answers: string;
  readonly caveats: string[];
  readonly reviewedBy: string;
  /** YYYY-MM-DD */
  readonly reviewedOn: string;
};

/** The review of queries that people proposed. Throws `RIGHT_MISSING`. */
export type QueryOperations = {
  /** Everybody's, oldest first. Throws `REQUEST_INVALID` for an `after` that no page gave. */
  readonly list: (principal: Principal, page: PageRequest, signal: AbortSignal) => Promise<Page<QueryProposal>>;
  /** Throws `REVIEW_INVALID` where there is none of that id. */
  readonly show: (principal: Principal, id: string, signal: AbortSignal) => Promise<QueryProposal>;
  /**
   * Runs the query once more as an analyst would, and takes it into the domain's verified queries. Throws
   * `REVIEW_INVALID` where it was reviewed before, does not run, is in the list already, or does not fit into it.
   */
  readonly accept: (
    principal: Principal,
    id: string,
    acceptance: Acceptance,
    signal: AbortSignal,
  ) => Promise<AcceptedQuery>;
  /** Throws `REVIEW_INVALID` where it was reviewed before. */
  readonly reject: (principal: Principal, id: string, reason: string, signal: AbortSignal) => Promise<void>;
};

export type QueryOperationsDeps = {
  readonly proposals: Omit<QueryProposalStore, "propose">;
  /** Runs a query with an analyst's rights; rejects as the guard and the engine do. */
  readonly tryQuery: (sql: string, principal: Principal, signal: AbortSignal) => Promise<void>;
  /** Title of the verified query that a query is already; null where it is none. */
  readonly verifiedTitleOf: (sql: string) => string | null;
  /** Throws `REVIEW_INVALID` for an entry that does not fit beside the others. */
  readonly addToList: (entry: AcceptedQuery, signal: AbortSignal) => Promise<void>;
  readonly clock: Clock;
};

export function createQueryOperations(deps: QueryOperationsDeps): QueryOperations {
  const { proposals, tryQuery, verifiedTitleOf, addToList, clock } = deps;
  const load = async (id: string, signal: AbortSignal) => {
    const proposal = await proposals.load(id, signal);
    if (proposal === null) throw invalid(`There is no proposal ${JSON.stringify(id)}.`, "List them to see their ids.");
    return proposal;
  };
  return {
    list: async (principal, page, signal) => {
      requireRight(principal, "accept-queries");
      return proposals.list(page, signal);
    },
    show: async (principal, id, signal) => {
      requireRight(principal, "accept-queries");
      return load(id, signal);
    },
    accept: async (principal, id, acceptance, signal) => {
      requireRight(principal, "accept-queries");
      const proposal = await load(id, signal);
      if (proposal.reviewedAt !== null) throw reviewedBefore(proposal);
      const known = verifiedTitleOf(proposal.sql);
      if (known !== null) throw invalid(`It is the verified query "${known}" already.`, "Reject the proposal.");
      await assertRuns(() => tryQuery(proposal.sql, principal, signal));
      const entry = entryOf(proposal, acceptance, principal, clock);
      // The list first: a proposal that still waits can be reviewed again, a lost query cannot.
      await addToList(entry, signal);
      await proposals.decide(id, principal.id, { state: "accepted", verifiedQuery: entry.id }, signal);
      return entry;
    },
    reject: async (principal, id, reason, signal) => {
      requireRight(principal, "accept-queries");
      const proposal = await load(id, signal);
      if (proposal.reviewedAt !== null) throw reviewedBefore(proposal);
      await proposals.decide(id, principal.id, { state: "rejected", reason }, signal);
    },
  };
}

function entryOf(proposal: QueryProposal, acceptance: Acceptance, principal: Principal, clock: Clock): AcceptedQuery {
  const { title, question, answers, caveats, reviewedBy } = acceptance;
  return {
    id: title
      .toLowerCase()
      .replaceAll(/[^a-z0-9]+/g, "-")
      .replaceAll(/^-|-$/g, ""),
    title,
    question: question ?? proposal.question,
    sql: proposal.sql.replace(/;\s*$/, ""),
    answers: answers ?? title,
    caveats: [...caveats],
    reviewedBy: reviewedBy ?? principal.id,
    reviewedOn: clock.now().toISOString().slice(0, 10),
  };
}

async function assertRuns(run: () => Promise<void>): Promise<void> {
  try {
    await run();
  } catch (error) {
    if (!isAppError(error, "SQL_REFUSED", "PRIVACY_REFUSED", "SQL_FAILED", "SQL_TIMEOUT")) throw error;
    throw invalid(`The query does not run: ${error.detail}`, "Reject the proposal, or propose a query that does.");
  }
}

function reviewedBefore({ state, reviewer }: QueryProposal): AppError {
  return invalid(`It was ${state} by ${reviewer} before.`, "Propose the query anew to have it reviewed again.");
}

function invalid(detail: string, hint: string): AppError {
  return new AppError("REVIEW_INVALID", { detail, hint });
}
