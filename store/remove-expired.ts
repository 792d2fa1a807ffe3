import type { Clock } from "#core";

import type { RemovedCounts } from "./audit/audit-entry.ts";
import { appendAudit, removeOldAudit } from "./audit/audit-trail.ts";
import type { Database, Queries } from "./database/open-database.ts";

const dayMs = 86_400_000;
const auditYears = 7;
/** How long a request may be sent again under its key. */
const keyDays = 1;

/** What retention removed; `auditRecords` are those older than seven years. */
export type Expired = RemovedCounts & { readonly auditRecords: number };

/**
 * Removes conversations whose last turn is older than the days of retention, with their answers and feedback, answers
 * and cached answers of that age that stand alone, proposed queries of that age, and audit records of more than seven
 * years. What was removed is a record of the audit.
 */
export type RemoveExpired = (signal?: AbortSignal) => Promise<Expired>;

export function createRemoveExpired(deps: {
  readonly database: Database;
  readonly clock: Clock;
  readonly retentionDays: number;
}): RemoveExpired {
  const { database, clock, retentionDays } = deps;
  return (signal) =>
    database.write(async (db) => {
      const now = clock.now();
      const counts = await removeBefore(db, new Date(now.getTime() - retentionDays * dayMs).toISOString());
      const auditCutoff = new Date(now);
      auditCutoff.setUTCFullYear(now.getUTCFullYear() - auditYears);
      const auditRecords = await removeOldAudit(db, auditCutoff.toISOString());
      const keyCutoff = new Date(now.getTime() - keyDays * dayMs).toISOString();
      await db.deleteFrom("idempotency_keys").where("at", "<", keyCutoff).execute();
      await db.deleteFrom("sessions").where("expires_at", "<", now.toISOString()).execute();
      await removeSharesOfNothing(db);
      await removePlacesOfNothing(db);
      await db.deleteFrom("turn_leases").where("expires_at", "<", now.toISOString()).execute();
      const removed = { ...counts, auditRecords };
      const isAnything = Object.values(removed).some((count) => count > 0);
      if (isAnything) await appendAudit(db, { kind: "retention", actor: "system", retentionDays, removed }, clock);
      return removed;
    }, signal);
}

async function removeBefore(db: Queries, cutoff: string): Promise<RemovedCounts> {
  const threads = await db.deleteFrom("threads").where("updated_at", "<", cutoff).executeTakeFirst();
  const turns = await db
    .deleteFrom("turns")
    .where((row) =>
      row.not(
        row.exists(
          row
            .selectFrom("threads")
            .select("threads.id")
            .whereRef("threads.owner", "=", "turns.owner")
            .whereRef("threads.id", "=", "turns.thread_id"),
        ),
      ),
    )
    .executeTakeFirst();
  // An old answer of a conversation that still goes on has its turn.
  const answers = await db
    .deleteFrom("answers")
    .where("at", "<", cutoff)
    .where((row) =>
      row.not(
        row.exists(
          row
            .selectFrom("turns")
            .select("turns.position")
            .whereRef("turns.owner", "=", "answers.owner")
            .whereRef("turns.answer_id", "=", "answers.id"),
        ),
      ),
    )
    .executeTakeFirst();
  const feedback = await db
    .deleteFrom("feedback")
    .where((row) =>
      row.not(
        row.exists(
          row
            .selectFrom("answers")
            .select("answers.id")
            .whereRef("answers.owner", "=", "feedback.owner")
            .whereRef("answers.id", "=", "feedback.answer_id"),
        ),
      ),
    )
    .executeTakeFirst();
  await db.deleteFrom("query_proposals").where("at", "<", cutoff).execute();
  const cached = await db.deleteFrom("answer_cache").where("at", "<", cutoff).executeTakeFirst();
  return {
    threads: Number(threads.numDeletedRows),
    turns: Number(turns.numDeletedRows),
    answers: Number(answers.numDeletedRows),
    feedback: Number(feedback.numDeletedRows),
    cachedAnswers: Number(cached.numDeletedRows),
  };
}

/** What was shared and is gone, by age or erasure, need not be known any more. */
async function removeSharesOfNothing(db: Queries): Promise<void> {
  await db
    .deleteFrom("shared_answers")
    .where((row) =>
      row.not(
        row.exists(
          row
            .selectFrom("answers")
            .select("answers.id")
            .whereRef("answers.owner", "=", "shared_answers.owner")
            .whereRef("answers.id", "=", "shared_answers.answer_id"),
        ),
      ),
    )
    .execute();
}

/** A board's place whose answer is gone is empty. */
async function removePlacesOfNothing(db: Queries): Promise<void> {
  await db
    .deleteFrom("board_answers")
    .where((row) =>
      row.not(
        row.exists(
          row
            .selectFrom("answers")
            .select("answers.id")
            .whereRef("answers.owner", "=", "board_answers.owner")
            .whereRef("answers.id", "=", "board_answers.answer_id"),
        ),
      ),
    )
    .execute();
}
