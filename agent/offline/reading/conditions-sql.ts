import { resultColumn, type Column, type Domain } from "#knowledge";

import { dateColumnsOf } from "./date-columns.ts";
import type { Condition, Measure, Population } from "./analysis.ts";

/** Conditions as SQL over the results table; null where there are none. */
export function populationSql(domain: Domain, population: Population): string | null {
  if (population.length === 0) return null;
  return population.map((condition) => conditionSql(domain, condition)).join(" AND ");
}

function conditionSql(domain: Domain, condition: Condition): string {
  switch (condition.kind) {
    case "compare":
      return `${condition.column} ${condition.op} ${literalSql(condition.value)}`;
    case "between":
      return `${condition.column} BETWEEN ${condition.low} AND ${condition.high}`;
    case "in":
      return `${condition.column} ${condition.negated ? "NOT IN" : "IN"} (${condition.values.map(literalSql).join(", ")})`;
    case "missing":
      return `${condition.column} IS ${condition.negated ? "NOT " : ""}NULL`;
    case "group": {
      const group = domain.groups.find((candidate) => candidate.name === condition.group);
      const where = group?.where ?? "true";
      return condition.negated ? `NOT (${where})` : `(${where})`;
    }
    case "typical": {
      const usual =
        condition.statistic === "mean" ? `avg(${condition.column})` : `approx_percentile(${condition.column}, 0.5)`;
      return `${condition.column} ${condition.op} (SELECT ${usual} FROM ${domain.results.table})`;
    }
    case "when":
      return whenSql(domain, condition);
    case "any":
      return `(${condition.of.map((one) => conditionSql(domain, one)).join(" OR ")})`;
    case "tail": {
      const isTop = condition.end === "top";
      const within = populationSql(domain, condition.within ?? []);
      const share = isTop ? 1 - condition.share : condition.share;
      const bound = `(SELECT approx_percentile(${condition.column}, ${Number(share.toFixed(6))}) FROM ${domain.results.table}${within ? ` WHERE ${within}` : ""})`;
      return `${condition.column} ${isTop ? ">=" : "<="} ${bound}`;
    }
  }
}

/** Days of a column; of one in another table, those customers who have such a row there. */
function whenSql(domain: Domain, { column, from, to }: Extract<Condition, { kind: "when" }>): string {
  const bounds = [
    ...(from === null ? [] : [`${column} >= DATE '${from}'`]),
    ...(to === null ? [] : [`${column} < DATE '${to}'`]),
  ].join(" AND ");
  const table = dateColumnsOf(domain).find((dated) => dated.column.name === column)?.table;
  const key = domain.entity.column;
  return table ? `${key} IN (SELECT ${key} FROM ${table.database}.${table.name} WHERE ${bounds})` : `(${bounds})`;
}

/** A value as an SQL literal. */
export function literalSql(value: string | number | boolean): string {
  return typeof value === "string" ? `'${value.replaceAll("'", "''")}'` : String(value);
}

/** Whether a protected column takes part: a smallest or largest value would then be one person's. */
function isProtected(domain: Domain, columns: readonly string[], population: Population): boolean {
  const names = [...columns, ...population.flatMap((condition) => columnsOf(domain, condition))];
  return names.some((name) => resultColumn(domain, name)?.privacy === "confidential");
}

/** The columns that a condition is told by. */
function columnsOf(domain: Domain, condition: Condition): readonly string[] {
  if (condition.kind === "any") return condition.of.flatMap((one) => columnsOf(domain, one));
  if (condition.kind !== "group") return [condition.column];
  return domain.groups.filter((group) => group.name === condition.group).map((group) => group.column);
}

/** The smallest value, or the 1st percentile where a protected column takes part. */
export function lowestSql(domain: Domain, value: string, columns: readonly string[], population: Population): string {
  return isProtected(domain, columns, population) ? `approx_percentile(${value}, 0.01)` : `min(${value})`;
}

/** The largest value, or the 99th percentile where a protected column takes part. */
export function highestSql(domain: Domain, value: string, columns: readonly string[], population: Population): string {
  return isProtected(domain, columns, population) ? `approx_percentile(${value}, 0.99)` : `max(${value})`;
}

/** The column as a number that can be averaged: booleans as 0 and 1. */
export function numberSql(column: Column): string {
  return column.type === "boolean" ? `CASE WHEN ${column.name} THEN 1E0 ELSE 0E0 END` : column.name;
}

/** Half the width of a mean's 95 % interval by the normal approximation; `counted` is the column whose values count. */
export function marginSql(value: string, counted: string): string {
  return `1.96E0 * stddev_samp(${value}) / sqrt(count(${counted}))`;
}

/** The measure as an SQL aggregate. */
export function measureSql(domain: Domain, measure: Measure): string {
  const column = resultColumn(domain, measure.column);
  if (!column) throw new RangeError(`no column ${measure.column}`);
  const value = numberSql(column);
  switch (measure.statistic) {
    case "mean":
      return `avg(${value})`;
    case "median":
      return `approx_percentile(${value}, 0.5)`;
    case "percentile":
      return `approx_percentile(${value}, ${measure.percentile ?? 0.5})`;
    case "sum":
      return `sum(${value})`;
    case "minimum":
      return column.privacy === "confidential" ? `approx_percentile(${value}, 0.01)` : `min(${value})`;
    case "maximum":
      return column.privacy === "confidential" ? `approx_percentile(${value}, 0.99)` : `max(${value})`;
    case "sd":
      return `stddev_samp(${value})`;
    case "variance":
      return `var_samp(${value})`;
    case "share-of-sum":
      return `sum(${value}) / (SELECT sum(${value}) FROM ${domain.results.table})`;
    case "share-zero":
      return `avg(CASE WHEN ${column.name} = 0 THEN 1E0 WHEN ${column.name} IS NOT NULL THEN 0E0 END)`;
    case "share-missing":
      return `1 - count(${column.name}) / CAST(count(*) AS double)`;
  }
}

/** SQL that puts each customer into a group of the column: its value, its bin, its month, or its quartile bucket. */
export function groupSql(column: Column): { readonly key: string; readonly order: string } {
  if (column.bins.length > 0) {
    const labels = column.bins.map((bin) => `WHEN ${column.name} < ${bin.to} THEN ${literalSql(bin.label)}`);
    return { key: `CASE ${labels.join(" ")} END`, order: `approx_percentile(${column.name}, 0.5)` };
  }
  if (column.type === "date") {
    const month = `substr(CAST(${column.name} AS varchar), 1, 7)`;
    return { key: month, order: month };
  }
  if (column.ordered) {
    const places = column.values.map((value, index) => `WHEN ${literalSql(value.value)} THEN ${index}`);
    return { key: column.name, order: `min(CASE ${column.name} ${places.join(" ")} END)` };
  }
  return { key: column.name, order: column.name };
}
