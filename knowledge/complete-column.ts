import type { Column, ColumnFile, ColumnType, ValueFormat } from "./schema.ts";

/** Fills in what a column's description may leave out: its label and how its values are told. */
export function completeColumn(column: ColumnFile): Column {
  return {
    ...column,
    label: column.label ?? column.name.replaceAll("_", " "),
    format: column.format ?? formatByType[column.type],
  };
}

const formatByType: Readonly<Record<ColumnType, ValueFormat>> = {
  string: "text",
  int: "count",
  double: "number",
  boolean: "boolean",
  date: "date",
  timestamp: "date",
};
