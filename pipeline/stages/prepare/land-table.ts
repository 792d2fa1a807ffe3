import path from "node:path";
import { z } from "zod";

import { AppError } from "#core";
import type { Column } from "#knowledge";

import type { DuckdbSession } from "../../duckdb/session.ts";
import { copyToParquet, duckdbType, identifier, identifiers, literal } from "../../duckdb/sql-text.ts";
import { readHeader, type FeedSource } from "../../feed/open-feed.ts";
import { asReadableText } from "../../feed/readable-text.ts";
import { freshFolders } from "../../run/fresh-folders.ts";
import type { RunContext } from "../../run/run-context.ts";
import { maximalBadShare } from "./bad-share.ts";
import type { PrepareOutput } from "./prepare.ts";

/**
 * Lands a table beside the customers with DuckDB's own CSV reader, sorted by the entity's id. Lines it cannot read
 * by the dictionary's types are dropped and counted (`rejected`), and so are rows of somebody who is not in the
 * clean feed (`orphaned`). Throws `FEED_INVALID` when more than 5 % of the lines cannot be read.
 */
export async function landTable(
  session: DuckdbSession,
  { domain, feed, run, signal }: RunContext,
  source: FeedSource,
): Promise<PrepareOutput["tables"][number]> {
  const folder = run.feedTable(source.table);
  await freshFolders(folder);
  const file = path.join(feed.directory, source.file);
  const readable = await asReadableText(file, path.join(run.temporary, source.file), signal);
  const id = identifier(domain.entity.column);
  await session.run(`
    CREATE TABLE landed_rows AS ${typedRowsSql(readable, await readHeader(file), source.columns)};
    CREATE TABLE kept_rows AS FROM landed_rows SEMI JOIN customers USING (${id})`);
  const counts = await session.row(
    `SELECT (SELECT count(*) FROM kept_rows)::INTEGER AS rows, (SELECT count(*) FROM landed_rows)::INTEGER AS landed,
      (SELECT count(DISTINCT line) FROM reject_errors)::INTEGER AS rejected`,
    z.object({ rows: z.int(), landed: z.int(), rejected: z.int() }),
  );
  await session.run("DELETE FROM reject_errors; DROP TABLE landed_rows");
  refuseUnreadable(source.file, counts);
  await writeSorted(session, source, domain.entity.column, path.join(folder, "part-0.parquet"));
  await session.run("DROP TABLE kept_rows");
  const { rows, rejected, landed } = counts;
  return { name: source.table, rows, rejected, orphaned: landed - rows };
}

function typedRowsSql(file: string, header: readonly string[], columns: readonly Column[]): string {
  const types = header.flatMap((name) => {
    const column = columns.find((candidate) => candidate.name === name);
    return column ? [`${literal(name)}: ${literal(duckdbType(column))}`] : [];
  });
  return `SELECT ${identifiers(columns.map((column) => column.name))}
    FROM read_csv(${literal(file)}, header = true, delim = ',', quote = '"', escape = '"', auto_detect = false,
      columns = {${types.join(", ")}}, store_rejects = true)`;
}

/**
 * Writes `kept_rows` sorted by the id and then by every other column, so that the same rows always make the same
 * file. A feed mostly comes in this order: to look is much cheaper than to sort millions of texts.
 */
async function writeSorted(
  session: DuckdbSession,
  { columns }: FeedSource,
  idColumn: string,
  file: string,
): Promise<void> {
  const others = columns.map((column) => column.name).filter((name) => name !== idColumn);
  const order = identifiers([idColumn, ...others]);
  const { isSorted } = await session.row(
    `SELECT coalesce(bool_and(is_next), true) AS "isSorted"
     FROM (SELECT row(${order}) >= lag(row(${order})) OVER () AS is_next FROM kept_rows)`,
    z.object({ isSorted: z.boolean() }),
  );
  await session.run(copyToParquet(`FROM kept_rows${isSorted ? "" : ` ORDER BY ${order}`}`, file));
}

function refuseUnreadable(file: string, { rejected, landed }: { readonly rejected: number; readonly landed: number }) {
  if (rejected <= maximalBadShare * (rejected + landed)) return;
  throw new AppError("FEED_INVALID", {
    detail: `${rejected} of ${rejected + landed} lines of ${file} cannot be read; at most ${maximalBadShare * 100} % may be.`,
    hint: "Compare the file with the dictionary's columns and types, mend it and run again.",
  });
}
