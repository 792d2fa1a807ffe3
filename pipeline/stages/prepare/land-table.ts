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

/** A table beside the customers, read and typed, with everybody's rows still in it. */
export type StagedTable = {
  readonly source: FeedSource;
  /** Parquet in the run's temporary folder. */
  readonly file: string;
  readonly rows: number;
  /** Lines that could not be read by the dictionary's types. */
  readonly rejected: number;
  /** SQL of the order that its rows are to be brought in; empty where they have it. */
  readonly order: string;
};

/**
 * Reads a table beside the customers with DuckDB's own CSV reader. Lines it cannot read by the dictionary's types are
 * dropped and counted. Throws `FEED_INVALID` when they are more than 5 %. It goes by way of a file, so that millions
 * of rows need no memory, and does not wait for the customers.
 */
export async function stageTable(
  session: DuckdbSession,
  { domain, feed, run, signal }: RunContext,
  source: FeedSource,
): Promise<StagedTable> {
  const original = path.join(feed.directory, source.file);
  const readable = await asReadableText(original, path.join(run.temporary, source.file), signal);
  const file = path.join(run.temporary, `${source.table}.parquet`);
  const typed = typedRowsSql(readable, await readHeader(original), source.columns);
  await session.run(`COPY (${typed}) TO ${literal(file)} (FORMAT parquet, COMPRESSION lz4_raw)`);
  const { rejected } = await session.row(
    "SELECT count(DISTINCT line)::INTEGER AS rejected FROM reject_errors",
    z.object({ rejected: z.int() }),
  );
  await session.run("DELETE FROM reject_errors");
  const rows = await countRows(session, file);
  refuseUnreadable(source.file, { rejected, rows });
  return { source, file, rows, rejected, order: await orderOf(session, file, source, domain.entity.column) };
}

/**
 * Writes a staged table without the rows of somebody who is not in the table `customers` of the session; those are
 * counted (`orphaned`).
 */
export async function landTable(
  session: DuckdbSession,
  { domain, run }: RunContext,
  { source, file, rows, rejected, order }: StagedTable,
): Promise<PrepareOutput["tables"][number]> {
  const folder = run.feedTable(source.table);
  await freshFolders(folder);
  const target = path.join(folder, "part-0.parquet");
  const id = identifier(domain.entity.column);
  await session.run(
    copyToParquet(`FROM read_parquet(${literal(file)}) SEMI JOIN customers USING (${id}) ${order}`, target),
  );
  await rm(file);
  const kept = await countRows(session, target);
  return { name: source.table, rows: kept, rejected, orphaned: rows - kept };
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
 * SQL that sorts the rows by the id and then by every other column; empty where the rows of one id stand together
 * already, in the order of the second column, as in most feeds: to look is much cheaper than to sort millions of rows.
 */
async function orderOf(
  session: DuckdbSession,
  file: string,
  { columns }: FeedSource,
  idColumn: string,
): Promise<string> {
  const others = columns.map((column) => column.name).filter((name) => name !== idColumn);
  const id = identifier(idColumn);
  const next = identifier(others[0] ?? idColumn);
  const { isGrouped } = await session.row(
    `SELECT count(*) FILTER (before IS DISTINCT FROM ${id}) = count(DISTINCT ${id})
        AND coalesce(bool_and(${id} <> before OR ${next} > before_next), true) AS "isGrouped"
     FROM (SELECT ${id}, ${next}, lag(${id}) OVER () AS before, lag(${next}) OVER () AS before_next FROM read_parquet(${literal(file)}))`,
    z.object({ isGrouped: z.boolean() }),
  );
  return isGrouped ? "" : `ORDER BY ${identifiers([idColumn, ...others])}`;
}

function refuseUnreadable(
  file: string,
  { rejected, rows }: { readonly rejected: number; readonly rows: number },
): void {
  if (rejected <= maximalBadShare * (rejected + rows)) return;
  throw new AppError("FEED_INVALID", {
    detail: `${rejected} of ${rejected + rows} lines of ${file} cannot be read; at most ${maximalBadShare * 100} % may be.`,
    hint: "Compare the file with the dictionary's columns and types, mend it and run again.",
  });
}
