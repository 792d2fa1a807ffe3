import type { Clock, IdSource } from "#core";

import type { Database } from "./database/open-database.ts";
import type { TurnLeases } from "./port.ts";

const defaultLeaseMs = 15_000;

/**
 * Leases in the database, so that one turn at a time works on a conversation whatever process it came to. Times are
 * the processes' own: clocks that differ by more than a third of `leaseMs` (15 s) let a second turn in.
 */
export function createTurnLeases(options: {
  readonly database: Database;
  readonly clock: Clock;
  readonly ids: IdSource;
  readonly leaseMs?: number;
}): TurnLeases {
  const { database, clock, ids, leaseMs = defaultLeaseMs } = options;
  const inTime = () => ({
    now: clock.now().toISOString(),
    expires_at: new Date(clock.now().getTime() + leaseMs).toISOString(),
  });
  return {
    leaseMs,
    acquire: async (thread, owner, signal) => {
      const holder = ids("lease");
      const acquired = await database.write((db) => {
        const { now, expires_at } = inTime();
        return db
          .insertInto("turn_leases")
          .values({ owner, thread_id: thread, holder, expires_at })
          .onConflict((conflict) =>
            conflict
              .columns(["owner", "thread_id"])
              .doUpdateSet({ holder, expires_at })
              .where("turn_leases.expires_at", "<=", now),
          )
          .returning("holder")
          .executeTakeFirst();
      }, signal);
      if (!acquired) return null;
      return {
        renew: () =>
          database.write(async (db) => {
            const { now, expires_at } = inTime();
            const { numUpdatedRows } = await db
              .updateTable("turn_leases")
              .set({ expires_at })
              .where("owner", "=", owner)
              .where("thread_id", "=", thread)
              .where("holder", "=", holder)
              .where("expires_at", ">", now)
              .executeTakeFirst();
            return numUpdatedRows > 0n;
          }),
        release: () =>
          database.write(async (db) => {
            await db
              .deleteFrom("turn_leases")
              .where("owner", "=", owner)
              .where("thread_id", "=", thread)
              .where("holder", "=", holder)
              .execute();
          }),
      };
    },
  };
}
