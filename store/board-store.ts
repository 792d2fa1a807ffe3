import { AppError, type Clock, type IdSource } from "#core";

import type { Database, Queries } from "./database/open-database.ts";
import { threadTitle } from "./thread-title.ts";
import type { BoardStore, BoardSummary } from "./port.ts";

/** Keeps boards in the database: lists of a person's own answers, in the order they were put there. */
export function createBoardStore({
  database,
  clock,
  ids,
}: {
  readonly database: Database;
  readonly clock: Clock;
  readonly ids: IdSource;
}): BoardStore {
  const now = () => clock.now().toISOString();
  return {
    list: (owner, signal) => database.read((db) => listBoards(db, owner), signal),
    find: (id, owner, signal) =>
      database.read(async (db) => (await listBoards(db, owner)).find((board) => board.id === id) ?? null, signal),
    create: async (owner, title, signal) => {
      const row = { owner, id: ids("board"), title: threadTitle(title), created_at: now(), updated_at: now() };
      await database.write((db) => db.insertInto("boards").values(row).execute(), signal);
      return { id: row.id, title: row.title, answers: 0, updatedAt: row.updated_at };
    },
    rename: (id, owner, title, signal) =>
      database.write((db) => touch(db, id, owner, { title: threadTitle(title), updated_at: now() }), signal),
    remove: (id, owner, signal) =>
      database.write(async (db) => {
        await db.deleteFrom("board_answers").where("owner", "=", owner).where("board_id", "=", id).execute();
        const gone = await db.deleteFrom("boards").where("owner", "=", owner).where("id", "=", id).executeTakeFirst();
        if (Number(gone.numDeletedRows) === 0) throw boardNotFound();
      }, signal),
    answerIds: (id, owner, signal) =>
      database.read(async (db) => {
        const rows = await db
          .selectFrom("board_answers")
          .select("answer_id")
          .where("owner", "=", owner)
          .where("board_id", "=", id)
          .orderBy("position")
          .execute();
        return rows.map((row) => row.answer_id);
      }, signal),
    add: (id, owner, answerId, signal) =>
      database.write(async (db) => {
        await touch(db, id, owner, { updated_at: now() });
        const { last } = await db
          .selectFrom("board_answers")
          .select((row) => row.fn.max("position").as("last"))
          .where("owner", "=", owner)
          .where("board_id", "=", id)
          .executeTakeFirstOrThrow();
        const row = { owner, board_id: id, position: (last ?? 0) + 1, answer_id: answerId };
        await db
          .insertInto("board_answers")
          .values(row)
          .onConflict((conflict) => conflict.doNothing())
          .execute();
      }, signal),
    replace: (id, owner, before, after, signal) =>
      database.write(async (db) => {
        await touch(db, id, owner, { updated_at: now() });
        await db
          .updateTable("board_answers")
          .set({ answer_id: after })
          .where("owner", "=", owner)
          .where("board_id", "=", id)
          .where("answer_id", "=", before)
          .execute();
      }, signal),
    takeOff: (id, owner, answerId, signal) =>
      database.write(async (db) => {
        await touch(db, id, owner, { updated_at: now() });
        await db
          .deleteFrom("board_answers")
          .where("owner", "=", owner)
          .where("board_id", "=", id)
          .where("answer_id", "=", answerId)
          .execute();
      }, signal),
  };
}

async function listBoards(db: Queries, owner: string): Promise<BoardSummary[]> {
  const rows = await db
    .selectFrom("boards")
    .leftJoin("board_answers", (join) =>
      join.onRef("board_answers.owner", "=", "boards.owner").onRef("board_answers.board_id", "=", "boards.id"),
    )
    .select(["boards.id", "boards.title", "boards.updated_at"])
    .select((row) => row.fn.count("board_answers.answer_id").as("answers"))
    .where("boards.owner", "=", owner)
    .groupBy(["boards.id", "boards.title", "boards.updated_at"])
    .orderBy("boards.title")
    .orderBy("boards.id")
    .execute();
  return rows.map(({ id, title, updated_at, answers }) => ({
    id,
    title,
    answers: Number(answers),
    updatedAt: updated_at,
  }));
}

async function touch(
  db: Queries,
  id: string,
  owner: string,
  change: { readonly title?: string; readonly updated_at: string },
): Promise<void> {
  const { numUpdatedRows } = await db
    .updateTable("boards")
    .set(change)
    .where("owner", "=", owner)
    .where("id", "=", id)
    .executeTakeFirst();
  if (Number(numUpdatedRows) === 0) throw boardNotFound();
}

function boardNotFound(): AppError {
  return new AppError("BOARD_NOT_FOUND", {
    detail: "You have no board with this id.",
    hint: "List your boards to see which there are.",
  });
}
