import { chmod, readFile, rm } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";

import { duckDbViewSql, servingMacros, servingVersionSql } from "#sql";

import { withDuckdb, type DuckdbSession } from "../../duckdb/session.ts";
import { identifier } from "../../duckdb/sql-text.ts";
import { writeCards } from "../../cards/write-cards.ts";
import { listFiles } from "../../run/list-files.ts";
import { withAbsentColumns } from "../../feed/absent-columns.ts";
import type { RunContext } from "../../run/run-context.ts";
import type { ReviewOutput } from "../../review/review-stage.ts";
import type { TruthReport } from "../../truth/truth-report.ts";
import type { PredictOutput } from "../predict/predict.ts";
import type { PrepareOutput } from "../prepare/prepare.ts";
import type { TrainOutput } from "../train/train.ts";
import { qualityCheckSchema } from "../validate/quality-check.ts";
import { fillTable, tableFolder } from "./fill-table.ts";
import { readFindings } from "./model-table-rows.ts";
import { resultsQueries } from "./results-queries.ts";
import { servedTables, tableSource, type TableSource } from "./serve-tables.ts";
import { writeCustomerFile } from "./write-customer-file.ts";
import { verifyResults } from "./verify-results.ts";

export const publishOutputSchema = z.object({
  rows: z.int(),
  partitions: z.int(),
  tables: z.array(z.object({ name: z.string(), rows: z.int() })),
  /** Largest distance between a published prediction and what its published contributions add up to. */
  maximalDeviation: z.number(),
});
export type PublishOutput = z.infer<typeof publishOutputSchema>;

/** What the stages before left. */
export type PublishInput = {
  readonly prepared: PrepareOutput;
  readonly trained: TrainOutput;
  readonly predicted: PredictOutput;
  readonly truth: TruthReport;
  /** Works beside: its table is filled when it is done. */
  readonly reviewed: Promise<ReviewOutput>;
};

/**
 * Writes what serves: `serve.duckdb` with every table and view that anybody may query, native and sorted by id, so
 * that it can be opened read-only with no access to other files, and the same tables as Parquet, the results
 * table's partitioned; and a file from which one read gives all of one customer. It holds neither personal data nor the feed. Everything is checked as published, then made
 * read-only. Throws `RESULTS_DAMAGED` when a check fails.
 */
export async function publish(context: RunContext, input: PublishInput): Promise<PublishOutput> {
  const { run, domain, schema, signal, report } = context;
  await rm(run.serveDatabase, { force: true });
  await rm(run.customerFile, { force: true });
  await writeCards(context, input);
  const options = { path: run.serveDatabase, temporaryDirectory: run.temporary, signal };
  const written = await withDuckdb(options, async (session) => {
    const folders = await writeTables(session, context, input);
    // Views are written in the macros.
    for (const statement of [...servingMacros(), servingVersionSql(schema)]) await session.run(statement);
    for (const view of schema.views) await session.run(duckDbViewSql(view, domain));
    await session.run("ANALYZE; CHECKPOINT");
    await writeCustomerFile(session, domain, run.customerFile);
    return folders;
  });
  report("checking what was written", 3, 4);
  const verified = await withDuckdb({ ...options, readOnly: true }, (session) =>
    verifyResults(session, context, input),
  );
  const files = await Promise.all(
    written.map(async (folder) => (await listFiles(folder)).map((file) => path.join(folder, file.path))),
  );
  for (const file of [run.serveDatabase, run.customerFile, ...files.flat()]) await chmod(file, 0o444);
  return { ...verified, partitions: files[0]?.length ?? 0 };
}

/** Makes and fills the tables. Returns the folders of Parquet that were written, the results table's first. */
async function writeTables(session: DuckdbSession, context: RunContext, input: PublishInput): Promise<string[]> {
  const { run, domain, signal, report } = context;
  const checks = z
    .array(qualityCheckSchema)
    .parse(JSON.parse(await readFile(run.quality, { encoding: "utf8", signal })));
  const findings = await readFindings(context, input.trained);
  for (const database of Object.values(domain.databases)) await session.run(`CREATE SCHEMA ${identifier(database)}`);
  report("writing tables", 0, 4);
  const written: string[] = [];
  for (const table of servedTables(context)) {
    const isResults = table.name === domain.results.table;
    if (table.name === domain.review.table) await input.reviewed;
    const source: TableSource = isResults
      ? { kind: "queries", sql: await resultsQueries(session, context, input) }
      : tableSource(context, table, { ...input, checks, findings });
    await fillTable(session, run, withAbsentColumns(table, context.feed), source);
    if (source.kind === "queries") written.push(tableFolder(run, table));
    if (isResults) report("writing tables", 1, 4);
  }
  return written;
}
