import { roles } from "#core";

import { roleOption, usualExitCodes, type CommandSpec } from "../spec/command-spec.ts";

export const keysSpec = {
  name: "keys",
  summary: "make, list and revoke API keys",
  usage: ["create NAME --grants ROLE [--days N]", "list", "revoke ID"],
  about: [
    'API keys, with which machines sign in to the server (docs/sign-in.md): they send "Authorization: Bearer rk_…". It takes the role of an admin.',
  ],
  tasks: {
    create: "make a key, and print it this once; only its hash is kept",
    list: "the keys there are, without their secrets",
    revoke: "let nobody in with a key from this moment",
  },
  options: {
    grants: {
      value: "ROLE",
      about: "viewer, analyst, steward, admin or auditor: what the key's user may do",
      oneOf: roles,
    },
    days: { value: "N", about: "days after which the key holds no more; left out: until it is revoked" },
    role: roleOption,
    json: { about: "print JSON, in a list a line for each key" },
  },
  notes: [],
  examples: [
    "npx reckoner keys create nightly-report --grants viewer --days 90 --role admin",
    "npx reckoner keys list --role admin",
    "npx reckoner keys revoke key_0123456789abcdef --role admin",
  ],
  exitCodes: usualExitCodes,
} as const satisfies CommandSpec;
