import type { z } from "zod";

import type { Clock } from "#core";

import type { Database } from "./database/open-database.ts";
import { parseKept } from "./parse-kept.ts";
import type { KeptAnswer, SharedAnswerStore } from "./port.ts";

/** Keeps which answers their owners share by link. One whose answer is gone is as if it were not shared. */
export function createSharedAnswerStore<Answer extends KeptAnswer>({
  database,
  answerSchema,
  clock,
}: {
  readonly database: Database;
  readonly answerSchema: z.ZodType<Answer>;
  readonly clock: Clock;
}): SharedAnswerStore<Answer> {
  return {
    share: async (answerId, owner, signal) => {
      const row = { owner, answer_id: answerId, at: clock.now().toISOString() };
      await database.write(
        (db) =>
          db
            .insertInto("shared_answers")
            .values(row)
            .onConflict((conflict) => conflict.doNothing())
            .execute(),
        signal,
      );
    },
    takeBack: async (answerId, owner, signal) => {
      await database.write(
        (db) => db.deleteFrom("shared_answers").where("owner", "=", owner).where("answer_id", "=", answerId).execute(),
        signal,
      );
    },
    find: (answerId, signal) =>
      database.read(async (db) => {
        const row = await db
          .selectFrom("shared_answers")
          .innerJoin("answers", (join) =>
            join
              .onRef("answers.owner", "=", "shared_answers.owner")
              .onRef("answers.id", "=", "shared_answers.answer_id"),
          )
          .select(["shared_answers.owner", "shared_answers.at", "answers.answer"])
          .where("shared_answers.answer_id", "=", answerId)
          // An id stands for one answer; were it ever two persons', the one who shared first is meant.
          .orderBy("shared_answers.at")
          .executeTakeFirst();
        if (!row) return null;
        return {
          owner: row.owner,
          sharedAt: row.at,
          answer: parseKept(row.answer, answerSchema, `answer ${answerId}`),
        };
      }, signal),
  };
}
