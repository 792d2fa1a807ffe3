import type { Clock } from "#core";

import { appendAudit } from "./audit/audit-trail.ts";
import { customerHash } from "./customer-hash.ts";
import type { Database, Queries } from "./database/open-database.ts";
import type { HiddenCustomers, HidingReason } from "./port.ts";

/** Below the number of parameters that a statement may have in either database. */
const idsAtOnce = 500;

/** Keeps who is shown no more in the database. */
export function createHiddenCustomers(deps: { readonly database: Database; readonly clock: Clock }): HiddenCustomers {
  const { database, clock } = deps;
  return {
    among: (ids, signal) => database.read((db) => hiddenAmong(db, ids), signal),
    find: (id, signal) =>
      database.read(async (db) => {
        const found = await db
          .selectFrom("hidden_customers")
          .select(["at", "reason"])
          .where("customer", "=", customerHash(id))
          .executeTakeFirst();
        return found ?? null;
      }, signal),
    show: (id, { actor }, signal) =>
      database.write(async (db) => {
        const customer = customerHash(id);
        const gone = await db.deleteFrom("hidden_customers").where("customer", "=", customer).executeTakeFirst();
        if (gone.numDeletedRows === 0n) return false;
        await appendAudit(db, { kind: "consent", actor, customer }, clock);
        return true;
      }, signal),
    hashes: (signal) =>
      database.read(async (db) => {
        const rows = await db.selectFrom("hidden_customers").select("customer").orderBy("customer").execute();
        return rows.map(({ customer }) => customer);
      }, signal),
  };
}

/** Hides a customer within a transaction of the caller; a withdrawal does not take back an erasure. */
export async function hideCustomer(
  db: Queries,
  hidden: { readonly customer: string; readonly at: string; readonly reason: HidingReason },
): Promise<void> {
  await db
    .insertInto("hidden_customers")
    .values(hidden)
    .onConflict((conflict) =>
      hidden.reason === "erasure" ? conflict.column("customer").doUpdateSet(hidden) : conflict.doNothing(),
    )
    .execute();
}

async function hiddenAmong(db: Queries, ids: readonly string[]): Promise<ReadonlySet<string>> {
  const known = [...new Set(ids)].map((id) => ({ id, hash: customerHash(id) }));
  const hidden = new Set<string>();
  for (let start = 0; start < known.length; start += idsAtOnce) {
    const asked = known.slice(start, start + idsAtOnce).map(({ hash }) => hash);
    const rows = await db.selectFrom("hidden_customers").select("customer").where("customer", "in", asked).execute();
    for (const { customer } of rows) hidden.add(customer);
  }
  return new Set(known.filter(({ hash }) => hidden.has(hash)).map(({ id }) => id));
}
