import type { EvidenceTable } from "../service.ts";
import { cleanLine } from "./clean-text.ts";
import { cutText, padText, widthOf } from "./fit-text.ts";
import { renderRecord } from "./render-record.ts";
import type { Style } from "./style.ts";

type Value = EvidenceTable["rows"][number][number];

/** What a table shows: the rows at hand, out of `rowCount`. */
type Table = {
  readonly columns: readonly { readonly name: string }[];
  readonly rows: readonly (readonly Value[])[];
  readonly rowCount: number;
};

const widestCell = 40;
/** A text that is cut to less tells too little. */
const narrowestCut = 16;
const gap = "  ";
/** Digits that tell a person enough; the JSON has all. */
const significantDigits = 6;

/** What must not be lost where the line is short: columns, though cells may be cut, or whole cells. */
type Keep = "columns" | "cells";

type TableOptions = {
  readonly width: number;
  readonly maxRows: number;
  readonly style: Style;
  /** Left out: columns that do not fit are left out. */
  readonly keep?: Keep;
};

/**
 * The first `maxRows` rows in aligned columns, numbers to the right, at most `width` columns of the terminal wide. Where
 * they do not fit, the widest text is cut; then columns are left out and named below, or every row is shown with a line
 * for each column where they are to be kept, as is a single row. Rows that are left out are counted.
 */
export function renderTable(table: Table, options: TableOptions): string[] {
  const { width, maxRows, style, keep } = options;
  if (table.columns.length === 0) return [];
  const rows = table.rows.slice(0, maxRows);
  const columns = layOutAll(table, rows, width, keep);
  const fitting = countFitting(
    columns.map((column) => column.width),
    width,
  );
  const more = table.rowCount > rows.length ? [style.dim(`… ${table.rowCount - rows.length} more rows`)] : [];
  if (fitting < columns.length && (keep !== undefined || rows.length === 1)) {
    const names = table.columns.map((column) => cleanLine(column.name));
    const record = (row: readonly Value[]) =>
      renderRecord(
        names,
        names.map((_, index) => renderValue(row[index] ?? null)),
        { width, style, isWhole: keep === "cells" },
      );
    return [...rows.flatMap((row, index) => (index > 0 ? ["", ...record(row)] : record(row))), ...more];
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

/** The columns as wide as they are, or with the widest text cut as far as the line asks for. */
function layOutAll(table: Table, rows: readonly (readonly Value[])[], width: number, keep?: Keep): readonly Column[] {
  const valuesOf = (index: number) => rows.map((row) => row[index] ?? null);
  const widest = keep === "cells" ? width : widestCell;
  const columns = table.columns.map(({ name }, index) => layOut(name, valuesOf(index), widest));
  const excess = columns.reduce((sum, column) => sum + column.width + gap.length, -gap.length) - width;
  if (excess <= 0 || keep === "cells" || rows.length <= 1) return columns;
  const textWidths = columns.map((column) => (column.isText ? column.width : 0));
  const longest = textWidths.indexOf(Math.max(...textWidths));
  const narrowed = (textWidths[longest] ?? 0) - excess;
  if (narrowed < narrowestCut) return columns;
  return columns.map((column, index) =>
    index === longest ? layOut(table.columns[index]?.name ?? "", valuesOf(index), narrowed) : column,
  );
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

type Column = {
  readonly header: string;
  readonly cells: readonly string[];
  readonly width: number;
  readonly isText: boolean;
};

function layOut(name: string, values: readonly Value[], widest: number): Column {
  const known = values.filter((value) => value !== null);
  const side = known.length > 0 && known.every(looksNumeric) ? "right" : "left";
  const texts = [cleanLine(name), ...values.map(renderValue)].map((text) => cutText(text, widest));
  const width = Math.max(1, ...texts.map(widthOf));
  const [header = "", ...cells] = texts.map((text) => padText(text, width, side));
  return { header, cells, width, isText: side === "left" };
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
