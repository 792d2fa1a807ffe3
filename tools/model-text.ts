import type { SqlValue } from "#sql";

import type { EvidenceDraft } from "./evidence-draft.ts";
import type { EvidenceTable } from "./evidence.ts";

/** Rows of each table that a language model is shown; a person gets all of them. */
const modelRows = 60;
const cellChars = 80;
/** Digits of a number that the model reads: more than it ever tells. */
const digitsShown = 6;

/**
 * The capped text that the language model reads of what a tool found: the tables as tab-separated lines with
 * a header, then what was withheld or cut.
 */
export function modelTextOf(draft: EvidenceDraft): string {
  const parts = [draft.title, tableText(draft)];
  for (const [name, table] of Object.entries(draft.more)) parts.push(`${name}:\n${tableText(table)}`);
  parts.push(...draft.notices.map((notice) => `Note: ${notice}`));
  return parts.join("\n\n");
}

function tableText(table: EvidenceTable): string {
  const lines = [table.columns.map((column) => column.name).join("\t")];
  for (const row of table.rows.slice(0, modelRows)) lines.push(row.map(cellText).join("\t"));
  const hidden = table.rows.length - modelRows;
  if (hidden > 0) lines.push(`(${hidden} further rows are not shown to you; aggregate in SQL instead)`);
  if (table.truncated) lines.push("(there are more rows than were fetched)");
  if (table.rowCount === 0) lines.push("(no rows)");
  return lines.join("\n");
}

function cellText(value: SqlValue): string {
  if (value === null) return "null";
  if (typeof value === "number")
    return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(digitsShown)));
  const text = String(value).replaceAll(/[\t\r\n]+/g, " ");
  return text.length > cellChars ? `${text.slice(0, cellChars - 1)}…` : text;
}
