import { rm } from "node:fs/promises";
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
  const landed = path.join(run.temporary, `${source.table}.parquet`);
  const target = path.join(folder, "part-0.parquet");
  // By way of a file: millions of rows need no memory so, and the text is read once.
  const rows = typedRowsSql(readable, await readHeader(file), source.columns);
  await session.run(`COPY (${rows}) TO ${literal(landed)} (FORMAT parquet, COMPRESSION lz4_raw)`);
  const { rejected } = await session.row(
    "SELECT count(DISTINCT line)::INTEGER AS rejected FROM reject_errors",
    z.object({ rejected: z.int() }),
  );
  await session.run("DELETE FROM reject_errors");
  const order = await orderOf(session, landed, source, domain.entity.column);
  const id = identifier(domain.entity.column);
  await session.run(
    copyToParquet(`FROM read_parquet(${literal(landed)}) SEMI JOIN customers USING (${id}) ${order}`, target),
  );
  const counts = { rejected, landed: await countRows(session, landed), rows: await countRows(session, target) };
  await rm(landed);
  refuseUnreadable(source.file, counts);
  return { name: source.table, rows: counts.rows, rejected, orphaned: counts.landed - counts.rows };
}

async function countRows(session: DuckdbSession, file: string): Promise<number> {
  const { rows } = await session.row(
    `SELECT count(*)::INTEGER AS rows FROM read_parquet(${literal(file)})`,
    z.object({ rows: z.int() }),
  );
  return rows;
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
 * SQL that sorts the rows by the id and then by every other column, so that the same rows always make the same file;
 * empty where they come in this order already, as most feeds do: to look is much cheaper than to sort millions of rows.
 */
async function orderOf(
  session: DuckdbSession,
  file: string,
  { columns }: FeedSource,
  idColumn: string,
): Promise<string> {
  const others = columns.map((column) => column.name).filter((name) => name !== idColumn);
  const id = identifier(idColumn);
  const [second] = others;
  const next = identifier(second ?? idColumn);
  // Rows that are the same in both columns count as unsorted: the others would have to be looked at.
  const { isSorted } = await session.row(
    `SELECT coalesce(bool_and(${id} > before OR ${id} = before AND ${next} > before_next), true) AS "isSorted"
     FROM (SELECT ${id}, ${next}, lag(${id}) OVER () AS before, lag(${next}) OVER () AS before_next FROM read_parquet(${literal(file)}))`,
    z.object({ isSorted: z.boolean() }),
  );
  return isSorted ? "" : `ORDER BY ${identifiers([idColumn, ...others])}`;
}

function refuseUnreadable(file: string, { rejected, landed }: { readonly rejected: number; readonly landed: number }) {
  if (rejected <= maximalBadShare * (rejected + landed)) return;
  throw new AppError("FEED_INVALID", {
    detail: `${rejected} of ${rejected + landed} lines of ${file} cannot be read; at most ${maximalBadShare * 100} % may be.`,
    hint: "Compare the file with the dictionary's columns and types, mend it and run again.",
  });
}
