import { AppError, may } from "#core";
import { inputColumns } from "#knowledge";
import type { QueryResult, SqlValue } from "#sql";

import type { ToolDeps } from "./deps.ts";
import type { InputRow } from "./served-model.ts";
import { whereClause } from "./sql-text.ts";

/** Customers drawn from a population, with every input column and every model's published prediction. */
export type PopulationSample = {
  readonly rows: readonly InputRow[];
  /** Customers in the population. */
  readonly size: number;
  /** Customers in all. */
  readonly everybody: number;
  /** The query that counted them, as evidence; the rows themselves are none. */
  readonly counted: QueryResult;
  /** What the person should know of the draw, in plain words. */
  readonly notices: readonly string[];
};

/** Rows that one query of a draw brings; an engine with a lower cap is asked more often. */
const rowsADraw = 1_000;

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
  const counted = await countPopulation(deps, where, signal);
  const size = Number(counted.rows[0]?.[0] ?? 0);
  const everybody = Number(counted.rows[0]?.[1] ?? 0);
  const wasWithheld = counted.rowCount === 0;
  if (
    (wasWithheld || size < domain.policy.minimumGroupSize) &&
    !may(deps.role, "see-confidential") &&
    (wasWithheld || size > 0)
  ) {
    throw new AppError("PRIVACY_REFUSED", {
      detail: `The group holds fewer than ${domain.policy.minimumGroupSize} ${domain.entity.plural}.`,
      hint: `Ask about a larger group, or about one ${domain.entity.singular} by id.`,
    });
  }
  if (size === 0) {
    throw new AppError("ENTITY_NOT_FOUND", {
      detail: `No ${domain.entity.singular} of this snapshot meets the condition.`,
      hint: "Loosen the condition.",
    });
  }
  const rows = await drawRows(deps, where, { size, limit, rowsAQuery: rowsADraw }, signal);
  const drawn = rows.length < size ? [`Simulated on ${rows.length} customers drawn evenly from ${size}.`] : [];
  return { rows, size, everybody, counted, notices: [...counted.notices, ...drawn] };
}

function countPopulation(
  deps: ToolDeps,
  where: string | undefined,
  signal: AbortSignal | undefined,
): Promise<QueryResult> {
  const { table } = deps.domain.results;
  return deps.runQuery({
    sql: `SELECT count(*) AS customers, (SELECT count(*) FROM ${table}) AS everybody FROM ${table}${whereClause(where)}`,
    role: deps.role,
    signal,
  });
}

type Draw = { readonly size: number; readonly limit: number; readonly rowsAQuery: number };

/** Every `stride`th customer by id, in parts that fit the engine's cap on rows; the parts interleave. */
async function drawRows(
  deps: ToolDeps,
  where: string | undefined,
  draw: Draw,
  signal: AbortSignal | undefined,
): Promise<InputRow[]> {
  const { domain } = deps;
  const stride = Math.ceil(draw.size / draw.limit);
  const parts = Math.ceil(Math.ceil(draw.size / stride) / draw.rowsAQuery);
  const { table } = domain.results;
  const id = domain.entity.column;
  const names = [
    ...inputColumns(domain).map((column) => column.name),
    ...domain.models.map((model) => model.prediction),
  ];
  // The ids are numbered by themselves: with all columns beside them the sorting would take most of the time.
  const placed = `SELECT ${id}, row_number() OVER (ORDER BY ${id}) AS place FROM ${table}${whereClause(where)}`;
  const results = await Promise.all(
    Array.from({ length: parts }, (_, part) =>
      deps.runQuery({
        sql: `SELECT ${names.join(", ")} FROM ${table} WHERE ${id} IN (SELECT ${id} FROM (${placed}) AS placed WHERE mod(place - 1, ${stride * parts}) = ${part * stride})`,
        role: "steward",
        maxRows: draw.rowsAQuery,
        signal,
      }),
    ),
  );
  // The engine's cap is below what was asked: a part that was cut is no even draw any more.
  const cut = results.find((result) => result.truncated);
  if (cut) return drawRows(deps, where, { ...draw, rowsAQuery: Math.max(1, cut.rowCount) }, signal);
  return results.flatMap((result) => result.rows.map((row) => rowOf(result, row)));
}

function rowOf(result: QueryResult, row: readonly SqlValue[]): InputRow {
  return Object.fromEntries(result.columns.map((column, index) => [column.name, row[index] ?? null]));
}
