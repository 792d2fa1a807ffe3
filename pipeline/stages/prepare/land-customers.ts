import path from "node:path";
import { z } from "zod";

import type { Column } from "#knowledge";

import type { DuckdbSession } from "../../duckdb/session.ts";
import { identifier, literal } from "../../duckdb/sql-text.ts";
import { feedSources, readHeader } from "../../feed/open-feed.ts";
import { asReadableText } from "../../feed/readable-text.ts";
import type { RunContext } from "../../run/run-context.ts";
import { dataSplitSql } from "./data-split.ts";
import { columnTextsSql, dataLinesSql, dividedLinesSql } from "./land-lines.ts";
import { faultSql, suspicionSql, typedSql } from "./row-checks.ts";

/**
 * Lands the entity's own file and makes three tables: `suspects` (`source_row`, `line`, `is_malformed`, `faults`, the
 * columns as text) of every row that is bad or merely unusual, `customers` (typed, clean, sorted by id, with
 * `data_split`; of rows with the same id the first valid one), and `valid`, the rows without a fault, the repeated
 * ones among them.
 *
 * Nearly all rows are good. So every row is typed at once with a cheap test, and only those that fail it, which their
 * lines are kept of, are divided again and judged value by value.
 */
export async function landCustomers(
  session: DuckdbSession,
  { domain, feed, run, hiddenCustomers, log, signal }: RunContext,
  columns: readonly Column[],
): Promise<void> {
  const [source] = feedSources(domain);
  if (source === undefined) return;
  const raw = path.join(feed.directory, source.file);
  const file = await asReadableText(raw, path.join(run.temporary, source.file), signal);
  await landRows(session, file, await readHeader(file), columns);
  const id = identifier(domain.entity.column);
  const leftOut = await leaveOut(session, id, hiddenCustomers);
  if (leftOut > 0) log.info({ event: "customers_left_out", rows: leftOut });
  await session.run(`
    CREATE TABLE first_rows AS SELECT min(source_row) AS source_row FROM valid GROUP BY ${id};
    CREATE TABLE customers AS
    SELECT *, ${dataSplitSql(id)} AS data_split FROM valid SEMI JOIN first_rows USING (source_row) ORDER BY ${id}`);
}

/** Takes the rows of customers who must not be processed away, as if they were not in the feed; how many they were. */
async function leaveOut(session: DuckdbSession, id: string, hiddenCustomers: readonly string[]): Promise<number> {
  if (hiddenCustomers.length === 0) return 0;
  const isHidden = `sha256(lower(trim(${id}))) IN (${hiddenCustomers.map(literal).join(", ")})`;
  const { rows } = await session.row(
    `SELECT count(*)::INTEGER AS rows FROM landed WHERE ${isHidden}`,
    z.object({ rows: z.int() }),
  );
  await session.run(`DELETE FROM suspects WHERE ${isHidden}; DELETE FROM landed WHERE ${isHidden}`);
  return rows;
}

/** Makes `suspects` and `valid` from a readable file with the given header. */
export async function landRows(
  session: DuckdbSession,
  file: string,
  header: readonly string[],
  columns: readonly Column[],
): Promise<void> {
  const typed = (name: string) => identifier(`typed ${name}`);
  const doubts = columns.map((column) => `(${suspicionSql(column, identifier(column.name), typed(column.name))})`);
  await session.run(`
    CREATE TABLE lines AS ${dataLinesSql(file)};
    CREATE TABLE landed AS
    SELECT source_row, CASE WHEN is_suspect THEN line END AS suspect_line,
      ${columns.map(({ name }) => `${typed(name)} AS ${identifier(name)}`).join(", ")}
    FROM (
      SELECT *, fields IS NULL OR ${doubts.join(" OR ")} AS is_suspect
      FROM (
        SELECT *, ${columns.map((column) => typedSql(column, typed(column.name))).join(", ")}
        FROM (
          SELECT source_row, coalesce(line, '') AS line, fields, ${columnTextsSql(header, columns)}
          FROM (${dividedLinesSql("lines", header.length)})
        )
      )
    );
    DROP TABLE lines;
    CREATE TABLE suspects AS
    SELECT source_row, line, fields IS NULL AS is_malformed,
      list_filter([${columns.map(faultSql).join(", ")}], lambda fault: fault IS NOT NULL AND fields IS NOT NULL) AS faults,
      * EXCLUDE (source_row, line, fields)
    FROM (
      SELECT source_row, line, fields, ${columnTextsSql(header, columns)}
      FROM (${dividedLinesSql("(SELECT source_row, suspect_line AS line FROM landed WHERE suspect_line IS NOT NULL)", header.length)})
    );
    CREATE VIEW valid AS
    SELECT * EXCLUDE (suspect_line) FROM landed WHERE suspect_line IS NULL
    UNION ALL
    SELECT source_row, ${columns.map((column) => typedSql(column)).join(", ")}
    FROM suspects WHERE NOT is_malformed AND len(faults) = 0`);
}
