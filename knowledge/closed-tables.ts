import { completeColumn } from "./complete-column.ts";
import type { Table } from "./domain.ts";
import { columnSchema, type Column, type ColumnType, type DomainFile } from "./schema.ts";

/**
 * The tables that a run's stages leave to one another, and those that no stage fills: declared, and open to nobody.
 * Once the publish stage fills one, it belongs beside the tables that may be queried.
 */
export function closedTables(file: DomainFile, feedColumns: readonly Column[]): Table[] {
  const { raw } = file.databases;
  const people = `one row a ${file.entity.singular}`;
  const closed = (database: string, name: string, grain: string, description: string, columns: readonly Column[]) =>
    ({ database, name, grain, description, open: "none", columns }) as const;
  const inputs = feedColumns.filter((column) => column.role === "id" || column.input !== "none");
  return [
    closed(raw, file.feed.customers.table, people, "The clean feed.", feedColumns),
    closed(raw, "training_data", people, "The part of the clean feed that models are trained on.", feedColumns),
    closed(raw, "test_data", people, "The part of the clean feed that models are judged on.", feedColumns),
    closed(raw, "inference_input", people, "What the models see: the clean feed without targets.", inputs),
    closed(
      raw,
      "quarantine",
      "one row for each fault of a row",
      "Rows of the feed that are left out, with the reason.",
      [
        { ...meta("source_row", "int", "Line of the feed's file"), range: [0, Number.MAX_SAFE_INTEGER] },
        {
          ...meta(file.entity.column, "string", `The ${file.entity.singular}'s identifier, where it can be read`),
          role: "id",
        },
        meta("column_name", "string", "Column at fault, where there is one"),
        meta("reason", "string", "Name of the check that failed"),
        meta("raw_value", "string", "What stood there, its letters and digits masked"),
      ],
    ),
  ];
}

function meta(name: string, type: ColumnType, meaning: string): Column {
  return completeColumn(columnSchema.parse({ name, type, meaning, role: "meta", input: "none" }));
}
