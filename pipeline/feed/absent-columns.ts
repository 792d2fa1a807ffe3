import type { SchemaTable } from "#sql";

import type { Feed } from "./open-feed.ts";

/** A table as the run makes it: the columns that its feed does not have are empty, whatever the schema declares. */
export function withAbsentColumns(table: SchemaTable, { absentColumns }: Pick<Feed, "absentColumns">): SchemaTable {
  if (absentColumns.length === 0) return table;
  const columns = table.columns.map((column) =>
    absentColumns.includes(column.name) ? { ...column, isNullable: true } : column,
  );
  return { ...table, columns };
}
