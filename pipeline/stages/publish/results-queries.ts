import { z } from "zod";

import { primaryModel } from "#knowledge";

import type { DuckdbSession } from "../../duckdb/session.ts";
import { identifier, literal, parquetFolder } from "../../duckdb/sql-text.ts";
import type { RunContext } from "../../run/run-context.ts";
import { metricValue } from "../train/metric.ts";
import { primaryVersion } from "../train/train.ts";
import { finalResultsSql } from "./final-results.ts";
import type { PublishInput } from "./publish.ts";

/** Files of scores, of 50,000 customers each, whose customers are brought together by one statement. */
const filesAtOnce = 4;

/**
 * The queries that fill the results table one after another, each for the next ids in order: what one of them sorts and
 * joins fits in memory, however many customers there are.
 */
export async function resultsQueries(
  session: DuckdbSession,
  context: RunContext,
  { trained, predicted }: Pick<PublishInput, "trained" | "predicted">,
): Promise<string[]> {
  const { run, domain, runId, clock } = context;
  const id = identifier(domain.entity.column);
  const scores = parquetFolder(run.scores);
  const described = await session.rows(`DESCRIBE FROM ${scores}`, z.object({ column_name: z.string() }));
  const primary = trained.models.find((model) => model.name === primaryModel(domain).name);
  const test = (metric: string) => `${metricValue(primary?.metrics ?? [], "test", metric) ?? "NULL"}`;
  const lineage = {
    prediction_timestamp: timestamp(predicted.predictedAt),
    model_version: literal(primaryVersion(context, trained)),
    model_type: literal("gradient-boosted trees"),
    model_r2_score: test("r2"),
    model_rmse: test("rmse"),
    results_created_at: timestamp(clock.now().toISOString()),
    pipeline_run_id: literal(runId),
  };
  const firstIds = await firstIdsOf(session, run.scores, id);
  return firstIds.map((from, index) => {
    const to = firstIds[index + 1];
    const range = `WHERE ${id} >= ${literal(from)}${to === undefined ? "" : ` AND ${id} < ${literal(to)}`}`;
    return finalResultsSql({
      domain,
      training: `(FROM ${parquetFolder(run.training)} ${range})`,
      test: `(FROM ${parquetFolder(run.test)} ${range})`,
      scores: `(FROM ${scores} ${range})`,
      scoreColumns: described.map((column) => column.column_name),
      lineage,
    });
  });
}

/** The first id of each statement. The files of scores are in the order of the ids. */
async function firstIdsOf(session: DuckdbSession, folder: string, id: string): Promise<string[]> {
  const files = await session.rows(
    `SELECT min(${id}) AS first FROM read_parquet(${literal(`${folder}/*.parquet`)}, filename = true)
     GROUP BY filename ORDER BY filename`,
    z.object({ first: z.string() }),
  );
  return files.filter((_, index) => index % filesAtOnce === 0).map(({ first }) => first);
}

/** UTC, without a time zone, as Athena's timestamp is. */
function timestamp(iso: string): string {
  return `TIMESTAMP ${literal(iso.replace("T", " ").replace("Z", ""))}`;
}
