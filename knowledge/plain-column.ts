import { completeColumn } from "./complete-column.ts";
import type { Table } from "./domain.ts";
import type { ColumnFile, ColumnType } from "./schema.ts";

/** A column that needs no more words than its meaning: no range, no values, no input of any model. */
export function plainColumn(name: string, type: ColumnType, meaning: string, role: ColumnFile["role"]): ColumnFile {
  return {
    name,
    meaning,
    type,
    unit: null,
    range: null,
    pattern: null,
    values: [],
    ordered: false,
    bins: [],
    privacy: "internal",
    role,
    input: "none",
    missing: "never",
    missingMeans: null,
    lever: null,
    rateLabel: null,
    sql: null,
    synonyms: [],
    opposites: [],
  };
}

/** A table that analysts may query, of such columns. */
export function describedTable(
  database: string,
  name: string,
  grain: string,
  description: string,
  columns: readonly ColumnFile[],
): Table {
  return { database, name, grain, description, open: "analyst", columns: columns.map(completeColumn) };
}
