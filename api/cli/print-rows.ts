import { renderTable } from "./render-table.ts";
import { createStyle } from "./style.ts";
import type { Output } from "./terminal.ts";

type Value = string | number | null;

/** Writes rows as a table that leaves no column out, or `none` where there are no rows. */
export function printRows(
  output: Output,
  table: { readonly columns: readonly string[]; readonly rows: readonly (readonly Value[])[]; readonly none: string },
): void {
  const { columns, rows, none } = table;
  if (rows.length === 0) {
    output.write(`${none}\n`);
    return;
  }
  const shown = { columns: columns.map((name) => ({ name })), rows, rowCount: rows.length };
  const style = createStyle(output.isColoured);
  output.write(
    `${renderTable(shown, { width: output.columns, maxRows: rows.length, style, keep: "columns" }).join("\n")}\n`,
  );
}

/** A moment (ISO 8601) as people read it: day and minute in UTC. */
export function dayAndMinute(at: string): string {
  return at.slice(0, 16).replace("T", " ");
}
