import { writeFile } from "node:fs/promises";

import type { Column } from "#knowledge";

import type { DuckdbSession } from "../../duckdb/session.ts";
import { identifier, literal } from "../../duckdb/sql-text.ts";

/**
 * Writes a table of texts (`source_row`, `line` and the columns) as a file of the feed, in the order of its rows. A
 * malformed line becomes one quoted field, which is malformed in the feed too, so that rows keep their numbers. A null
 * `relation` writes the header only.
 */
export async function writeMappedTable(
  session: DuckdbSession,
  relation: string | null,
  columns: readonly Column[],
  file: string,
): Promise<void> {
  const header = columns.map((column) => column.name).join(",");
  if (relation === null) {
    await writeFile(file, `${header}\n`);
    return;
  }
  const quoted = (text: string) => `'"' || replace(${text}, '"', '""') || '"'`;
  const fields = columns.map(({ name }) => {
    const value = identifier(name);
    return `CASE WHEN regexp_matches(${value}, '[",]') THEN ${quoted(value)} ELSE coalesce(${value}, '') END`;
  });
  // Lines are put together here, so that the file's form is the one that the feed's reader divides by.
  await session.run(`
    COPY (
      SELECT text FROM (
        SELECT 0 AS source_row, ${literal(header)} AS text
        UNION ALL
        SELECT source_row, CASE WHEN line IS NULL THEN ${fields.join(" || ',' || ")} ELSE ${quoted("line")} END FROM ${relation}
      ) ORDER BY source_row
    ) TO ${literal(file)} (FORMAT csv, HEADER false, QUOTE '', ESCAPE '', DELIMITER ${literal("\u0001")})`);
}
