import { sql, type Kysely } from "kysely";

import { AppError } from "#core";

import { migrations, type SqlDialect } from "./migrations.ts";

/** Any number that other programs on the same database are unlikely to lock. */
const lockNumber = 7_325_662_104;

/**
 * Brings the schema up to this version in one transaction; several processes may try at once. Throws `STORE_VERSION`
 * where the schema is newer than this version knows, and leaves it as it is.
 */
export async function migrate<Tables>(db: Kysely<Tables>, dialect: SqlDialect): Promise<void> {
  await db.transaction().execute(async (trx) => {
    // SQLite's transaction holds the whole file already.
    if (dialect === "postgres") await sql`select pg_advisory_xact_lock(${lockNumber})`.execute(trx);
    await sql`create table if not exists schema_version (version integer not null)`.execute(trx);
    const { rows } = await sql<{ version: number }>`select version from schema_version`.execute(trx);
    const found = rows[0]?.version ?? 0;
    if (found > migrations.length) throw newerSchema(found);
    for (const statementsOf of migrations.slice(found)) {
      for (const statement of statementsOf(dialect)) await sql.raw(statement).execute(trx);
    }
    if (rows.length === 0) await sql`insert into schema_version values (${migrations.length})`.execute(trx);
    else if (found < migrations.length)
      await sql`update schema_version set version = ${migrations.length}`.execute(trx);
  });
}

function newerSchema(found: number): AppError {
  return new AppError("STORE_VERSION", {
    detail: `The store has schema ${found}; this version of the program knows ${migrations.length}.`,
    hint: "Start the newer version that wrote it, or point RECKONER_STORE or RECKONER_DATA_DIR at another store.",
  });
}
