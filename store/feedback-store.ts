import { z } from "zod";

import { AppError, type Clock } from "#core";

import type { Database, Queries } from "./database/open-database.ts";
import { readCursor, writeCursor } from "./page-cursor.ts";
import type { FeedbackStore, GivenFeedback, Page, PageRequest } from "./port.ts";

/** Keeps people's opinions of their answers in the database. */
export function createFeedbackStore({
  database,
  clock,
}: {
  readonly database: Database;
  readonly clock: Clock;
}): FeedbackStore {
  return {
    give: (answerId, owner, { verdict, reason, correction }, signal) =>
      database.write(async (db) => {
        if (!(await hasAnswer(db, answerId, owner))) throw noSuchAnswer();
        const given = { verdict, reason, correction, at: clock.now().toISOString() };
        await db
          .insertInto("feedback")
          .values({ owner, answer_id: answerId, ...given })
          .onConflict((conflict) => conflict.columns(["owner", "answer_id"]).doUpdateSet(given))
          .execute();
      }, signal),
    load: (answerId, owner, signal) =>
      database.read(async (db) => {
        const found = await db
          .selectFrom("feedback")
          .select(["verdict", "reason", "correction"])
          .where("owner", "=", owner)
          .where("answer_id", "=", answerId)
          .executeTakeFirst();
        return found ?? null;
      }, signal),
    list: (page, signal) => database.read((db) => listFeedback(db, page), signal),
  };
}

async function hasAnswer(db: Queries, id: string, owner: string): Promise<boolean> {
  const found = await db
    .selectFrom("answers")
    .select("id")
    .where("owner", "=", owner)
    .where("id", "=", id)
    .executeTakeFirst();
  return found !== undefined;
}

async function listFeedback(db: Queries, { limit, after }: PageRequest): Promise<Page<GivenFeedback>> {
  const [at, owner, answerId] = after === undefined ? [] : readCursor(after, 3);
  const rows = await db
    .selectFrom("feedback")
    .selectAll()
    .select((row) =>
      row
        .selectFrom("turns")
        .select("turns.turn")
        .whereRef("turns.owner", "=", "feedback.owner")
        .whereRef("turns.answer_id", "=", "feedback.answer_id")
        .limit(1)
        .as("turn"),
    )
    .$if(at !== undefined, (query) =>
      query.where((row) =>
        row.or([
          row("at", ">", at!),
          row.and([row("at", "=", at!), row("owner", ">", owner!)]),
          row.and([row("at", "=", at!), row("owner", "=", owner!), row("answer_id", ">", answerId!)]),
        ]),
      ),
    )
    .orderBy("at")
    .orderBy("owner")
    .orderBy("answer_id")
    .limit(limit + 1)
    .execute();
  const items = rows.slice(0, limit).map(({ answer_id, turn, ...row }) => ({
    ...row,
    answerId: answer_id,
    question: turn === null ? null : questionOf(turn),
  }));
  const last = items.at(-1);
  return { items, next: rows.length > limit && last ? writeCursor([last.at, last.owner, last.answerId]) : null };
}

const askedSchema = z.object({ question: z.string() });

/** The question of a turn that is kept as JSON; null where another version wrote it differently. */
function questionOf(turn: string): string | null {
  const parsed = askedSchema.safeParse(JSON.parse(turn));
  return parsed.success ? parsed.data.question : null;
}

function noSuchAnswer(): AppError {
  return new AppError("ANSWER_NOT_FOUND", {
    detail: "You have no answer with this id.",
    hint: "Use the id of an answer that you were given.",
  });
}
