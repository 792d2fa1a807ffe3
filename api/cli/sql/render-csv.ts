import type { QueryResult } from "../../open-sql.ts";

type Value = QueryResult["rows"][number][number];

/**
 * A result as CSV (RFC 4180, lines ended by a line feed): the names, then the rows. NULL is an empty field and an
 * empty text is `""`, so that the two stay apart.
 */
export function renderCsv({ columns, rows }: Pick<QueryResult, "columns" | "rows">): string {
  const lines = [columns.map((column) => column.name), ...rows];
  return lines.map((values) => `${values.map(renderField).join(",")}\n`).join("");
}

function renderField(value: Value): string {
  if (value === null) return "";
  const text = String(value);
  return text === "" || /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
