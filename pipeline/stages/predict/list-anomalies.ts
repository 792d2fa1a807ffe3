import { writeFile } from "node:fs/promises";
import { z } from "zod";

import { topAnomalies, type FeatureMatrix, type IsolationForest } from "#ml";
import { traitCount, type AnomalySpec } from "#knowledge";

import type { DuckdbSession } from "../../duckdb/session.ts";
import { identifier } from "../../duckdb/sql-text.ts";
import type { RunContext } from "../../run/run-context.ts";
import type { ListedAnomaly } from "./listed.ts";
import { anomalyTraits } from "./score-anomalies.ts";

/** How many rows are listed, and how many of them for their score alone. */
export const listedCountsSchema = z.object({ listed: z.int(), above: z.int(), highest: z.number() });
export type ListedCounts = z.infer<typeof listedCountsSchema>;

/**
 * Lists who is to be looked at: the rows of the highest scores, and every one above the level of review. Writes the
 * run's list of anomalies; `people` says who is in which row.
 */
export async function listAnomalies(work: {
  readonly context: RunContext;
  readonly session: DuckdbSession;
  readonly spec: AnomalySpec;
  readonly model: IsolationForest;
  readonly matrix: FeatureMatrix;
  readonly scores: Float64Array;
}): Promise<ListedCounts> {
  const { context, session, spec, model, matrix, scores } = work;
  const above = scores.filter((score) => score > spec.review.above).length;
  const rows = [...topAnomalies(scores, Math.max(spec.review.top, above))];
  const ids = await idsOf(session, context.domain.entity.column, rows);
  const traits = anomalyTraits(model, matrix, rows, traitCount);
  const listed = rows.map((row, place): ListedAnomaly => ({
    id: ids.get(row) ?? "",
    score: scores[row]!,
    reason: scores[row]! > spec.review.above ? "above" : "top",
    traits: traits[place]!,
  }));
  await writeFile(context.run.anomalies, `${JSON.stringify(listed)}\n`, { signal: context.signal });
  return { listed: listed.length, above, highest: listed[0]?.score ?? 0 };
}

async function idsOf(session: DuckdbSession, idColumn: string, rows: readonly number[]): Promise<Map<number, string>> {
  if (rows.length === 0) return new Map();
  const found = await session.rows(
    `SELECT row_index AS "row", ${identifier(idColumn)} AS id FROM people WHERE row_index IN (${rows.join(", ")})`,
    z.object({ row: z.int(), id: z.string() }),
  );
  return new Map(found.map(({ row, id }) => [row, id]));
}
