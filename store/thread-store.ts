import type { z } from "zod";

import { AppError, type Clock } from "#core";

import type { Database, Queries } from "./database/open-database.ts";
import type { ConversationStore, KeptTurn } from "./port.ts";
import { findThread, listThreads } from "./thread-list.ts";
import { threadTitle } from "./thread-title.ts";
import { listTurns, loadThread } from "./thread-turns.ts";

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
    list: (owner, search, signal) => database.read((db) => listThreads(db, owner, search), signal),
    find: (id, owner, signal) => database.read((db) => findThread(db, id, owner), signal),
    turns: (id, owner, page, signal) => database.read((db) => listTurns(db, { id, owner, page, turnSchema }), signal),
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
    await db.deleteFrom("answer_cache").where("answer_id", "=", answer_id).execute();
    await db.deleteFrom("board_answers").where("owner", "=", owner).where("answer_id", "=", answer_id).execute();
  }
}

function noSuchThread(): AppError {
  return new AppError("THREAD_NOT_FOUND", {
    detail: "You have no conversation with this id.",
    hint: "List your conversations to see which there are.",
  });
}
