import type { SqlValue } from "#sql";

import type { EvidenceDraft } from "./evidence-draft.ts";
import type { EvidenceTable } from "./evidence.ts";

/** What a language model is shown of a tool's tables, where that is not the usual. A person gets all of them. */
export type ModelView = {
  /** Rows by the table's name, `main` for the tool's own. */
  readonly rows?: Readonly<Record<string, RowsShown>>;
  /** Longest text of a cell, in characters. */
  readonly cellChars?: number;
};

/** The first and the last rows of a table, or all of it where it has no more than `atMost` and else none. */
export type RowsShown = { readonly first: number; readonly last?: number } | { readonly atMost: number };

/** Rows of each table that a language model is shown; a person gets all of them. */
const usualRows = 60;
const usualCellChars = 200;
/** Digits of a number that the model reads: more than it ever tells. */
const digitsShown = 5;
/** Decimals that stay, however many digits stand before them: cents of a large sum. */
const decimalsKept = 2;
/** From so many rows on, a column with one value only is told once. */
const rowsToHoist = 3;

/**
 * The capped text that the language model reads of what a tool found: the tables as tab-separated lines with
 * a header, then what was withheld or cut.
 */
export function modelTextOf(draft: EvidenceDraft, view: ModelView = {}): string {
  const tables = [["main", draft] as const, ...Object.entries(draft.more)];
  const texts = tables.flatMap(([name, table]) => {
    const shown = view.rows?.[name] ?? { first: usualRows };
    if ("atMost" in shown && table.rows.length > shown.atMost) return [];
    const { first, last = 0 } = "atMost" in shown ? { first: shown.atMost } : shown;
    const text = tableText(table, { first, last, cellChars: view.cellChars ?? usualCellChars });
    return name === "main" ? text : `${name}:\n${text}`;
  });
  const verified = draft.verified ? [`Verified query: ${draft.verified.title}`] : [];
  return [draft.title, ...verified, ...texts, ...draft.notices.map((notice) => `Note: ${notice}`)].join("\n\n");
}

type Shown = { readonly first: number; readonly last: number; readonly cellChars: number };

function tableText(table: EvidenceTable, { first, last, cellChars }: Shown): string {
  const hidden = Math.max(0, table.rows.length - first - last);
  const columns = table.columns.map(({ name }, index) => ({ name, index }));
  const isAlike = ({ index }: { index: number }) => table.rows.every((row) => row[index] === table.rows[0]?.[index]);
  const alike = table.rows.length >= rowsToHoist ? columns.filter(isAlike) : [];
  const told = alike.length === columns.length ? columns : columns.filter((column) => !alike.includes(column));
  const line = (row: readonly SqlValue[]) =>
    told.map(({ index }) => cellText(row[index] ?? null, cellChars)).join("\t");
  const lines = [told.map(({ name }) => name).join("\t"), ...table.rows.slice(0, first).map(line)];
  if (hidden > 0) lines.push(`(${hidden} further rows are not shown to you; aggregate in SQL instead)`);
  if (last > 0) lines.push(...table.rows.slice(Math.max(first, table.rows.length - last)).map(line));
  if (told.length < columns.length) {
    const words = alike.map(({ name, index }) => `${name} ${cellText(table.rows[0]?.[index] ?? null, cellChars)}`);
    lines.push(`(in every row: ${words.join(", ")})`);
  }
  if (table.truncated) lines.push("(there are more rows than were fetched)");
  if (table.rowCount === 0) lines.push("(no rows)");
  return lines.join("\n");
}

function cellText(value: SqlValue, cellChars: number): string {
  if (value === null) return "null";
  if (typeof value === "number") return numberText(value);
  const text = String(value).replaceAll(/[\t\r\n]+/g, " ");
  return text.length > cellChars ? `${text.slice(0, cellChars - 1)}…` : text;
}

function numberText(value: number): string {
  if (Number.isInteger(value) || !Number.isFinite(value)) return String(value);
  const digitsBefore = Math.max(0, Math.floor(Math.log10(Math.abs(value))) + 1);
  return String(Number(value.toPrecision(Math.max(digitsShown, digitsBefore + decimalsKept))));
}
