import { AppError } from "#core";
import { inputColumns } from "#knowledge";
import type { QueryResult, SqlValue } from "#sql";

import type { ToolDeps } from "./deps.ts";
import type { InputRow } from "./served-model.ts";
import { whereClause } from "./sql-text.ts";

/** Customers drawn from a population, with every input column. */
export type PopulationSample = {
  readonly rows: readonly InputRow[];
  /** Customers in the population. */
  readonly size: number;
  /** Customers in all. */
  readonly everybody: number;
  /** The query that counted them, as evidence; the rows themselves are none. */
  readonly counted: QueryResult;
};

/**
 * Draws up to `limit` customers of a population, evenly over their ids, so that the same run gives the same ones.
 *
 * The models need every input, protected attributes too, so the rows are read with a steward's rights; they never
 * leave the tools but inside predictions and means over at least the policy's minimum group. The condition itself
 * runs with the person's own rights first. Throws `ENTITY_NOT_FOUND` for nobody, `PRIVACY_REFUSED` for too few.
 */
export async function drawSample(
  deps: ToolDeps,
  where: string | undefined,
  limit: number,
  signal: AbortSignal | undefined,
): Promise<PopulationSample> {
  const { domain } = deps;
  const table = domain.results.table;
  const counted = await deps.runQuery({
    sql: `SELECT count(*) AS customers, (SELECT count(*) FROM ${table}) AS everybody FROM ${table}${whereClause(where)}`,
    role: deps.role,
    signal,
  });
  const size = Number(counted.rows[0]?.[0] ?? 0);
  const everybody = Number(counted.rows[0]?.[1] ?? 0);
  if (size === 0) {
    throw new AppError("ENTITY_NOT_FOUND", {
      detail: `No ${domain.entity.singular} of this snapshot meets the condition.`,
      hint: "Loosen the condition.",
    });
  }
  if (size < domain.policy.minimumGroupSize && deps.role !== "steward") {
    throw new AppError("PRIVACY_REFUSED", {
      detail: `The group holds fewer than ${domain.policy.minimumGroupSize} ${domain.entity.plural}.`,
      hint: `Ask about a larger group, or about one ${domain.entity.singular} by id.`,
    });
  }
  const stride = Math.max(1, Math.ceil(size / limit));
  const names = inputColumns(domain).map((column) => column.name);
  const drawn = await deps.runQuery({
    sql: `SELECT ${names.join(", ")} FROM (SELECT ${names.join(", ")}, row_number() OVER (ORDER BY ${domain.entity.column}) AS place FROM ${table}${whereClause(where)}) AS placed WHERE mod(place, ${stride}) = 0`,
    role: "steward",
    maxRows: limit,
    signal,
  });
  return { rows: drawn.rows.map((row) => rowOf(drawn, row)), size, everybody, counted };
}

function rowOf(result: QueryResult, row: readonly SqlValue[]): InputRow {
  return Object.fromEntries(result.columns.map((column, index) => [column.name, row[index] ?? null]));
}
