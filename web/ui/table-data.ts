import type { Answer } from "../contract/routes.d.ts";

/** Columns and rows, as evidence, a query and the pages over the results have them. */
export type TableData = Pick<Answer["evidence"][number], "columns" | "rows" | "rowCount" | "truncated">;
