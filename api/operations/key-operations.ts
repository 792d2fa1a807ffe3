import type { Principal } from "#agent";
import type { Clock, Role } from "#core";
import type { ApiKey, ApiKeyStore } from "#store";

import { requireRight } from "./require-right.ts";

/** What a new key is to be. */
export type KeyRequest = {
  readonly name: string;
  readonly role: Role;
  /** Days for which it holds; null until it is revoked. */
  readonly days: number | null;
};

/** Keys with which machines sign in. Each throws `RIGHT_MISSING`. */
export type KeyOperations = {
  /** `token` is shown this once: only its hash is kept. */
  readonly create: (
    principal: Principal,
    request: KeyRequest,
    signal: AbortSignal,
  ) => Promise<{ readonly key: ApiKey; readonly token: string }>;
  readonly list: (principal: Principal, signal: AbortSignal) => Promise<readonly ApiKey[]>;
  /** From when this resolves nobody comes in with it. Throws `KEY_NOT_FOUND`. */
  readonly revoke: (principal: Principal, id: string, signal: AbortSignal) => Promise<void>;
};

const dayMs = 86_400_000;

export function createKeyOperations({
  keys,
  clock,
}: {
  readonly keys: Omit<ApiKeyStore, "find">;
  readonly clock: Clock;
}): KeyOperations {
  return {
    create: async (principal, { name, role, days }, signal) => {
      requireRight(principal, "manage-keys");
      const expiresAt = days === null ? null : new Date(clock.now().getTime() + days * dayMs).toISOString();
      return keys.create({ name, role, expiresAt }, { actor: principal.id }, signal);
    },
    list: async (principal, signal) => {
      requireRight(principal, "manage-keys");
      return keys.list(signal);
    },
    revoke: async (principal, id, signal) => {
      requireRight(principal, "manage-keys");
      await keys.revoke(id, { actor: principal.id }, signal);
    },
  };
}
