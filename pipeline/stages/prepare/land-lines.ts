import type { Column } from "#knowledge";

import { identifier, literal } from "../../duckdb/sql-text.ts";
import { replacementCharacter } from "../../feed/as-utf8.ts";

/** A separator that no text file holds, so that a whole line is one field. */
const noSeparator = "\u0001";

const quotedField = `"(?:[^"]|"")*"|[^",]*`;

/**
 * SQL that lands a CSV file as text: `landed(source_row, line, is_malformed, <the columns, trimmed, '' as NULL>)`.
 *
 * Lines are read whole and divided here rather than by DuckDB's CSV reader, which repairs some malformed lines
 * silently and loses the row numbers of the others. A record is one line; a field may be quoted, but holds no line
 * break. `source_row` counts the data rows from 1. An empty line, one of the wrong number of fields, with stray quotes
 * or with a replaced character is malformed. The file must be UTF-8 (`asUtf8`).
 */
export function landLinesSql(file: string, header: readonly string[], columns: readonly Column[]): string {
  const fields = columns.map(
    (column) =>
      `CASE WHEN is_malformed THEN NULL ELSE nullif(trim(fields[${header.indexOf(column.name) + 1}]), '') END AS ${identifier(column.name)}`,
  );
  return `
    CREATE TABLE landed AS
    SELECT source_row, line, is_malformed, ${fields.join(", ")}
    FROM (
      SELECT source_row, line, fields, coalesce(len(fields) <> ${header.length} OR contains(line, ${literal(replacementCharacter)}), true) AS is_malformed
      FROM (
        SELECT source_row, line,
          CASE
            WHEN NOT contains(line, '"') THEN string_split(line, ',')
            WHEN regexp_full_match(',' || line, ${literal(`(?:,(?:${quotedField}))*`)}) THEN
              list_transform(
                regexp_extract_all(',' || line, ${literal(`,(${quotedField})`)}, 1),
                lambda field: CASE WHEN starts_with(field, '"') THEN replace(field[2:-2], '""', '"') ELSE field END)
          END AS fields
        FROM (
          SELECT row_number() OVER () - 1 AS source_row, rtrim(line, chr(13)) AS line
          FROM read_csv(${literal(file)}, delim = ${literal(noSeparator)}, quote = '', escape = '', header = false,
            columns = {'line': 'VARCHAR'}, auto_detect = false, strict_mode = false)
        )
        WHERE source_row >= 1
      )
    )`;
}
