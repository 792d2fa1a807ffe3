import type { DataTableBlock, RawNumberElement, RawTextElement } from "@slack/types";

import { cleanLine } from "../../cli/clean-text.ts";
import { padText, widthOf } from "../../cli/fit-text.ts";
import { renderValue } from "../../cli/render-table.ts";
import { renderCsv } from "../../cli/sql/render-csv.ts";
import type { EvidenceTable } from "../../service.ts";
import type { SlackFile } from "./blocks.ts";
import { slackLimits } from "./limits.ts";
import { cutTo } from "./mrkdwn.ts";
import type { TextTable } from "./parse-markdown.ts";

/** A table as it is shown: cells as they are written, in the order of the columns. */
export type ShownTable = TextTable & { readonly caption: string };

/** Together a row and the names above it hold at most what a table may: 20 columns of 400 and 100 characters. */
const mostCellChars = 400;
const mostNameChars = 100;
/** Rows on one page of a table that turns pages. */
const pageRows = 10;

/** Rows of evidence as they are shown: numbers to six digits. */
export function tableOfEvidence({ columns, rows }: Pick<EvidenceTable, "columns" | "rows">): TextTable {
  return {
    header: columns.map(({ name }) => cleanLine(name)),
    rows: rows.map((row) => row.map(renderValue)),
  };
}

/**
 * The table as Slack shows it, with columns of numbers to be sorted as such. `isWhole` is false where rows, columns or
 * ends of cells were left out for Slack's limits; null for a table without rows or columns.
 */
export function dataTable(table: ShownTable): { readonly block: DataTableBlock; readonly isWhole: boolean } | null {
  const columns = Math.min(table.header.length, slackLimits.tableColumns);
  if (columns === 0 || table.rows.length === 0) return null;
  const cut = (row: readonly string[], most: number) =>
    row.slice(0, columns).map((cell) => cutTo(shownCell(cell), most));
  const header = cut(table.header, mostNameChars);
  const rows = fitting(
    header,
    table.rows.slice(0, slackLimits.tableRows).map((row) => cut(row, mostCellChars)),
  );
  const isNumeric = header.map((_, index) => {
    const cells = rows.map((row) => row[index] ?? "").filter((cell) => !isBlank(cell));
    return cells.length > 0 && cells.every((cell) => numberIn(cell) !== null);
  });
  const block: DataTableBlock = {
    type: "data_table",
    caption: cutTo(cleanLine(table.caption) || "Rows", slackLimits.headerChars),
    page_size: pageRows,
    rows: [
      header.map((text): RawTextElement => ({ type: "raw_text", text })),
      ...rows.map((row) => row.map((cell, index) => cellElement(cell, isNumeric[index] ?? false))),
    ],
  };
  const isCut =
    table.header.some((cell) => cell.length > mostNameChars) ||
    table.rows.some((row) => row.some((cell) => cell.length > mostCellChars));
  return { block, isWhole: rows.length === table.rows.length && columns === table.header.length && !isCut };
}

/** As many rows as fit into the characters that a table may hold; one at least. */
function fitting(header: readonly string[], rows: readonly (readonly string[])[]): readonly (readonly string[])[] {
  const sizeOf = (row: readonly string[]) => row.reduce((sum, cell) => sum + cell.length, 0);
  let left = slackLimits.tableChars - sizeOf(header);
  const tooMany = rows.findIndex((row, index) => {
    left -= sizeOf(row);
    return left < 0 && index > 0;
  });
  return tooMany < 0 ? rows : rows.slice(0, tooMany);
}

function cellElement(cell: string, isNumeric: boolean): RawTextElement | RawNumberElement {
  const value = isNumeric ? numberIn(cell) : null;
  return value === null ? { type: "raw_text", text: cell } : { type: "raw_number", value, text: cell };
}

/** Slack takes no empty cell. */
function shownCell(cell: string): string {
  return cleanLine(cell) || "–";
}

function isBlank(cell: string): boolean {
  return cell === "–" || cell === "";
}

/** The number that a text such as "−1,234.5", "$12" or "7.2 %" writes; null for any other text. */
function numberIn(text: string): number | null {
  const digits = /^([-+−])?[$€]?(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?\s?%?$/.exec(text);
  if (!digits) return null;
  const [, sign = "", whole = "", fraction = ""] = digits;
  const size = Number(`${whole.replaceAll(",", "")}${fraction}`);
  return sign === "-" || sign === "−" ? -size : size;
}

/** The table in lines of aligned text, for where Slack takes no tables; nothing is cut. */
export function textTable({ header, rows }: TextTable): readonly string[] {
  const lines = [header, ...rows].map((row) => row.map(shownCell));
  const widths = header.map((_, index) => Math.max(...lines.map((row) => widthOf(row[index] ?? ""))));
  const isNumeric = header.map((_, index) =>
    lines.slice(1).every((row) => isBlank(row[index] ?? "") || numberIn(row[index] ?? "") !== null),
  );
  const written = lines.map((row) =>
    row
      .map((cell, index) => padText(cell, widths[index] ?? 0, isNumeric[index] ? "right" : "left"))
      .join("  ")
      .trimEnd(),
  );
  return [...written.slice(0, 1), widths.map((width) => "─".repeat(width)).join("  "), ...written.slice(1)];
}

/** A table as a CSV file. A text that a spreadsheet would take for a formula gets an apostrophe in front. */
export function csvFile(name: string, title: string, table: Pick<EvidenceTable, "columns" | "rows">): SlackFile {
  const rows = table.rows.map((row) =>
    row.map((cell) => (typeof cell === "string" && isFormula(cell) ? `'${cell}` : cell)),
  );
  return { name, title, content: renderCsv({ columns: table.columns, rows }) };
}

function isFormula(text: string): boolean {
  return /^[=+\-@\t\r]/.test(text) && numberIn(text) === null;
}
