import type { EvidenceTable } from "../service.ts";
import { cleanLine } from "./clean-text.ts";
import { cutText, padText, widthOf, wrapText } from "./fit-text.ts";
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
 * Columns that do not fit are named below, rows that are left out counted; a single row that does not fit, and every row
 * of a table that is to be `whole`, is shown with a line for each column.
 */
export function renderTable(
  table: Table,
  options: { readonly width: number; readonly maxRows: number; readonly style: Style; readonly whole?: boolean },
): string[] {
  const { width, maxRows, style, whole = false } = options;
  if (table.columns.length === 0) return [];
  const rows = table.rows.slice(0, maxRows);
  const columns = table.columns.map((column, index) =>
    layOut(
      column.name,
      rows.map((row) => row[index] ?? null),
      whole ? width : widestCell,
    ),
  );
  const fitting = countFitting(
    columns.map((column) => column.width),
    width,
  );
  const more = table.rowCount > rows.length ? [style.dim(`… ${table.rowCount - rows.length} more rows`)] : [];
  if (fitting < columns.length && (whole || rows.length === 1)) {
    const records = rows.map((row) => renderRecord(table, row, { width, style, whole }));
    return [...records.flatMap((lines, index) => (index > 0 ? ["", ...lines] : lines)), ...more];
  }
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
    lines.push(
      style.dim(
        cutText(
          `… ${leftOut.length} more ${leftOut.length === 1 ? "column" : "columns"}: ${leftOut.join(", ")}`,
          width,
        ),
      ),
    );
  return [...lines, ...more];
}

/** A row that is too wide for a line: a line for each column, or several where it is to be whole. */
function renderRecord(
  table: Table,
  row: readonly Value[],
  { width, style, whole }: { readonly width: number; readonly style: Style; readonly whole: boolean },
): string[] {
  const names = table.columns.map((column) => cleanLine(column.name));
  const nameWidth = Math.min(Math.max(...names.map(widthOf)), Math.floor(width / 2));
  const valueWidth = Math.max(1, width - nameWidth - gap.length);
  const fit = (text: string, room: number) => (whole ? wrapText(text, room) : [cutText(text, room)]);
  return names.flatMap((name, index) => {
    const [nameLines, valueLines] = [fit(name, nameWidth), fit(renderValue(row[index] ?? null), valueWidth)];
    return Array.from({ length: Math.max(nameLines.length, valueLines.length) }, (_, line) =>
      `${style.dim(padText(nameLines[line] ?? "", nameWidth, "left"))}${gap}${valueLines[line] ?? ""}`.trimEnd(),
    );
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

function layOut(name: string, values: readonly Value[], widest: number): Column {
  const known = values.filter((value) => value !== null);
  const side = known.length > 0 && known.every(looksNumeric) ? "right" : "left";
  const texts = [cleanLine(name), ...values.map(renderValue)].map((text) => cutText(text, widest));
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
