import { inputColumns } from "#knowledge";
import type { SqlValue } from "#sql";

import type { ToolDeps } from "./deps.ts";

/**
 * The typical customer: the median of each numeric input column and the most frequent value of each other one,
 * over everybody. Looked up once and kept, since a run never changes. Protected columns are left out.
 */
export function createTypicalValues(deps: ToolDeps): () => Promise<ReadonlyMap<string, SqlValue>> {
  let pending: Promise<ReadonlyMap<string, SqlValue>> | undefined;
  return () => {
    pending ??= lookUp(deps).catch((error: unknown) => {
      pending = undefined;
      throw error;
    });
    return pending;
  };
}

async function lookUp(deps: ToolDeps): Promise<ReadonlyMap<string, SqlValue>> {
  const { domain } = deps;
  const visible = inputColumns(domain).filter((column) => column.privacy !== "confidential");
  const numeric = visible.filter((column) => column.type === "int" || column.type === "double");
  const other = visible.filter((column) => column.type !== "int" && column.type !== "double");
  const typical = new Map<string, SqlValue>();
  const medians = await deps.runQuery({
    sql: `SELECT ${numeric.map((column) => `approx_percentile(${column.name}, 0.5) AS ${column.name}`).join(", ")} FROM ${domain.results.table}`,
    role: deps.role,
  });
  medians.columns.forEach((column, index) => typical.set(column.name, medians.rows[0]?.[index] ?? null));
  await Promise.all(
    other.map(async (column) => {
      const mode = await deps.runQuery({
        sql: `SELECT ${column.name}, count(*) AS customers FROM ${domain.results.table} WHERE ${column.name} IS NOT NULL GROUP BY ${column.name} ORDER BY customers DESC LIMIT 1`,
        role: deps.role,
      });
      typical.set(column.name, mode.rows[0]?.[0] ?? null);
    }),
  );
  return typical;
}
