import { z } from "zod";

import { roles, type Clock } from "#core";

import type { Database } from "./database/open-database.ts";
import { parseKept } from "./parse-kept.ts";
import type { AnswerStore, KeptAnswer } from "./port.ts";

/** What a turn tells of who asked. */
const noted = z.object({ role: z.enum(roles).optional().catch(undefined) });

/** Keeps finished answers in the database. `load` throws `INTERNAL` where one does not fit the schema any more. */
export function createAnswerStore<Answer extends KeptAnswer>(options: {
  readonly database: Database;
  readonly answerSchema: z.ZodType<Answer>;
  readonly clock: Clock;
}): AnswerStore<Answer> {
  const { database, answerSchema, clock } = options;
  return {
    load: (id, owner, signal) =>
      database.read(async (db) => {
        const row = await db
          .selectFrom("answers")
          .select("answer")
          .where("owner", "=", owner)
          .where("id", "=", id)
          .executeTakeFirst();
        return row ? parseKept(row.answer, answerSchema, `answer ${id}`) : null;
      }, signal),
    madeAs: (id, owner, signal) =>
      database.read(async (db) => {
        const row = await db
          .selectFrom("turns")
          .select("turn")
          .where("owner", "=", owner)
          .where("answer_id", "=", id)
          .executeTakeFirst();
        return row ? (noted.parse(JSON.parse(row.turn)).role ?? null) : null;
      }, signal),
    save: (answer, owner, signal) =>
      database.write(async (db) => {
        await db
          .insertInto("answers")
          .values({ owner, id: answer.id, at: clock.now().toISOString(), answer: JSON.stringify(answer) })
          .onConflict((conflict) => conflict.doNothing())
          .execute();
      }, signal),
  };
}
