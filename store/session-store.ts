import { createHash, randomBytes } from "node:crypto";

import type { Clock } from "#core";

import type { Database } from "./database/open-database.ts";
import { parseRole } from "./parse-role.ts";
import type { SessionStore } from "./port.ts";

const tokenBytes = 32;
const tokenForm = /^[A-Za-z0-9_-]{43}$/;

/** Keeps who is signed in with a browser, by the SHA-256 of the token in its cookie: the table lets nobody in. */
export function createSessionStore(deps: { readonly database: Database; readonly clock: Clock }): SessionStore {
  const { database, clock } = deps;
  return {
    begin: async ({ owner, role, name, lastsMs }, signal) => {
      const token = randomBytes(tokenBytes).toString("base64url");
      const startedAt = clock.now();
      const row = {
        hash: hashOf(token),
        owner,
        role,
        name,
        at: startedAt.toISOString(),
        expires_at: new Date(startedAt.getTime() + lastsMs).toISOString(),
      };
      await database.write(async (db) => {
        await db.deleteFrom("sessions").where("expires_at", "<=", row.at).execute();
        await db.insertInto("sessions").values(row).execute();
      }, signal);
      return token;
    },
    find: async (token, signal) => {
      if (!tokenForm.test(token)) return null;
      const row = await database.read(
        (db) => db.selectFrom("sessions").selectAll().where("hash", "=", hashOf(token)).executeTakeFirst(),
        signal,
      );
      if (row === undefined || row.expires_at <= clock.now().toISOString()) return null;
      return { owner: row.owner, role: parseRole(row.role), name: row.name, expiresAt: row.expires_at };
    },
    end: async (token, signal) => {
      await database.write((db) => db.deleteFrom("sessions").where("hash", "=", hashOf(token)).execute(), signal);
    },
  };
}

function hashOf(token: string): string {
  return createHash("sha256").update(token).digest("hex");
}
