import type { Column } from "#knowledge";

import { identifier, literal } from "../../duckdb/sql-text.ts";
import { replacementCharacter } from "../../feed/readable-text.ts";

/** A separator that no readable text holds, so that a whole line is one field. */
const noSeparator = "\u0001";

/**
 * SQL of the data lines of a text file: `source_row` counts them from 1, the header being row 0 and left out.
 *
 * Lines are read whole and divided by `fieldsSql` rather than by DuckDB's CSV reader, which repairs some malformed
 * lines silently and loses the row numbers of the others. The file must be readable (`asReadableText`).
 */
export function dataLinesSql(file: string): string {
  return `
    SELECT source_row, line
    FROM (
      SELECT row_number() OVER () - 1 AS source_row, line
      FROM read_csv(${literal(file)}, delim = ${literal(noSeparator)}, quote = '', escape = '', header = false,
        columns = {'line': 'VARCHAR'}, auto_detect = false, strict_mode = false)
    )
    WHERE source_row >= 1`;
}

/**
 * SQL of the lines of `relation` divided: `source_row`, `line` and `fields`, a list of texts, NULL for a malformed
 * line: an empty one, one with another number of fields than `fieldCount`, with stray quotes or with a replaced
 * character. A record is one line; a field may be quoted, but holds no line break.
 */
export function dividedLinesSql(relation: string, fieldCount: number, delimiter = ","): string {
  const mark = delimiter === "\t" ? "\\t" : `\\${delimiter}`;
  const field = `"(?:[^"]|"")*"|[^"${mark}]*`;
  const led = `${literal(delimiter)} || line`;
  return `
    SELECT source_row, line,
      CASE WHEN len(parts) = ${fieldCount} AND NOT contains(line, ${literal(replacementCharacter)}) THEN parts END AS fields
    FROM (
      SELECT source_row, line,
        CASE
          WHEN NOT contains(line, '"') THEN string_split(line, ${literal(delimiter)})
          WHEN regexp_full_match(${led}, ${literal(`(?:${mark}(?:${field}))*`)}) THEN
            list_transform(
              regexp_extract_all(${led}, ${literal(`${mark}(${field})`)}, 1),
              lambda field: CASE WHEN starts_with(field, '"') THEN replace(field[2:-2], '""', '"') ELSE field END)
        END AS parts
      FROM ${relation}
    )`;
}

/** SQL of each column's text out of the list `fields`, trimmed, an empty one as NULL, under the column's name. */
export function columnTextsSql(header: readonly string[], columns: readonly Pick<Column, "name">[]): string {
  return columns
    .map(({ name }) => `nullif(trim(fields[${header.indexOf(name) + 1}]), '') AS ${identifier(name)}`)
    .join(", ");
}
