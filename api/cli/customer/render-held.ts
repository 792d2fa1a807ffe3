import type { ErasureReceipt, HeldData } from "../../operations/customer-operations.ts";
import { cleanLine } from "../clean-text.ts";
import { dayAndMinute } from "../print-rows.ts";
import { renderTable } from "../render-table.ts";
import type { Style } from "../style.ts";

/** Rows of one table that are shown; JSON has all. */
const shownRows = 5;

/** What is held of a customer, for a terminal of `width` columns. Ends with a line feed. */
export function renderHeld({ hidden, tables, reviews, kept, runId }: HeldData, width: number, style: Style): string {
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

/** What an erasure removed, and what remains and why. Ends with a line feed. */
export function renderReceipt({ reason, at, removed, remaining }: ErasureReceipt): string {
  const counts = Object.entries(removed).map(
    ([what, count]) => `${count} ${what === "cachedAnswers" ? "cached answers" : what}`,
  );
  const lines = [
    `Done (${reason}, ${dayAndMinute(at)} UTC). Removed: ${counts.join(", ")}.`,
    ...remaining.map((one) => `• ${one}`),
  ];
  return `${lines.map(cleanLine).join("\n")}\n`;
}
