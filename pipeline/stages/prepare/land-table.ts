import path from "node:path";
import { z } from "zod";

import { AppError } from "#core";

import type { DuckdbSession } from "../../duckdb/session.ts";
import { copyToParquet, duckdbType, identifier, identifiers, literal } from "../../duckdb/sql-text.ts";
import { readHeader, type FeedSource } from "../../feed/open-feed.ts";
import { freshFolders } from "../../run/fresh-folders.ts";
import type { RunContext } from "../../run/run-context.ts";
import { maximalBadShare, type PrepareOutput } from "./prepare.ts";

/**
 * Lands a table beside the customers with DuckDB's own CSV reader, sorted by the entity's id. Lines it cannot read
 * by the dictionary's types are dropped and counted (`rejected`), and so are rows of somebody who is not in the
 * clean feed (`orphaned`).
 */
export async function landTable(
  session: DuckdbSession,
  { domain, data, run }: RunContext,
  source: FeedSource,
): Promise<PrepareOutput["tables"][number]> {
  const folder = run.feedTable(source.table);
  await freshFolders(folder);
  const file = path.join(data.raw, source.file);
  const header = await readHeader(file);
  const byName = new Map(source.columns.map((column) => [column.name, column]));
  const types = header.flatMap((name) => {
    const column = byName.get(name);
    return column ? [`${literal(name)}: ${literal(duckdbType(column))}`] : [];
  });
  const id = identifier(domain.entity.column);
  const names = source.columns.map((column) => column.name);
  const landed = identifier(`landed_${source.table}`);
  await session.run(`
    CREATE TABLE ${landed} AS FROM read_csv(${literal(file)}, header = true, delim = ',', quote = '"', escape = '"',
      auto_detect = false, columns = {${types.join(", ")}}, store_rejects = true)`);
  // Sorted by every column, so that the same rows always make the same file.
  await session.run(
    copyToParquet(
      `SELECT ${identifiers(names)} FROM ${landed} SEMI JOIN customers USING (${id}) ORDER BY ${id}, ${identifiers(names.filter((name) => name !== domain.entity.column))}`,
      path.join(folder, "part-0.parquet"),
    ),
  );
  const counts = await session.row(
    `SELECT (SELECT count(*) FROM ${landed} SEMI JOIN customers USING (${id}))::INTEGER AS rows,
      (SELECT count(*) FROM ${landed})::INTEGER AS landed,
      (SELECT count(DISTINCT line) FROM reject_errors)::INTEGER AS rejected`,
    z.object({ rows: z.int(), landed: z.int(), rejected: z.int() }),
  );
  await session.run(`DELETE FROM reject_errors; DROP TABLE ${landed}`);
  if (counts.rejected > maximalBadShare * (counts.rejected + counts.landed)) {
    throw new AppError("FEED_INVALID", {
      detail: `${counts.rejected} lines of ${source.file} cannot be read; at most ${maximalBadShare * 100} % may be.`,
      hint: "Compare the file with the dictionary's columns and types, mend it and run again.",
    });
  }
  return {
    name: source.table,
    rows: counts.rows,
    rejected: counts.rejected,
    orphaned: counts.landed - counts.rows,
  };
}
