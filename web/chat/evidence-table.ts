import type { Answer } from "../contract/routes.d.ts";
import type { TableData } from "../ui/table-data.ts";

/** What an answer draws. */
export type Chart = NonNullable<Answer["chart"]>;

/** A table of an answer's evidence: the main one, or a further one by its name. */
export function evidenceTable(answer: Answer, id: string, table: string | null): TableData | null {
  const evidence = answer.evidence.find((one) => one.id === id);
  if (!evidence) return null;
  return table === null ? evidence : (evidence.more[table] ?? null);
}

/** The numbers of one column. */
export function columnNumbers(table: TableData, name: string): readonly number[] {
  const at = table.columns.findIndex((column) => column.name === name);
  return table.rows.map((row) => row[at]).filter((value) => typeof value === "number");
}

/** The number that a table's first row has in a column; null where there is none. */
export function firstNumber(table: TableData | null, name: string): number | null {
  const value = table?.rows[0]?.[table.columns.findIndex((column) => column.name === name)];
  return typeof value === "number" ? value : null;
}
