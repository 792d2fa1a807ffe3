import { AppError, type Clock } from "#core";

import type { Database } from "./database/open-database.ts";
import type { IdempotencyStore } from "./port.ts";

/** Keeps idempotency keys in the database, each person's for themselves. */
export function createIdempotencyStore(deps: { readonly database: Database; readonly clock: Clock }): IdempotencyStore {
  const { database, clock } = deps;
  return {
    begin: (key, owner, request, signal) =>
      database.write(async (db) => {
        await db
          .insertInto("idempotency_keys")
          .values({ owner, key, at: clock.now().toISOString(), request, answer_id: null })
          .onConflict((conflict) => conflict.doNothing())
          .execute();
        const kept = await db
          .selectFrom("idempotency_keys")
          .select(["request", "answer_id"])
          .where("owner", "=", owner)
          .where("key", "=", key)
          .executeTakeFirstOrThrow();
        if (kept.request !== request) throw mismatch();
        return kept.answer_id;
      }, signal),
    note: (key, owner, answerId, signal) =>
      database.write(async (db) => {
        await db
          .updateTable("idempotency_keys")
          .set({ answer_id: answerId })
          .where("owner", "=", owner)
          .where("key", "=", key)
          .execute();
      }, signal),
  };
}

function mismatch(): AppError {
  return new AppError("IDEMPOTENCY_MISMATCH", {
    detail: "This idempotency key came before with another question or conversation.",
    hint: "Use a new key for each request, and the same one only to send that request again.",
  });
}
