import { createHash, randomBytes, timingSafeEqual } from "node:crypto";

import { AppError, type Clock, type IdSource } from "#core";

import { appendAudit } from "./audit/audit-trail.ts";
import type { Database } from "./database/open-database.ts";
import { parseRole } from "./parse-role.ts";
import type { ApiKey, ApiKeyStore } from "./port.ts";
import { threadTitle } from "./thread-title.ts";

const prefix = "rk";
const secretBytes = 32;
/** `rk_`, the id's digits, `_`, and the secret in base64url. */
const tokenForm = /^rk_([0-9a-z]{1,32})_([A-Za-z0-9_-]{43})$/;

/**
 * Keeps API keys in the database by the SHA-256 of their secret: 256 random bits cannot be guessed, so a slow hash
 * would only make every request slow. Who makes or revokes one stands in the audit.
 */
export function createApiKeyStore({
  database,
  clock,
  ids,
}: {
  readonly database: Database;
  readonly clock: Clock;
  readonly ids: IdSource;
}): ApiKeyStore {
  const now = () => clock.now().toISOString();
  return {
    create: async ({ name, role, expiresAt }, { actor }, signal) => {
      const id = ids("key");
      const secret = randomBytes(secretBytes).toString("base64url");
      const row = { id, name: threadTitle(name), role, hash: hashOf(secret), created_at: now(), expires_at: expiresAt };
      await database.write(async (db) => {
        await db
          .insertInto("api_keys")
          .values({ ...row, revoked_at: null })
          .execute();
        await appendAudit(db, { kind: "key", action: "created", actor, key: id, role }, clock);
      }, signal);
      const key = { id, name: row.name, role, createdAt: row.created_at, expiresAt, revokedAt: null };
      return { key, token: `${prefix}_${id.slice("key_".length)}_${secret}` };
    },
    find: async (token, signal) => {
      const [, digits, secret] = tokenForm.exec(token) ?? [];
      if (digits === undefined || secret === undefined) return null;
      const row = await database.read(
        (db) => db.selectFrom("api_keys").selectAll().where("id", "=", `key_${digits}`).executeTakeFirst(),
        signal,
      );
      // The comparison takes the same time wherever two hashes begin to differ.
      if (row === undefined || !timingSafeEqual(Buffer.from(hashOf(secret)), Buffer.from(row.hash))) return null;
      const isOver = row.revoked_at !== null || (row.expires_at !== null && row.expires_at <= now());
      return isOver ? null : keyOf(row);
    },
    list: (signal) =>
      database.read(async (db) => {
        const rows = await db.selectFrom("api_keys").selectAll().orderBy("created_at").orderBy("id").execute();
        return rows.map(keyOf);
      }, signal),
    revoke: (id, { actor }, signal) =>
      database.write(async (db) => {
        const row = await db.selectFrom("api_keys").selectAll().where("id", "=", id).executeTakeFirst();
        if (row === undefined) throw keyNotFound();
        if (row.revoked_at !== null) return;
        await db.updateTable("api_keys").set({ revoked_at: now() }).where("id", "=", id).execute();
        await appendAudit(db, { kind: "key", action: "revoked", actor, key: id, role: row.role }, clock);
      }, signal),
  };
}

function hashOf(secret: string): string {
  return createHash("sha256").update(secret).digest("hex");
}

type Row = {
  readonly id: string;
  readonly name: string;
  readonly role: string;
  readonly created_at: string;
  readonly expires_at: string | null;
  readonly revoked_at: string | null;
};

function keyOf({ id, name, role, created_at, expires_at, revoked_at }: Row): ApiKey {
  return {
    id,
    name,
    role: parseRole(role),
    createdAt: created_at,
    expiresAt: expires_at,
    revokedAt: revoked_at,
  };
}

function keyNotFound(): AppError {
  return new AppError("KEY_NOT_FOUND", {
    detail: "There is no API key with this id.",
    hint: "List the keys to see which there are.",
  });
}
