import type { Clock } from "#core";

import type { RemovedCounts } from "./audit/audit-entry.ts";
import { appendAudit } from "./audit/audit-trail.ts";
import { customerHash } from "./customer-hash.ts";
import { mentionOf, type CustomerMention } from "./customer-mention.ts";
import type { Database, Queries } from "./database/open-database.ts";
import { answersShowing } from "./find-customer.ts";
import { hideCustomer } from "./hidden-customers.ts";
import type { HidingReason } from "./port.ts";

const erasedTitle = "(erased)";

/**
 * Erases a customer: every answer, turn, piece of feedback, proposed query and cached answer in which the id stands,
 * whoever's it is, places on boards of such answers, conversations that have no turn left, and titles of conversations
 * and boards that name it; and hides them from then on. The
 * audit keeps when, why and by whom, and the id's hash. All of it or nothing. Reads everything that is kept, so it
 * takes seconds where much is.
 */
export type ForgetCustomer = (
  customerId: string,
  by: {
    readonly actor: string;
    readonly reason: HidingReason;
    /** How many reviews of theirs were removed before, for the audit. */
    readonly reviews: number;
  },
  signal?: AbortSignal,
) => Promise<RemovedCounts>;

export function createForgetCustomer(deps: { readonly database: Database; readonly clock: Clock }): ForgetCustomer {
  const { database, clock } = deps;
  return async (customerId, { actor, reason, reviews }, signal) => {
    const removed = await database.write(async (db) => {
      const counts = await removeShowing(db, mentionOf(customerId));
      const customer = customerHash(customerId);
      await hideCustomer(db, { customer, at: clock.now().toISOString(), reason });
      await appendAudit(db, { kind: reason, actor, customer, removed: counts, reviews }, clock);
      return counts;
    }, signal);
    await database.forgetDeleted();
    return removed;
  };
}

async function removeShowing(db: Queries, mention: CustomerMention): Promise<RemovedCounts> {
  const answers = await answersShowing(db, mention);
  let turns = 0;
  let feedback = 0;
  for (const { owner, id } of answers) {
    const gone = await db.deleteFrom("turns").where("owner", "=", owner).where("answer_id", "=", id).executeTakeFirst();
    turns += Number(gone.numDeletedRows);
    feedback += await removeFeedback(db, owner, id);
    await db.deleteFrom("query_proposals").where("owner", "=", owner).where("answer_id", "=", id).execute();
    await db.deleteFrom("board_answers").where("owner", "=", owner).where("answer_id", "=", id).execute();
    await db.deleteFrom("answers").where("owner", "=", owner).where("id", "=", id).execute();
  }
  feedback += await removeFeedbackShowing(db, mention);
  await removeProposalsShowing(db, mention);
  const threads = await db
    .deleteFrom("threads")
    .where((row) =>
      row.not(
        row.exists(
          row
            .selectFrom("turns")
            .select("turns.position")
            .whereRef("turns.owner", "=", "threads.owner")
            .whereRef("turns.thread_id", "=", "threads.id"),
        ),
      ),
    )
    .executeTakeFirst();
  await eraseTitles(db, mention, "threads");
  await eraseTitles(db, mention, "boards");
  const cachedAnswers = await removeCachedShowing(db, mention);
  return { threads: Number(threads.numDeletedRows), turns, answers: answers.length, feedback, cachedAnswers };
}

async function removeFeedback(db: Queries, owner: string, answerId: string): Promise<number> {
  const { numDeletedRows } = await db
    .deleteFrom("feedback")
    .where("owner", "=", owner)
    .where("answer_id", "=", answerId)
    .executeTakeFirst();
  return Number(numDeletedRows);
}

/** Feedback whose own words name the customer, on an answer that does not. */
async function removeFeedbackShowing(db: Queries, mention: CustomerMention): Promise<number> {
  const rows = await db
    .selectFrom("feedback")
    .selectAll()
    .where((row) => row.or([mention.like("reason"), mention.like("correction")]))
    .execute();
  let removed = 0;
  for (const { owner, answer_id, reason, correction } of rows) {
    if (mention.isIn(reason) || mention.isIn(correction)) removed += await removeFeedback(db, owner, answer_id);
  }
  return removed;
}

/** Proposals whose words name the customer; those of an answer that does have gone with it. */
async function removeProposalsShowing(db: Queries, mention: CustomerMention): Promise<void> {
  const rows = await db
    .selectFrom("query_proposals")
    .select(["id", "question", "sql", "reason"])
    .where((row) => row.or([mention.like("question"), mention.like("sql"), mention.like("reason")]))
    .execute();
  for (const { id, question, sql: query, reason } of rows) {
    if (![question, query, reason].some(mention.isIn)) continue;
    await db.deleteFrom("query_proposals").where("id", "=", id).execute();
  }
}

async function eraseTitles(db: Queries, mention: CustomerMention, table: "threads" | "boards"): Promise<void> {
  const rows = await db.selectFrom(table).select(["owner", "id", "title"]).where(mention.like("title")).execute();
  for (const { owner, id } of rows.filter(({ title }) => mention.isIn(title))) {
    await db.updateTable(table).set({ title: erasedTitle }).where("owner", "=", owner).where("id", "=", id).execute();
  }
}

async function removeCachedShowing(db: Queries, mention: CustomerMention): Promise<number> {
  const rows = await db.selectFrom("answer_cache").select(["key", "answer"]).where(mention.like("answer")).execute();
  const keys = rows.filter(({ answer }) => mention.isIn(answer)).map(({ key }) => key);
  for (const key of keys) await db.deleteFrom("answer_cache").where("key", "=", key).execute();
  return keys.length;
}
