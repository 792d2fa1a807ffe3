import { mkdir, open } from "node:fs/promises";
import path from "node:path";

import { SqliteDialect, type SqliteDatabase } from "kysely";
import Database from "libsql";

import { privateDirectoryMode, privateFileMode } from "../private-modes.ts";

/** How long a statement waits for another writer; the event loop stands still meanwhile, so the rest is retries. */
const busyTimeoutMs = 20;

/**
 * Opens SQLite in `file`, made for the service's own account only where it is missing; in memory where it is null.
 * Write-ahead log with synchronous=FULL: what is committed is on the disk, and readers wait for nobody. What is
 * deleted is overwritten.
 */
export async function openSqlite(file: string | null): Promise<SqliteDialect> {
  if (file !== null) await createPrivately(file);
  const database = new Database(file ?? ":memory:");
  try {
    for (const pragma of [
      `busy_timeout = ${busyTimeoutMs}`,
      "journal_mode = wal",
      "synchronous = full",
      "secure_delete = on",
    ]) {
      database.prepare(`pragma ${pragma}`).all();
    }
  } catch (error) {
    database.close();
    throw error;
  }
  return new SqliteDialect({ database: adapt(database) });
}

/** SQLite gives its log and index files the mode of the database. */
async function createPrivately(file: string): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true, mode: privateDirectoryMode });
  const handle = await open(file, "a", privateFileMode).catch((error: unknown) => {
    // SQLite says better what is wrong with a file that is there but cannot be opened like this.
    if (error instanceof Error && "code" in error && ["EACCES", "EROFS", "EPERM"].includes(String(error.code)))
      return null;
    throw error;
  });
  await handle?.close();
}

/**
 * The bindings leave a statement that could not get a lock unfinished until it is collected, and meanwhile nothing
 * can be committed; so the statements that wait for locks go through `exec`, which finishes them.
 */
function adapt(database: Database.Database): SqliteDatabase {
  return {
    close: () => database.close(),
    prepare: (text) => {
      switch (text) {
        case "begin":
          // A transaction that begins by reading could not write once another process has written: lock first.
          return command(() => database.exec("begin immediate"));
        case "commit":
          return command(() => database.exec("commit"));
        case "rollback":
          // After a full disk SQLite has rolled back already, and a second time would hide why.
          return command(() => (database.inTransaction ? database.exec("rollback") : undefined));
        default:
          return database.prepare(text);
      }
    },
  };
}

/** A statement without parameters and rows. */
function command(run: () => unknown): ReturnType<SqliteDatabase["prepare"]> {
  return {
    reader: false,
    all: () => [],
    run: () => {
      run();
      return { changes: 0, lastInsertRowid: 0 };
    },
    iterate: () => [].values(),
  };
}
