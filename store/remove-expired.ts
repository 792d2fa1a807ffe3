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
      await db.deleteFrom("slack_events").where("at", "<", keyCutoff).execute();
      await db.deleteFrom("sessions").where("expires_at", "<", now.toISOString()).execute();
      await removeWithoutAnswer(db, "shared_answers");
      await removeWithoutAnswer(db, "board_answers");
      await db.deleteFrom("turn_leases").where("expires_at", "<", now.toISOString()).execute();
      const removed = { ...counts, auditRecords };
      const isAnything = Object.values(removed).some((count) => count > 0);
      if (isAnything) await appendAudit(db, { kind: "retention", actor: "system", retentionDays, removed }, clock);
      return removed;
    }, signal);
}

async function removeBefore(db: Queries, cutoff: string): Promise<RemovedCounts> {
  await db.deleteFrom("slack_messages").where("at", "<", cutoff).execute();
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
  const feedback = await removeWithoutAnswer(db, "feedback");
  await db.deleteFrom("query_proposals").where("at", "<", cutoff).execute();
  const cached = await db.deleteFrom("answer_cache").where("at", "<", cutoff).executeTakeFirst();
  return {
    threads: Number(threads.numDeletedRows),
    turns: Number(turns.numDeletedRows),
    answers: Number(answers.numDeletedRows),
    feedback,
    cachedAnswers: Number(cached.numDeletedRows),
  };
}

/** Removes the rows of a table that belong to an answer which is gone; how many there were. */
async function removeWithoutAnswer(
  db: Queries,
  table: "feedback" | "shared_answers" | "board_answers",
): Promise<number> {
  const { numDeletedRows } = await db
    .deleteFrom(table)
    .where((row) =>
      row.not(
        row.exists(
          row
            .selectFrom("answers")
            .select("answers.id")
            .whereRef("answers.owner", "=", `${table}.owner`)
            .whereRef("answers.id", "=", `${table}.answer_id`),
        ),
      ),
    )
    .executeTakeFirst();
  return Number(numDeletedRows);
}
