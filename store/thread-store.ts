import { sql } from "kysely";
import type { z } from "zod";

import { AppError, type Clock } from "#core";

import type { Database, Queries } from "./database/open-database.ts";
import { readCursor, writeCursor } from "./page-cursor.ts";
import type { ConversationStore, KeptTurn, Page, PageRequest, StoredThread, ThreadSummary } from "./port.ts";
import { threadTitle } from "./thread-title.ts";

type ThreadStoreOptions<Turn> = {
  readonly database: Database;
  /** What a turn looks like; the answer in it is kept once, with the other answers. */
  readonly turnSchema: z.ZodType<Turn>;
  readonly clock: Clock;
};

/** Keeps conversations in the database; a turn and its answer are kept together or not at all. */
export function createThreadStore<Turn extends KeptTurn>(options: ThreadStoreOptions<Turn>): ConversationStore<Turn> {
  const { database, turnSchema, clock } = options;
  return {
    load: (id, owner, signal) => database.read((db) => loadThread(db, { id, owner, turnSchema }), signal),
    append: (id, owner, turn, signal) =>
      database.write((db) => appendTurn(db, { id, owner, turn, at: clock.now().toISOString() }), signal),
    list: (owner, page, signal) => database.read((db) => listThreads(db, owner, page), signal),
    rename: (id, owner, title, signal) =>
      database.write(async (db) => {
        const { numUpdatedRows } = await db
          .updateTable("threads")
          .set({ title: threadTitle(title) })
          .where("owner", "=", owner)
          .where("id", "=", id)
          .executeTakeFirst();
        if (numUpdatedRows === 0n) throw noSuchThread();
      }, signal),
    remove: (id, owner, signal) => database.write((db) => removeThread(db, id, owner), signal),
  };
}

/** Adds a turn within a transaction of the caller. */
export async function appendTurn(
  db: Queries,
  added: { readonly id: string; readonly owner: string; readonly turn: KeptTurn; readonly at: string },
): Promise<void> {
  const { id, owner, at } = added;
  const { answer, ...turn } = added.turn;
  const run_id = answer.dataset.runId;
  // This row is locked until the end: turns that overlap get one position after the other.
  const { last_position: position } = await db
    .insertInto("threads")
    .values({ owner, id, title: threadTitle(turn.question), created_at: at, updated_at: at, run_id, last_position: 1 })
    .onConflict((conflict) =>
      conflict
        .columns(["owner", "id"])
        .doUpdateSet((row) => ({ updated_at: at, run_id, last_position: row("threads.last_position", "+", 1) })),
    )
    .returning("last_position")
    .executeTakeFirstOrThrow();
  await db
    .insertInto("answers")
    .values({ owner, id: answer.id, at, answer: JSON.stringify(answer) })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  await db
    .insertInto("turns")
    .values({ owner, thread_id: id, position, at, answer_id: answer.id, turn: JSON.stringify(turn) })
    .execute();
}

async function loadThread<Turn>(
  db: Queries,
  { id, owner, turnSchema }: { readonly id: string; readonly owner: string; readonly turnSchema: z.ZodType<Turn> },
): Promise<StoredThread<Turn> | null> {
  const rows = await db
    .selectFrom("turns")
    .innerJoin("answers", (join) =>
      join.onRef("answers.owner", "=", "turns.owner").onRef("answers.id", "=", "turns.answer_id"),
    )
    .select(["turns.turn", "answers.answer"])
    .where("turns.owner", "=", owner)
    .where("turns.thread_id", "=", id)
    .orderBy("turns.position")
    .execute();
  const turns = rows.flatMap(({ turn, answer }) => {
    // A turn of another version is passed over: the conversation goes on without it.
    const parsed = turnSchema.safeParse({ ...(JSON.parse(turn) as object), answer: JSON.parse(answer) as unknown });
    return parsed.success ? [parsed.data] : [];
  });
  return turns.length > 0 ? { id, owner, turns } : null;
}

async function listThreads(db: Queries, owner: string, { limit, after }: PageRequest): Promise<Page<ThreadSummary>> {
  const [updatedAt, lastId] = after === undefined ? [] : readCursor(after, 2);
  const rows = await db
    .selectFrom("threads")
    .select((row) => [
      "id",
      "title",
      "created_at",
      "updated_at",
      "run_id",
      row
        .selectFrom("turns")
        .select(sql<number>`cast(count(*) as integer)`.as("turns"))
        .whereRef("turns.owner", "=", "threads.owner")
        .whereRef("turns.thread_id", "=", "threads.id")
        .as("turns"),
    ])
    .where("owner", "=", owner)
    .$if(updatedAt !== undefined, (query) =>
      query.where((row) =>
        row.or([
          row("updated_at", "<", updatedAt!),
          row.and([row("updated_at", "=", updatedAt!), row("id", "<", lastId!)]),
        ]),
      ),
    )
    .orderBy("updated_at", "desc")
    .orderBy("id", "desc")
    // One more tells whether there is a page after this one.
    .limit(limit + 1)
    .execute();
  const items = rows.slice(0, limit).map((row) => ({
    id: row.id,
    title: row.title,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    runId: row.run_id,
    turns: row.turns ?? 0,
  }));
  const last = items.at(-1);
  return { items, next: rows.length > limit && last ? writeCursor([last.updatedAt, last.id]) : null };
}

async function removeThread(db: Queries, id: string, owner: string): Promise<void> {
  const { numDeletedRows } = await db
    .deleteFrom("threads")
    .where("owner", "=", owner)
    .where("id", "=", id)
    .executeTakeFirst();
  if (numDeletedRows === 0n) throw noSuchThread();
  const removed = await db
    .deleteFrom("turns")
    .where("owner", "=", owner)
    .where("thread_id", "=", id)
    .returning("answer_id")
    .execute();
  for (const { answer_id } of removed) {
    await db.deleteFrom("feedback").where("owner", "=", owner).where("answer_id", "=", answer_id).execute();
    await db.deleteFrom("query_proposals").where("owner", "=", owner).where("answer_id", "=", answer_id).execute();
    await db.deleteFrom("answers").where("owner", "=", owner).where("id", "=", answer_id).execute();
  }
}

function noSuchThread(): AppError {
  return new AppError("THREAD_NOT_FOUND", {
    detail: "You have no conversation with this id.",
    hint: "List your conversations to see which there are.",
  });
}
