import type { Principal } from "#agent";
import type { ApiKey } from "#store";

import type { KeyOperations } from "../../operations/key-operations.ts";
import { cleanLine } from "../clean-text.ts";
import type { CommandDeps, RunCommand } from "../command.ts";
import { dayAndMinute, printRows } from "../print-rows.ts";
import { withService } from "../with-service.ts";
import { parseKeysOptions, type KeysOptions } from "./keys-options.ts";

/** `reckoner keys`: the keys with which machines sign in. */
export const runKeys: RunCommand = async (args, deps) => {
  const options = parseKeysOptions(args);
  await withService(options.role, deps, ({ operations }, principal) =>
    perform(operations.keys, principal, options, deps),
  );
  return 0;
};

async function perform(
  keys: KeyOperations,
  principal: Principal,
  { task, isJson }: KeysOptions,
  { terminal: { out, err }, clock, signal }: CommandDeps,
): Promise<void> {
  switch (task.kind) {
    case "create": {
      const made = await keys.create(principal, task.request, signal);
      if (isJson) return out.write(`${JSON.stringify(made)}\n`);
      err.write(`Made ${made.key.id} for the role ${made.key.role}. The key, which is shown this once:\n`);
      return out.write(`${made.token}\n`);
    }
    case "list": {
      const found = await keys.list(principal, signal);
      if (isJson) return out.write(found.map((key) => `${JSON.stringify(key)}\n`).join(""));
      const rows = found.map((key) => rowOf(key, clock.now()));
      const columns = ["id", "name", "role", "made (UTC)", "state"];
      return printRows(out, { columns, rows, none: "There are no API keys." });
    }
    case "revoke":
      await keys.revoke(principal, task.id, signal);
      return out.write(isJson ? `${JSON.stringify({ id: task.id, revoked: true })}\n` : `Revoked ${task.id}.\n`);
    default:
      return task satisfies never;
  }
}

function rowOf({ id, name, role, createdAt, expiresAt, revokedAt }: ApiKey, now: Date): readonly string[] {
  return [id, cleanLine(name), role, dayAndMinute(createdAt), stateOf(expiresAt, revokedAt, now)];
}

function stateOf(expiresAt: string | null, revokedAt: string | null, now: Date): string {
  if (revokedAt !== null) return `revoked ${dayAndMinute(revokedAt)}`;
  if (expiresAt === null) return "holds";
  return `${expiresAt <= now.toISOString() ? "ran out" : "holds until"} ${dayAndMinute(expiresAt)}`;
}
