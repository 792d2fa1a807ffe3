import { z } from "zod";

import { AppError } from "#core";
import type { Domain, ModelSpec } from "#knowledge";

import type { DuckdbSession } from "../../duckdb/session.ts";
import { identifier, literal } from "../../duckdb/sql-text.ts";
import type { RunContext } from "../../run/run-context.ts";
import { additivityTolerance } from "../predict/explain-rows.ts";
import { predictedNames } from "../predict/predictions-sql.ts";
import type { PublishInput, PublishOutput } from "./publish.ts";
import { servedTables, tableName } from "./serve-tables.ts";

/**
 * Checks the database as a reader finds it: every table has the rows it should, no prediction is missing or not a
 * number, every prediction is what its contributions and the base value add up to and lies within its interval, and
 * every view answers.
 * Throws `RESULTS_DAMAGED` with all that failed.
 */
export async function verifyResults(
  session: DuckdbSession,
  { domain, schema }: Pick<RunContext, "domain" | "schema">,
  input: PublishInput,
): Promise<Pick<PublishOutput, "rows" | "tables" | "maximalDeviation">> {
  const faults: string[] = [];
  const tables: PublishOutput["tables"] = [];
  const expected = expectedRows(domain, input);
  for (const table of [...servedTables({ domain, schema }), ...schema.views]) {
    const { rows } = await session.row(
      `SELECT count(*)::INTEGER AS rows FROM ${tableName(table)}`,
      z.object({ rows: z.int() }),
    );
    tables.push({ name: table.name, rows });
    const wanted = expected.get(table.name);
    if (wanted !== undefined && rows !== wanted) faults.push(`${table.name} has ${rows} rows instead of ${wanted}.`);
  }
  let maximalDeviation = 0;
  for (const model of domain.models) {
    const { missing, deviation } = await checkModel(session, domain, model);
    if (missing > 0) faults.push(`${missing} predictions of the ${model.label} are missing or no number.`);
    if (!(deviation <= additivityTolerance))
      faults.push(`Contributions of the ${model.label} miss a prediction by ${deviation}.`);
    const crossed = await countCrossed(session, domain, model);
    if (crossed > 0) faults.push(`${crossed} predictions of the ${model.label} lie outside their interval.`);
    maximalDeviation = Math.max(maximalDeviation, deviation);
  }
  if (faults.length > 0) {
    throw new AppError("RESULTS_DAMAGED", {
      detail: `${faults.join(" ")} Nothing went live.`,
      hint: "Run the pipeline again; when it fails the same way, report it with the run's log.",
    });
  }
  return { rows: input.prepared.rowsClean, tables, maximalDeviation };
}

function expectedRows(domain: Domain, { prepared, predicted }: PublishInput): ReadonlyMap<string, number> {
  return new Map([
    [domain.results.table, prepared.rowsClean],
    ["predictions", prepared.rowsClean * predictedNames(domain).length],
    ["explanations", predicted.explanationRows],
    ...prepared.tables.map((table): [string, number] => [table.name, table.rows]),
  ]);
}

/** Rows whose prediction is not within its interval, or whose interval leaves the target's range. */
async function countCrossed(session: DuckdbSession, domain: Domain, model: ModelSpec): Promise<number> {
  const { lower, upper, range } = model;
  if (lower === null || upper === null) return 0;
  const ordered = [range[0], identifier(lower), identifier(model.prediction), identifier(upper), range[1]];
  const inOrder = ordered.slice(1).map((value, index) => `${ordered[index]} <= ${value}`);
  const { crossed } = await session.row(
    `SELECT count(*) FILTER (WHERE NOT (${inOrder.join(" AND ")}))::INTEGER AS crossed
     FROM ${tableName({ database: domain.databases.analytics, name: domain.results.table })}`,
    z.object({ crossed: z.int() }),
  );
  return crossed;
}

/** Compares on the scale of the target, where a probability near 0 or 1 does not magnify rounding. */
async function checkModel(
  session: DuckdbSession,
  { entity, databases, results }: Domain,
  model: ModelSpec,
): Promise<{ missing: number; deviation: number }> {
  const id = identifier(entity.column);
  const prediction = identifier(model.prediction);
  const [low, high] = model.range;
  const margin = "(base + total)";
  const linked = model.kind === "classification" ? `1 / (1 + exp(-${margin}))` : margin;
  return session.row(
    `WITH sums AS (
       SELECT ${id}, sum(contribution) AS total FROM ${tableName({ database: databases.predictions, name: "explanations" })}
       WHERE model = ${literal(model.name)} GROUP BY ${id}
     ), base AS (
       SELECT value AS base FROM ${tableName({ database: databases.analytics, name: "model_metrics" })}
       WHERE model = ${literal(model.name)} AND metric = 'base_value'
     )
     SELECT count(*) FILTER (WHERE ${prediction} IS NULL OR isnan(${prediction}) OR total IS NULL)::INTEGER AS missing,
       coalesce(max(abs(least(${high}, greatest(${low}, ${linked})) - ${prediction})), 'nan'::DOUBLE) AS deviation
     FROM ${tableName({ database: databases.analytics, name: results.table })} LEFT JOIN sums USING (${id}), base`,
    z.object({ missing: z.int(), deviation: z.number() }),
  );
}
