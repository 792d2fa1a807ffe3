import { Kysely, sql, type Dialect, type Transaction } from "kysely";

import type { StoreLocation } from "#core";

import { migrate } from "./migrate.ts";
import type { SqlDialect } from "./migrations.ts";
import { openPostgres } from "./open-postgres.ts";
import { openSqlite } from "./open-sqlite.ts";
import { retryCollisions } from "./retry-collisions.ts";
import { toStoreError } from "./store-error.ts";
import type { Tables } from "./tables.ts";

/** Queries over the store's tables, whichever database holds them. */
export type Queries = Kysely<Tables> | Transaction<Tables>;

/** The store's database with its schema up to date. Both ways throw `STORE_UNAVAILABLE` where it cannot be used. */
export type Database = {
  /** One statement, or several that need not be of one moment. */
  readonly read: <T>(work: (db: Queries) => Promise<T>, signal?: AbortSignal) => Promise<T>;
  /** All of `work` or nothing; on the disk once it resolves. `work` may run again where two transactions collide. */
  readonly write: <T>(work: (db: Queries) => Promise<T>, signal?: AbortSignal) => Promise<T>;
  /** Makes what was deleted unreadable in the database's own files, as far as a client can. */
  readonly forgetDeleted: () => Promise<void>;
  readonly close: () => Promise<void>;
};

/** Opens the database and brings its schema up to date. Throws `STORE_UNAVAILABLE` and `STORE_VERSION`. */
export async function openDatabase(location: StoreLocation): Promise<Database> {
  const dialect: SqlDialect = location.kind === "postgres" ? "postgres" : "sqlite";
  const db = new Kysely<Tables>({ dialect: await translated(() => retryCollisions(() => openDialect(location))) });
  try {
    await translated(() => retryCollisions(() => migrate(db, dialect)));
  } catch (error) {
    await db.destroy();
    throw error;
  }
  return {
    read: (work, signal) =>
      translated(() => {
        signal?.throwIfAborted();
        return work(db);
      }),
    write: (work, signal) => translated(() => retryCollisions(() => db.transaction().execute(work), signal)),
    forgetDeleted: () =>
      translated(async () => {
        // The log still holds pages as they were; PostgreSQL leaves that to its own vacuum.
        if (dialect === "sqlite") await sql`pragma wal_checkpoint(truncate)`.execute(db);
      }),
    close: () => db.destroy(),
  };
}

function openDialect(location: StoreLocation): Promise<Dialect> {
  switch (location.kind) {
    case "sqlite":
      return openSqlite(location.file);
    case "memory":
      return openSqlite(null);
    case "postgres":
      return openPostgres(location.url);
    default:
      return location satisfies never;
  }
}

async function translated<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw toStoreError(error);
  }
}
