import path from "node:path";
import { z } from "zod";

import { AppError } from "#core";
import { findTable, primaryModel, type Column, type Domain, type ModelSpec } from "#knowledge";

import { withDuckdb, type DuckdbSession } from "../duckdb/session.ts";
import { copyToParquet, identifier, literal, parquetFolder } from "../duckdb/sql-text.ts";
import { freshFolders } from "../run/fresh-folders.ts";
import type { RunContext } from "../run/run-context.ts";
import { latestReviews, readReviews } from "./review-store.ts";
import { pickForReview, type UncertainModel } from "./pick-for-review.ts";

export const reviewOutputSchema = z.object({
  rows: z.int(),
  /** Rows by the reason they were picked for. */
  reasons: z.record(z.string(), z.int()),
  /** Rows that somebody has looked at before. */
  reviewed: z.int(),
});
export type ReviewOutput = z.infer<typeof reviewOutputSchema>;

/** Status of a row that nobody has looked at. */
const openStatus = "pending";

/**
 * Picks the predictions that people should look at and writes them, with what people said of the same customers before,
 * as the table of the review queue.
 */
export async function review(context: RunContext, uncertain: readonly UncertainModel[]): Promise<ReviewOutput> {
  const { run, domain, data, seed, signal } = context;
  await freshFolders(run.review);
  const reviews = latestReviews(await readReviews(data.root, signal));
  const spec = primaryModel(domain);
  return withDuckdb({ temporaryDirectory: run.temporary, signal }, async (session) => {
    await pickForReview(session, {
      scored: scoredSql(context, spec, uncertain),
      policy: domain.review,
      uncertain,
      seed,
    });
    await session.run("CREATE TABLE reviewed (id VARCHAR, notes VARCHAR, status VARCHAR)");
    const lines = reviews
      .filter(({ model }) => model === spec.name)
      .map(({ customerId, notes, status }) => `(${[customerId, notes, status].map(literal).join(", ")})`);
    if (lines.length > 0) await session.run(`INSERT INTO reviewed VALUES ${lines.join(", ")}`);
    await session.run(copyToParquet(queueSql(context, spec), path.join(run.review, "part-0.parquet")));
    return countQueue(session, run.review);
  });
}

/** The customers with what the primary model says of them, by the names that picking goes by. */
function scoredSql(
  { run, domain }: RunContext,
  { target, prediction }: ModelSpec,
  uncertain: readonly UncertainModel[],
): string {
  const id = identifier(domain.entity.column);
  const distances = uncertain.map(
    ({ prediction: column, threshold }, place) =>
      `abs(scores.${identifier(column)} - ${threshold}) AS distance_${place}`,
  );
  const columns = [
    `scores.${id} AS id`,
    `scores.${identifier(prediction)} AS prediction`,
    `abs(scores.${identifier(prediction)} - CAST(customers.${identifier(target)} AS DOUBLE)) AS error`,
    ...distances,
  ];
  return `SELECT ${columns.join(", ")} FROM ${parquetFolder(run.scores)} AS scores JOIN ${customersSql(run)} AS customers USING (${id})`;
}

function customersSql(run: RunContext["run"]): string {
  return `(FROM ${parquetFolder(run.training)} UNION ALL FROM ${parquetFolder(run.test)})`;
}

function queueSql({ run, domain }: RunContext, spec: ModelSpec): string {
  const id = identifier(domain.entity.column);
  const columns = queueColumns(domain).map(
    (column) => `${columnSql(domain, spec, column)} AS ${identifier(column.name)}`,
  );
  return `SELECT ${columns.join(", ")}
    FROM picked JOIN ${customersSql(run)} AS customers ON customers.${id} = picked.id
    JOIN ${parquetFolder(run.scores)} AS scores ON scores.${id} = picked.id
    LEFT JOIN (SELECT id, last(notes) AS notes, last(status) AS status FROM reviewed GROUP BY id) AS said ON said.id = picked.id
    ORDER BY picked.place`;
}

/** The queue's columns as the dictionary has them. Throws `KNOWLEDGE_INVALID` where it has none. */
function queueColumns(domain: Domain): readonly Column[] {
  const table = findTable(domain, domain.review.table, domain.databases.qa);
  if (table !== undefined) return table.columns;
  throw new AppError("KNOWLEDGE_INVALID", {
    detail: `review.table names ${domain.review.table}, which is no table of ${domain.databases.qa}.`,
    hint: "Describe the table under `tables` in domain.yaml.",
  });
}

function columnSql(domain: Domain, spec: ModelSpec, { name, role }: Column): string {
  switch (name) {
    case "qa_reason":
      return "picked.reason";
    case "reviewer_notes":
      return "nullif(said.notes, '')";
    case "review_status":
      return `coalesce(said.status, ${literal(openStatus)})`;
    case spec.prediction:
      return `scores.${identifier(name)}`;
    case spec.error:
      return "picked.error";
    default:
      return `customers.${identifier(role === "target" ? spec.target : knownColumn(domain, name))}`;
  }
}

function knownColumn({ feedColumns, review: { table } }: Domain, name: string): string {
  if (feedColumns.some((column) => column.name === name)) return name;
  throw new AppError("KNOWLEDGE_INVALID", {
    detail: `The column ${name} of ${table} is neither the feed's nor the primary model's.`,
    hint: "Name a column of the feed, the primary model's prediction or error, or one of role target.",
  });
}

async function countQueue(session: DuckdbSession, folder: string): Promise<ReviewOutput> {
  const counts = await session.rows(
    `SELECT qa_reason AS reason, count(*)::INTEGER AS rows, count(*) FILTER (WHERE review_status <> ${literal(openStatus)})::INTEGER AS reviewed
     FROM ${parquetFolder(folder)} GROUP BY ALL ORDER BY ALL`,
    z.object({ reason: z.string(), rows: z.int(), reviewed: z.int() }),
  );
  return {
    rows: counts.reduce((sum, { rows }) => sum + rows, 0),
    reasons: Object.fromEntries(counts.map(({ reason, rows }) => [reason, rows])),
    reviewed: counts.reduce((sum, { reviewed }) => sum + reviewed, 0),
  };
}
