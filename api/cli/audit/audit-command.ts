import type { Principal } from "#agent";
import type { AuditEntry, AuditRecord, AuditVerdict } from "#store";

import type { AuditOperations } from "../../operations/audit-operations.ts";
import { allItems } from "../all-items.ts";
import type { CommandDeps, ExitCode, RunCommand } from "../command.ts";
import { dayAndMinute, printRows } from "../print-rows.ts";
import { withService } from "../with-service.ts";
import { parseAuditOptions, type AuditOptions } from "./audit-options.ts";

/** `reckoner audit`: who asked what and what was done, for auditors. */
export const runAudit: RunCommand = async (args, deps) => {
  const options = parseAuditOptions(args);
  return withService(options.role, deps, ({ operations }, principal) =>
    perform(operations.audit, principal, options, deps),
  );
};

async function perform(
  audit: AuditOperations,
  principal: Principal,
  { task, isJson }: AuditOptions,
  { terminal: { out }, signal }: CommandDeps,
): Promise<ExitCode> {
  switch (task.kind) {
    case "list": {
      const newest = (page: Parameters<AuditOperations["list"]>[1]) =>
        audit.list(principal, { ...page, order: "newest" }, signal);
      const rows: (readonly (string | number | null)[])[] = [];
      for await (const record of allItems(newest, task.most)) {
        if (isJson) out.write(`${JSON.stringify(record)}\n`);
        else rows.push(rowOf(record));
      }
      if (isJson) return 0;
      printRows(out, { columns: ["no.", "at (UTC)", "who", "what", "outcome"], rows, none: "The audit is empty." });
      return 0;
    }
    case "export":
      for await (const record of allItems((page) => audit.list(principal, page, signal))) {
        out.write(`${JSON.stringify(record)}\n`);
        await out.flushed();
      }
      return 0;
    case "verify": {
      const verdict = await audit.verify(principal, task.noted, signal);
      out.write(isJson ? `${JSON.stringify(verdict)}\n` : describeVerdict(verdict));
      return verdict.intact ? 0 : 1;
    }
    default:
      return task satisfies never;
  }
}

function rowOf({ sequence, at, entry }: AuditRecord): readonly (string | number | null)[] {
  return [sequence, dayAndMinute(at), entry.actor, whatOf(entry), outcomeOf(entry)];
}

function whatOf(entry: AuditEntry): string {
  switch (entry.kind) {
    case "turn":
      return `question as ${entry.role}, by ${entry.channel}`;
    case "tool-call":
      return `tool ${entry.call.tool} as ${entry.role}, by ${entry.channel}`;
    default:
      return entry.kind;
  }
}

function outcomeOf(entry: AuditEntry): string {
  switch (entry.kind) {
    case "turn": {
      const rows = entry.tools.reduce((sum, { rowCount }) => sum + (rowCount ?? 0), 0);
      return `${entry.outcome}, ${entry.tools.length} tool calls, ${rows} rows`;
    }
    case "tool-call":
      return `${entry.outcome}, ${entry.call.rowCount ?? 0} rows`;
    case "erasure":
    case "withdrawal":
      return `${entry.removed.answers} answers and ${entry.reviews} reviews removed`;
    case "consent":
    case "disclosure":
      return `customer ${entry.customer.slice(0, 12)}…`;
    case "key":
      return `${entry.action} ${entry.key} for the role ${entry.role}`;
    case "retention":
      return `${entry.removed.threads} conversations removed after ${entry.retentionDays} days`;
    default:
      return entry satisfies never;
  }
}

function describeVerdict(verdict: AuditVerdict): string {
  const end = `${verdict.end.sequence}:${verdict.end.hash}`;
  if (verdict.intact) {
    return `The audit is intact: ${verdict.records} records.\nIts end, to be noted elsewhere: ${end}\n`;
  }
  const what = verdict.fault === "missing" ? "is missing" : "was changed, inserted or moved";
  return `The audit is NOT intact: record ${verdict.sequence} ${what}.\nThe last sound record: ${end}\n`;
}
