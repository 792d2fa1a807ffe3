import type { Principal } from "#agent";
import type { Role } from "#core";

import type { CustomerOperations, ErasureReceipt, HeldData } from "../../operations/customer-operations.ts";
import { cleanLine } from "../clean-text.ts";
import type { Command, CommandDeps } from "../command.ts";
import { onlyId, parseArguments, usage } from "../parse-arguments.ts";
import { dayAndMinute } from "../print-rows.ts";
import { renderTable } from "../render-table.ts";
import { createStyle } from "../style.ts";
import { withService } from "../with-service.ts";
import { customerHelp } from "./customer-help.ts";

const tasks = ["know", "forget", "withdraw", "consent"] as const;
type Task = (typeof tasks)[number];
type CustomerOptions = {
  readonly task: Task;
  readonly id: string;
  readonly role: Role | null;
  readonly isJson: boolean;
};

/** Rows of one table that are shown; JSON has all. */
const shownRows = 5;

/** `reckoner customer`: a customer's rights to know, to erasure and over their consent. */
export const customerCommand: Command = {
  summary: "tell what is held about a customer, erase it, or record their consent",
  help: customerHelp,
  run: async (args, deps) => {
    const options = parseCustomerOptions(args);
    await withService(options.role, deps, ({ operations }, principal) =>
      perform(operations.customers, principal, options, deps),
    );
    return 0;
  },
};

function parseCustomerOptions(args: readonly string[]): CustomerOptions {
  const { positionals, role, isJson } = parseArguments("customer", args, {});
  const [name = "", ...words] = positionals;
  const task = tasks.find((candidate) => candidate === name);
  if (task === undefined) throw usage("customer", `Say one of ${tasks.join(", ")}, and an id.`);
  return { task, id: onlyId("customer", task, words), role, isJson };
}

async function perform(
  customers: CustomerOperations,
  principal: Principal,
  { task, id, isJson }: CustomerOptions,
  { terminal: { out }, signal }: CommandDeps,
): Promise<void> {
  const print = (value: unknown, text: string) => out.write(isJson ? `${JSON.stringify(value)}\n` : text);
  switch (task) {
    case "know": {
      const held = await customers.know(principal, id, signal);
      return print(held, renderHeld(held, out.columns, out.isColoured));
    }
    case "forget":
    case "withdraw": {
      const reason = task === "forget" ? "erasure" : "withdrawal";
      const receipt = await customers.forget(principal, id, reason, signal);
      return print(receipt, renderReceipt(receipt));
    }
    case "consent": {
      const wasHidden = await customers.giveConsent(principal, id, signal);
      return print({ wasHidden }, wasHidden ? "They may be shown again.\n" : "They were not hidden.\n");
    }
    default:
      return task satisfies never;
  }
}

function renderHeld({ hidden, tables, reviews, kept, runId }: HeldData, width: number, isColoured: boolean): string {
  const style = createStyle(isColoured);
  const sections = tables
    .filter(({ rowCount }) => rowCount > 0)
    .map((table) => {
      const away = table.withheldColumns.length;
      const title = `${table.table}, ${table.rowCount} ${table.rowCount === 1 ? "row" : "rows"}`;
      const note =
        away > 0 ? [style.dim(`  ${away} columns take a steward's rights: ${table.withheldColumns.join(", ")}`)] : [];
      const rows = renderTable(table, { width: width - 2, maxRows: shownRows, style }).map((line) => `  ${line}`);
      return [style.bold(title), ...rows, ...note].map((line) => line.trimEnd()).join("\n");
    });
  const state =
    hidden === null ? "Answers may show them." : `No answer shows them (${hidden.reason}, ${dayAndMinute(hidden.at)}).`;
  const rest =
    `${state} In the tables of ${cleanLine(runId)} they have ${sections.length === 0 ? "no row" : "rows"}. ` +
    `${kept.answers} answers, ${kept.cachedAnswers} cached ones, ${kept.feedback} opinions, ${kept.proposedQueries} ` +
    `proposed queries and ${kept.threadTitles} titles show them; there are ${reviews} reviews of their predictions, and ` +
    `${kept.auditRecords} records of the audit hold a hash of their id.`;
  return `${[...sections, rest].join("\n\n")}\n`;
}

function renderReceipt({ reason, at, removed, remaining }: ErasureReceipt): string {
  const counts = Object.entries(removed).map(
    ([what, count]) => `${count} ${what === "cachedAnswers" ? "cached answers" : what}`,
  );
  const lines = [
    `Done (${reason}, ${dayAndMinute(at)} UTC). Removed: ${counts.join(", ")}.`,
    ...remaining.map((one) => `• ${one}`),
  ];
  return `${lines.map(cleanLine).join("\n")}\n`;
}
