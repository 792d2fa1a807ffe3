import { formatCell } from "./format.ts";
import type { TableData } from "./table-data.ts";

/** A table as markdown, to be pasted where people write; numbers are aligned right, and written as the page has them. */
export function tableMarkdown({ columns, rows }: Pick<TableData, "columns" | "rows">): string {
  const isNumeric = columns.map((_, at) => rows.some((row) => typeof row[at] === "number"));
  const lines = [
    columns.map((column) => escaped(column.name)),
    isNumeric.map((numeric) => (numeric ? "---:" : "---")),
    ...rows.map((row) => row.map((value) => escaped(formatCell(value)))),
  ];
  return lines.map((cells) => `| ${cells.join(" | ")} |\n`).join("");
}

/** A bar would end the cell, a line the table. */
function escaped(text: string): string {
  return text.replaceAll("\\", "\\\\").replaceAll("|", "\\|").replaceAll(/\s+/g, " ");
}
