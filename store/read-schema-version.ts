import { access } from "node:fs/promises";

import { Kysely, sql } from "kysely";
import Database from "libsql";

import type { StoreLocation } from "#core";

import { migrations } from "./database/migrations.ts";
import { openPostgres } from "./database/open-postgres.ts";
import { toStoreError } from "./database/store-error.ts";
import type { Tables } from "./database/tables.ts";
import { isMissingFile } from "./is-missing-file.ts";

/** The schema's version in the store, null where there is no store yet, and the one that this program writes. */
export type SchemaVersion = { readonly found: number | null; readonly known: number };

/**
 * Looks up the version of the store's schema and changes nothing: an older one stays as it is, and what is not there is
 * not made. Throws `STORE_UNAVAILABLE`.
 */
export async function readSchemaVersion(location: StoreLocation): Promise<SchemaVersion> {
  const known = migrations.length;
  try {
    switch (location.kind) {
      case "memory":
        return { found: null, known };
      case "sqlite":
        return { found: await versionOfFile(location.file), known };
      case "postgres":
        return { found: await versionOfPostgres(location.url), known };
      default:
        return location satisfies never;
    }
  } catch (error) {
    throw toStoreError(error);
  }
}

async function versionOfFile(file: string): Promise<number | null> {
  try {
    await access(file);
  } catch (error) {
    if (isMissingFile(error)) return null;
    throw error;
  }
  const database = new Database(file, { readonly: true, fileMustExist: true });
  try {
    return versionIn(database.prepare("select version from schema_version").get());
  } finally {
    database.close();
  }
}

async function versionOfPostgres(url: string): Promise<number | null> {
  const db = new Kysely<Tables>({ dialect: await openPostgres(url) });
  try {
    const { rows: there } = await sql`select to_regclass('schema_version') as name`.execute(db);
    const isThere = there.some((row) => typeof row === "object" && row !== null && "name" in row && row.name !== null);
    if (!isThere) return null;
    return versionIn((await sql`select version from schema_version`.execute(db)).rows[0]);
  } finally {
    await db.destroy();
  }
}

function versionIn(row: unknown): number | null {
  const version = typeof row === "object" && row !== null && "version" in row ? Number(row.version) : null;
  return version === null || Number.isNaN(version) ? null : version;
}
