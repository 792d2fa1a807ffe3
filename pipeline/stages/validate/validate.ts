import { writeFile } from "node:fs/promises";
import { z } from "zod";

import { withDuckdb, type DuckdbSession } from "../../duckdb/session.ts";
import { identifier, literal, parquetFolder } from "../../duckdb/sql-text.ts";
import { loadMatrix } from "../../features/load-matrix.ts";
import { modelFeatures } from "../../features/model-features.ts";
import type { RunLayout } from "../../run/layout.ts";
import type { RunContext } from "../../run/run-context.ts";
import { columnsOfFeed } from "../prepare/columns-of-feed.ts";
import type { PrepareOutput } from "../prepare/prepare.ts";
import { quarantineReasons } from "../prepare/row-checks.ts";
import { driftChecks } from "./drift-checks.ts";
import { feedChecks, qualityCheck, type FeedCounts } from "./feed-checks.ts";
import type { QualityCheck } from "./quality-check.ts";

export const validateOutputSchema = z.object({
  checks: z.int(),
  warnings: z.int(),
  /** Columns that shifted against the run that was live; empty without one. */
  driftedColumns: z.array(z.string()),
});
export type ValidateOutput = z.infer<typeof validateOutputSchema>;

/** Customers of each run that drift is measured on: enough for any shift that matters, whatever the feed's size. */
const driftRows = 50_000;

/**
 * Judges the data by the dictionary, and against the run that is live where there is one. Writes every check to the run's quality file, which becomes the table `data_quality`.
 */
export async function validate(
  context: RunContext,
  prepared: PrepareOutput,
  live: RunLayout | null,
): Promise<ValidateOutput> {
  const { domain, run, signal, report } = context;
  report("checking the data", 0, 1);
  const table = domain.feed.customers.table;
  const checks = await withDuckdb({ temporaryDirectory: run.temporary, signal }, async (session) => {
    const counts = await countFaults(session, context, prepared);
    const drift = live === null ? [] : await checkDrift(session, context, live);
    return [...feedChecks(table, columnsOfFeed(context), counts), ...prepared.tables.flatMap(tableChecks), ...drift];
  });
  await writeFile(run.quality, `${JSON.stringify(checks)}\n`, { signal });
  report("checking the data", 1, 1);
  return {
    checks: checks.length,
    warnings: checks.filter((check) => check.severity !== "info").length,
    driftedColumns: [
      ...new Set(
        checks.flatMap(({ check, columnName, rowsFailed }) =>
          check.startsWith("drift") && rowsFailed > 0 && columnName !== null ? [columnName] : [],
        ),
      ),
    ],
  };
}

async function countFaults(
  session: DuckdbSession,
  { domain, run }: RunContext,
  prepared: PrepareOutput,
): Promise<FeedCounts> {
  const faults = await session.rows(
    `SELECT column_name AS "columnName", reason, count(*)::INTEGER AS n FROM ${parquetFolder(run.quarantine)}
     GROUP BY ALL ORDER BY ALL`,
    z.object({ columnName: z.string().nullable(), reason: z.enum(quarantineReasons), n: z.int() }),
  );
  const columns = domain.feedColumns.map(
    ({ name }) => `(count(*) - count(${identifier(name)}))::INTEGER AS ${identifier(name)}`,
  );
  const missing = await session.row(
    `SELECT ${columns.join(", ")} FROM read_parquet([${[run.training, run.test].map((folder) => literal(`${folder}/*.parquet`)).join(", ")}])`,
    z.record(z.string(), z.int()),
  );
  return { ...prepared, faults, missing: new Map(Object.entries(missing)) };
}

/** Every column but the id: what the models see in the way they see it, and what only arrives with the data. */
async function checkDrift(session: DuckdbSession, context: RunContext, live: RunLayout): Promise<QualityCheck[]> {
  const { domain, run } = context;
  const idColumn = domain.entity.column;
  const features = modelFeatures({
    ...domain,
    feedColumns: domain.feedColumns.map((column) =>
      column.input === "none" && column.name !== idColumn ? { ...column, input: "as-is" } : column,
    ),
    // A product drifts with its factors; the columns are what somebody can look into.
    interactions: [],
  });
  const load = async (of: RunLayout) => {
    const files = [of.training, of.test].map((folder) => literal(`${folder}/*.parquet`)).join(", ");
    // By a hash of the id, so that it is the same customers whenever they are in both.
    const chosen = `(FROM read_parquet([${files}]) ORDER BY md5_number_upper(${identifier(idColumn)}), ${identifier(idColumn)} LIMIT ${driftRows})`;
    return (await loadMatrix(session, chosen, idColumn, features)).matrix;
  };
  return driftChecks(domain.feed.customers.table, await load(live), await load(run));
}

function tableChecks({ name, rows, rejected, orphaned }: PrepareOutput["tables"][number]): QualityCheck[] {
  const rowsChecked = rows + rejected + orphaned;
  const common = { tableName: name, columnName: null, rowsChecked };
  return [
    qualityCheck({
      ...common,
      check: "malformed",
      rowsFailed: rejected,
      detail: "Lines that could not be read; left out.",
    }),
    {
      ...qualityCheck({
        ...common,
        check: "orphaned",
        rowsFailed: orphaned,
        detail: "Rows of somebody who is not in the clean feed; left out.",
      }),
      severity: "info",
    },
  ];
}
