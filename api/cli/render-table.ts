import type { EvidenceTable } from "../service.ts";
import { cleanLine } from "./clean-text.ts";
import { cutText, padText, widthOf } from "./fit-text.ts";
import type { Style } from "./style.ts";

type Value = EvidenceTable["rows"][number][number];

/** What a table shows: the rows at hand, out of `rowCount`. */
type Table = {
  readonly columns: readonly { readonly name: string }[];
  readonly rows: readonly (readonly Value[])[];
  readonly rowCount: number;
};

const widestCell = 40;
const gap = "  ";
/** Digits that tell a person enough; the JSON has all. */
const significantDigits = 6;

/**
 * The first `maxRows` rows in aligned columns, numbers to the right, at most `width` columns of the terminal wide.
 * Columns that do not fit are named below, rows that are left out counted; a single row that does not fit is shown
 * with a line for each column.
 */
export function renderTable(
  table: Table,
  options: { readonly width: number; readonly maxRows: number; readonly style: Style },
): string[] {
  const { width, maxRows, style } = options;
  if (table.columns.length === 0) return [];
  const rows = table.rows.slice(0, maxRows);
  const columns = table.columns.map((column, index) =>
    layOut(
      column.name,
      rows.map((row) => row[index] ?? null),
    ),
  );
  const fitting = countFitting(
    columns.map((column) => column.width),
    width,
  );
  const more = table.rowCount > rows.length ? [style.dim(`… ${table.rowCount - rows.length} more rows`)] : [];
  if (rows.length === 1 && fitting < columns.length) return [...renderRecord(table, width, style), ...more];
  const shown = columns.slice(0, fitting);
  const lines = [
    style.bold(
      shown
        .map((column) => column.header)
        .join(gap)
        .trimEnd(),
    ),
    style.dim(shown.map((column) => "─".repeat(column.width)).join(gap)),
    ...rows.map((_, row) =>
      shown
        .map((column) => column.cells[row] ?? "")
        .join(gap)
        .trimEnd(),
    ),
  ];
  const leftOut = table.columns.slice(shown.length).map((column) => cleanLine(column.name));
  if (leftOut.length > 0)
    lines.push(style.dim(cutText(`… ${leftOut.length} more columns: ${leftOut.join(", ")}`, width)));
  return [...lines, ...more];
}

/** One row that is too wide for a line: a line for each column. */
function renderRecord(table: Table, width: number, style: Style): string[] {
  const names = table.columns.map((column) => cutText(cleanLine(column.name), widestCell));
  const nameWidth = Math.min(Math.max(...names.map(widthOf)), Math.floor(width / 2));
  const valueWidth = Math.max(1, width - nameWidth - gap.length);
  return names.map((name, index) => {
    const value = cutText(renderValue(table.rows[0]?.[index] ?? null), valueWidth);
    return `${style.dim(padText(cutText(name, nameWidth), nameWidth, "left"))}${gap}${value}`;
  });
}

/** A value as a person reads it. */
export function renderValue(value: Value): string {
  if (value === null) return "–";
  if (typeof value === "number") return renderNumber(value);
  return cleanLine(String(value));
}

/** Whole numbers in full, others to six significant digits. */
export function renderNumber(value: number): string {
  return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(significantDigits)));
}

type Column = { readonly header: string; readonly cells: readonly string[]; readonly width: number };

function layOut(name: string, values: readonly Value[]): Column {
  const known = values.filter((value) => value !== null);
  const side = known.length > 0 && known.every(looksNumeric) ? "right" : "left";
  const texts = [cleanLine(name), ...values.map(renderValue)].map((text) => cutText(text, widestCell));
  const width = Math.max(1, ...texts.map(widthOf));
  const [header = "", ...cells] = texts.map((text) => padText(text, width, side));
  return { header, cells, width };
}

/** A number, or the text of one: with sign, currency, separators, percent. */
function looksNumeric(value: Value): boolean {
  return typeof value === "number" || (typeof value === "string" && /^[-+−]?[$€]?\d[\d.,]*\s?%?$/.test(value));
}

/** How many columns of these widths fit, at least one. */
function countFitting(widths: readonly number[], width: number): number {
  let used = 0;
  const tooWide = widths.findIndex((columnWidth, index) => {
    used += columnWidth + (index > 0 ? gap.length : 0);
    return used > width;
  });
  return tooWide < 0 ? widths.length : Math.max(1, tooWide);
}
