import type { TableData } from "../ui/table-data.ts";

/** The numeric columns over the first column of dates; none where there is no such column. */
export function readSeries({ columns, rows }: Pick<TableData, "columns" | "rows">) {
  const dateAt = columns.findIndex((column) => column.type === "date" || column.type.startsWith("timestamp"));
  if (dateAt < 0) return [];
  return columns.flatMap(({ name }, at) => {
    if (at === dateAt) return [];
    const points = rows.flatMap((row) => {
      const [date, value] = [row[dateAt], row[at]];
      return typeof date === "string" && typeof value === "number" ? [{ at: Date.parse(date), value }] : [];
    });
    const ordered = points.toSorted((one, other) => one.at - other.at);
    return ordered.length > 1 ? [{ name, points: ordered }] : [];
  });
}
