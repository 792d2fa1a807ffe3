import { AppError, type Clock } from "#core";

import type { Database, Queries } from "./database/open-database.ts";
import { readCursor, writeCursor } from "./page-cursor.ts";
import type { Page, PageRequest, QueryProposal, QueryProposalStore } from "./port.ts";

/** Keeps proposed queries in the database. */
export function createQueryProposalStore(deps: {
  readonly database: Database;
  readonly clock: Clock;
}): QueryProposalStore {
  const { database, clock } = deps;
  return {
    propose: ({ id, owner, answerId, question, sql, refusal }, signal) =>
      database.write(async (db) => {
        await db
          .insertInto("query_proposals")
          .values({
            id,
            at: clock.now().toISOString(),
            owner,
            answer_id: answerId,
            question,
            sql,
            state: refusal === null ? "pending" : "refused",
            reason: refusal,
            reviewer: null,
            reviewed_at: null,
            verified_query: null,
          })
          .onConflict((conflict) => conflict.columns(["owner", "answer_id", "sql"]).doNothing())
          .execute();
        const kept = await db
          .selectFrom("query_proposals")
          .selectAll()
          .where("owner", "=", owner)
          .where("answer_id", "=", answerId)
          .where("sql", "=", sql)
          .executeTakeFirstOrThrow();
        return proposalOf(kept);
      }, signal),
    load: (id, signal) =>
      database.read(async (db) => {
        const found = await db.selectFrom("query_proposals").selectAll().where("id", "=", id).executeTakeFirst();
        return found ? proposalOf(found) : null;
      }, signal),
    list: (page, signal) => database.read((db) => listProposals(db, page), signal),
    decide: (id, reviewer, decision, signal) =>
      database.write(async (db) => {
        const decided = await db
          .updateTable("query_proposals")
          .set({
            state: decision.state,
            reviewer,
            reviewed_at: clock.now().toISOString(),
            ...(decision.state === "accepted"
              ? { verified_query: decision.verifiedQuery }
              : { reason: decision.reason }),
          })
          .where("id", "=", id)
          .where("reviewed_at", "is", null)
          .executeTakeFirst();
        if (Number(decided.numUpdatedRows) === 0) throw notToBeReviewed(id);
      }, signal),
  };
}

async function listProposals(db: Queries, { limit, after }: PageRequest): Promise<Page<QueryProposal>> {
  const [at, id] = after === undefined ? [] : readCursor(after, 2);
  const rows = await db
    .selectFrom("query_proposals")
    .selectAll()
    .$if(at !== undefined, (query) =>
      query.where((row) => row.or([row("at", ">", at!), row.and([row("at", "=", at!), row("id", ">", id!)])])),
    )
    .orderBy("at")
    .orderBy("id")
    .limit(limit + 1)
    .execute();
  const items = rows.slice(0, limit).map(proposalOf);
  const last = items.at(-1);
  return { items, next: rows.length > limit && last ? writeCursor([last.at, last.id]) : null };
}

type Row = Omit<QueryProposal, "answerId" | "reviewedAt" | "verifiedQuery"> & {
  readonly answer_id: string;
  readonly reviewed_at: string | null;
  readonly verified_query: string | null;
};

function proposalOf({ answer_id, reviewed_at, verified_query, ...rest }: Row): QueryProposal {
  return { ...rest, answerId: answer_id, reviewedAt: reviewed_at, verifiedQuery: verified_query };
}

function notToBeReviewed(id: string): AppError {
  return new AppError("REVIEW_INVALID", {
    detail: `There is no proposal ${JSON.stringify(id)} that waits for a review.`,
    hint: '"npm run queries -- list" shows those there are.',
  });
}
