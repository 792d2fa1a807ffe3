import { roleOption, type CommandSpec } from "../spec/command-spec.ts";

export const auditSpec = {
  name: "audit",
  summary: "read, verify and export the audit",
  usage: ["list [--limit N]", "verify [--noted NUMBER:HASH]", "export"],
  about: [
    "The append-only record of every question, its queries, row counts, model, cost and time, of erasures and of retention. It takes the role of an auditor or an admin. Questions stand in it as SHA-256 unless RECKONER_AUDIT_QUESTIONS=text, customers' ids as hashes always.",
  ],
  tasks: {
    list: "the latest records, newest first",
    verify:
      "follow the chain of hashes, and find records that were changed, removed, inserted or moved. Note the end that it prints somewhere else, and give it the next time with --noted: that finds even who can rewrite the whole database",
    export: "all records as lines of JSON, oldest first",
  },
  options: {
    limit: { value: "N", about: "records listed at most (20)" },
    noted: { value: "END", about: "an end of an earlier verify" },
    role: roleOption,
    json: { about: "print JSON: a line for each record, or the verdict" },
  },
  notes: [],
  examples: [
    "RECKONER_ROLE=auditor npx reckoner audit list --limit 50",
    "npx reckoner audit verify --role auditor",
    "npx reckoner audit export --role auditor > audit.jsonl",
  ],
  exitCodes: "0 done and intact, 1 failed, refused or not intact, 2 wrong usage or settings.",
} as const satisfies CommandSpec;
