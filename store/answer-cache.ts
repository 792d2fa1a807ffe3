import { createHash } from "node:crypto";
import type { z } from "zod";

import type { Clock, Role } from "#core";

import type { Database } from "./database/open-database.ts";
import { parseKept } from "./parse-kept.ts";
import type { AnswerCache, KeptAnswer } from "./port.ts";

/** All that an answer depends on besides the conversation before it: only first questions may come from the cache. */
export type AnswerCircumstances = {
  readonly question: string;
  readonly runId: string;
  readonly model: { readonly provider: string; readonly name: string };
  readonly promptHash: string;
  /** The rights that the tools ran with. */
  readonly role: Role;
  /** Whose answer it is; null where everybody of the role may be given it. */
  readonly person: string | null;
};

/** The cache's key, SHA-256, which tells nobody whose it is; questions that differ in white space, case or the mark at their end are the same. */
export function answerCacheKey(asked: AnswerCircumstances): string {
  const { runId, model, promptHash, role, person } = asked;
  const text = JSON.stringify([
    normalised(asked.question),
    runId,
    model.provider,
    model.name,
    promptHash,
    role,
    person,
  ]);
  return createHash("sha256").update(text).digest("hex");
}

function normalised(question: string): string {
  return question
    .normalize("NFKC")
    .replaceAll(/\s+/gu, " ")
    .trim()
    .replace(/[\s?!.]+$/u, "")
    .toLowerCase();
}

/** Keeps answers for repeated questions in the database. One that does not fit the schema any more is not found. */
export function createAnswerCache<Answer extends KeptAnswer>(options: {
  readonly database: Database;
  readonly answerSchema: z.ZodType<Answer>;
  readonly clock: Clock;
}): AnswerCache<Answer> {
  const { database, answerSchema, clock } = options;
  return {
    find: (key, signal) =>
      database.read(async (db) => {
        const row = await db.selectFrom("answer_cache").selectAll().where("key", "=", key).executeTakeFirst();
        return row ? { answer: parseKept(row.answer, answerSchema, "answer"), cachedAt: row.at } : null;
      }, signal),
    keep: (key, answer, signal) =>
      database.write(async (db) => {
        const at = clock.now().toISOString();
        const row = { run_id: answer.dataset.runId, at, answer_id: answer.id, answer: JSON.stringify(answer) };
        await db
          .insertInto("answer_cache")
          .values({ key, ...row })
          .onConflict((conflict) => conflict.column("key").doUpdateSet(row))
          .execute();
      }, signal),
    keepOnlyRun: (runId, signal) =>
      database.write(async (db) => {
        const { numDeletedRows } = await db.deleteFrom("answer_cache").where("run_id", "!=", runId).executeTakeFirst();
        return Number(numDeletedRows);
      }, signal),
  };
}
