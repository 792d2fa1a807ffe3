import path from "node:path";
import { z } from "zod";

import { AppError } from "#core";
import { inputColumns } from "#knowledge";

import { withDuckdb, type DuckdbSession } from "../../duckdb/session.ts";
import { copyToParquet, identifier, identifiers, literal } from "../../duckdb/sql-text.ts";
import { feedSources } from "../../feed/open-feed.ts";
import { correctionsSchema, writeCorrections } from "../../review/corrections.ts";
import { freshFolders } from "../../run/fresh-folders.ts";
import type { RunContext } from "../../run/run-context.ts";
import { maximalBadShare } from "./bad-share.ts";
import { columnsOfFeed } from "./columns-of-feed.ts";
import { landCustomers } from "./land-customers.ts";
import { landTable, stageTable, type StagedTable } from "./land-table.ts";
import { maskSql, quarantineReasons } from "./row-checks.ts";

export const prepareOutputSchema = z.object({
  rowsRead: z.int(),
  rowsClean: z.int(),
  rowsQuarantined: z.int(),
  rowsTrain: z.int(),
  rowsTest: z.int(),
  /** Faults found, by reason; a row may have several. */
  faults: z.record(z.enum(quarantineReasons), z.int()),
  /** The tables beside the customers. */
  tables: z.array(z.object({ name: z.string(), rows: z.int(), rejected: z.int(), orphaned: z.int() })),
  /** What people's overrides change in the training data. */
  corrections: correctionsSchema,
});
export type PrepareOutput = z.infer<typeof prepareOutputSchema>;

/**
 * Lands the raw feed, types it by the dictionary, quarantines bad rows with the reason, and writes Parquet:
 * `training` and `test` (all columns), `inference` (the inputs without targets), the tables beside them, and
 * `quarantine`, and the training rows whose outcome people corrected. The customers are sorted by the entity's id, the
 * tables grouped by it. Throws `FEED_INVALID` when more than 5 % of the rows are bad.
 */
export async function prepare(context: RunContext): Promise<PrepareOutput> {
  const { run, signal, report } = context;
  await freshFolders(run.temporary, run.training, run.test, run.inference, run.quarantine);
  const staging = stageTables(context);
  // Looked at from the start, so that its failure is never one that nobody heard.
  const staged = Promise.allSettled([staging]);
  try {
    return await withDuckdb({ temporaryDirectory: run.temporary, signal }, async (session) => {
      report("landing the feed", 0, 4);
      await landCustomers(session, context, columnsOfFeed(context));
      report("quarantining bad rows", 1, 4);
      const counts = await writeQuarantine(session, context);
      report("splitting", 2, 4);
      const split = await writeCustomers(session, context);
      report("landing the tables beside", 3, 4);
      const tables: PrepareOutput["tables"] = [];
      for (const table of await staging) tables.push(await landTable(session, context, table));
      return { ...counts, ...split, tables, corrections: await writeCorrections(session, context) };
    });
  } finally {
    // Nothing goes on writing once the stage has ended.
    await staged;
  }
}

/** Reads the tables beside the customers while these are landed, in a database of its own. */
function stageTables(context: RunContext): Promise<StagedTable[]> {
  const { domain, run, signal } = context;
  return withDuckdb({ temporaryDirectory: path.join(run.temporary, "tables"), signal }, async (session) => {
    const staged: StagedTable[] = [];
    for (const source of feedSources(domain).slice(1)) staged.push(await stageTable(session, context, source));
    return staged;
  });
}

async function writeQuarantine(
  session: DuckdbSession,
  { domain, run }: RunContext,
): Promise<Pick<PrepareOutput, "rowsRead" | "rowsClean" | "rowsQuarantined" | "faults">> {
  const id = identifier(domain.entity.column);
  await session.run(`
    CREATE TABLE quarantine AS
    SELECT source_row, NULL::VARCHAR AS ${id}, NULL::VARCHAR AS column_name, 'malformed' AS reason, ${maskSql("line")} AS raw_value
    FROM suspects WHERE is_malformed
    UNION ALL
    SELECT source_row, CASE WHEN list_contains(list_transform(faults, lambda fault: fault.reason), 'bad_id') THEN NULL ELSE ${id} END,
      fault.column_name, fault.reason, ${maskSql("fault.raw_value")}
    FROM (SELECT source_row, ${id}, faults, unnest(faults) AS fault FROM suspects WHERE len(faults) > 0)
    UNION ALL
    SELECT source_row, ${id}, ${literal(domain.entity.column)}, 'duplicate', ${maskSql(id)}
    FROM valid ANTI JOIN customers USING (source_row);
    ${copyToParquet("SELECT * FROM quarantine ORDER BY source_row, column_name", path.join(run.quarantine, "part-0.parquet"))}`);
  const totals = await session.row(
    `SELECT (SELECT count(*) FROM landed)::INTEGER AS "rowsRead", (SELECT count(*) FROM customers)::INTEGER AS "rowsClean",
      (SELECT count(DISTINCT source_row) FROM quarantine)::INTEGER AS "rowsQuarantined"`,
    prepareOutputSchema.pick({ rowsRead: true, rowsClean: true, rowsQuarantined: true }),
  );
  const byReason = await session.rows(
    "SELECT reason, count(*)::INTEGER AS n FROM quarantine GROUP BY reason",
    z.object({ reason: z.enum(quarantineReasons), n: z.int() }),
  );
  const count = (reason: string) => byReason.find((row) => row.reason === reason)?.n ?? 0;
  // One entry for every reason, so a reason that was not met is told as 0.
  const faults = Object.fromEntries(
    quarantineReasons.map((reason) => [reason, count(reason)]),
  ) as PrepareOutput["faults"];
  if (totals.rowsClean === 0 || totals.rowsQuarantined > maximalBadShare * totals.rowsRead) {
    throw await badFeedError(session, totals);
  }
  return { ...totals, faults };
}

/** Faults named in the report of a feed that is refused; the most frequent first. */
const toldFaults = 8;

async function badFeedError(
  session: DuckdbSession,
  { rowsRead, rowsQuarantined }: Pick<PrepareOutput, "rowsRead" | "rowsQuarantined">,
): Promise<AppError> {
  const faults = await session.rows(
    `SELECT reason, column_name AS "column", count(*)::INTEGER AS n FROM quarantine GROUP BY ALL ORDER BY n DESC, reason, column_name`,
    z.object({ reason: z.string(), column: z.string().nullable(), n: z.int() }),
  );
  const told = faults
    .slice(0, toldFaults)
    .map(({ reason, column, n }) => `${reason}${column === null ? "" : ` of ${column}`} ${n}`);
  const more = faults.length > toldFaults ? `, and ${faults.length - toldFaults} more kinds` : "";
  return new AppError("FEED_INVALID", {
    detail:
      rowsRead === 0
        ? "The feed has no rows."
        : `${rowsQuarantined} of ${rowsRead} rows are bad (${told.join(", ")}${more}); at most ${maximalBadShare * 100} % may be.`,
    hint: "Look at the quarantine file of the stopped run for the rows and their faults, mend the feed and run again. What was live is still live.",
  });
}

async function writeCustomers(
  session: DuckdbSession,
  { domain, run }: RunContext,
): Promise<Pick<PrepareOutput, "rowsTrain" | "rowsTest">> {
  const inputs = identifiers([domain.entity.column, ...inputColumns(domain).map((column) => column.name)]);
  const write = (query: string, folder: string) =>
    session.run(copyToParquet(query, path.join(folder, "part-0.parquet")));
  const columns = identifiers(domain.feedColumns.map((column) => column.name));
  // The table was filled in the order of the ids, and DuckDB keeps a table's order.
  await write(`SELECT ${columns} FROM customers WHERE data_split = 'train'`, run.training);
  await write(`SELECT ${columns} FROM customers WHERE data_split = 'test'`, run.test);
  await write(`SELECT ${inputs} FROM customers`, run.inference);
  return session.row(
    `SELECT count(*) FILTER (WHERE data_split = 'train')::INTEGER AS "rowsTrain",
      count(*) FILTER (WHERE data_split = 'test')::INTEGER AS "rowsTest" FROM customers`,
    prepareOutputSchema.pick({ rowsTrain: true, rowsTest: true }),
  );
}
