import { inputColumns, type Column, type Domain } from "#knowledge";
import type { QueryResult, SqlValue } from "#sql";

import type { InputRow } from "./served-model.ts";
import { literal, whereClause } from "./sql-text.ts";

/** One change of one lever that a customer could reach, and the whole row after it. */
export type ReachableChange = {
  readonly lever: Column;
  readonly from: SqlValue;
  readonly to: SqlValue;
  /** The customer's inputs after the change; a lever that carries other columns has set them too. */
  readonly row: InputRow;
};

/** The quartiles of each numeric lever among some customers, by its name. */
export type LeverQuantiles = ReadonlyMap<string, { readonly q1: number; readonly q2: number; readonly q3: number }>;

/** Columns that are levers: what a customer or the company can change. */
export function leversOf(domain: Domain): readonly Column[] {
  return inputColumns(domain).filter((column) => column.lever !== null);
}

function numericLevers(domain: Domain): readonly Column[] {
  return leversOf(domain).filter((column) => column.lever?.direction !== "set");
}

/** What makes other customers comparable to this one. */
export function comparableTo({ results }: Domain, row: InputRow): Readonly<Record<string, SqlValue>> {
  return Object.fromEntries(results.comparableBy.map((name) => [name, row[name] ?? null]));
}

/** The query for the levers' quartiles among the customers with these values; one row. */
export function quantilesSql(domain: Domain, comparable: Readonly<Record<string, SqlValue>>): string {
  const measures = numericLevers(domain).flatMap(({ name }) => [
    `approx_percentile(${name}, 0.25) AS ${name}_q1`,
    `approx_percentile(${name}, 0.5) AS ${name}_q2`,
    `approx_percentile(${name}, 0.75) AS ${name}_q3`,
  ]);
  const conditions = Object.entries(comparable).map(([name, value]) =>
    value === null ? `${name} IS NULL` : `${name} = ${typeof value === "string" ? literal(value) : String(value)}`,
  );
  return `SELECT ${measures.join(", ")} FROM ${domain.results.table}${whereClause(...conditions)}`;
}

/** Reads the row of `quantilesSql`. */
export function readQuantiles(domain: Domain, result: QueryResult): LeverQuantiles {
  const row = result.rows[0] ?? [];
  const cell = (name: string) => Number(row[result.columns.findIndex((column) => column.name === name)] ?? Number.NaN);
  return new Map(
    numericLevers(domain).map(({ name }) => [
      name,
      { q1: cell(`${name}_q1`), q2: cell(`${name}_q2`), q3: cell(`${name}_q3`) },
    ]),
  );
}

/**
 * The changes within a customer's reach: each numeric lever to the third quartile of comparable customers in its
 * good direction (the first where lower is better), a settable lever to its better value with the columns it
 * carries at the median of those who have that value. A lever that is there already is left out.
 */
export function reachableChanges(
  domain: Domain,
  row: InputRow,
  comparable: LeverQuantiles,
  afterSetting: ReadonlyMap<string, LeverQuantiles>,
): ReachableChange[] {
  const changes: ReachableChange[] = [];
  for (const column of leversOf(domain)) {
    const lever = column.lever;
    const from = row[column.name] ?? null;
    if (!lever) continue;
    if (lever.direction === "set") {
      if (from !== lever.from) continue;
      const carried = lever.carries.map((name) => [name, afterSetting.get(column.name)?.get(name)?.q2 ?? null]);
      changes.push({
        lever: column,
        from,
        to: lever.to,
        row: { ...row, ...Object.fromEntries(carried), [column.name]: lever.to },
      });
      continue;
    }
    if (typeof from !== "number" || isCarriedByUnset(domain, row, column)) continue;
    const quartiles = comparable.get(column.name);
    const target = lever.direction === "up" ? quartiles?.q3 : quartiles?.q1;
    if (target === undefined || !Number.isFinite(target)) continue;
    if (lever.direction === "up" ? target <= from : target >= from) continue;
    changes.push({ lever: column, from, to: target, row: { ...row, [column.name]: target } });
  }
  return changes;
}

/** Whether the column belongs to a settable lever that this customer has not set (its value means nothing then). */
function isCarriedByUnset(domain: Domain, row: InputRow, column: Column): boolean {
  return leversOf(domain).some(
    ({ name, lever }) => lever?.direction === "set" && lever.carries.includes(column.name) && row[name] === lever.from,
  );
}
