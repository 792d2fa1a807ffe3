import { AppError } from "#core";
import { findTable, type Column, type Domain } from "#knowledge";

import type { Condition, ConditionTest } from "./condition.ts";
import { orderOf, type FigureSpec, type Grouping } from "./figure-spec.ts";
import type { Statistic } from "./statistic.ts";

/** Where a spec is read: the domain's words, and the day that "the last days" end with. */
export type SpecContext = { readonly domain: Domain; readonly snapshotDate: string };

type Scope = SpecContext & {
  readonly from: string;
  readonly reference: (column: string) => string;
};

/** The query that computes a spec in the engine. Throws `INTERNAL` for a table that there is not. */
export function specToSql(spec: FigureSpec, context: SpecContext): string {
  const scope = scopeOf(spec, context);
  const groups = (spec.by ?? []).map((grouping) => groupSql(grouping, scope));
  const names =
    groups.length === 2
      ? [`${groups[0]} AS a`, `${groups[1]} AS b`, `concat(${groups[0]}, ' / ', ${groups[1]}) AS name`]
      : groups.map((group) => `${group} AS name`);
  const tells = Object.entries(spec.tell).map(([name, one]) => `${statisticSql(one, spec, scope)} AS "${name}"`);
  const where = whereSql(spec.where, scope);
  const grouped =
    groups.length === 0
      ? ""
      : ` GROUP BY ${groups.join(", ")} HAVING count(*) >= ${spec.least ?? scope.domain.policy.minimumGroupSize}`;
  const present = groups.map((group) => `(${group}) IS NOT NULL`);
  const order = orderOf(spec);
  const named = groups.length > 0 ? ["name"] : [];
  const ordered = order === null ? named : [`"${order.by}" ${order.sign < 0 ? "DESC" : "ASC"}`, ...named];
  return [
    `SELECT ${[...names, ...tells].join(", ")} FROM ${scope.from}`,
    ` WHERE ${[where, ...present].join(" AND ")}${grouped}`,
    ordered.length > 0 ? ` ORDER BY ${ordered.join(", ")}` : "",
    spec.top === undefined ? "" : ` LIMIT ${spec.top}`,
  ].join("");
}

/** Conditions as one expression over the results table. */
export function conditionsSql(where: readonly Condition[], context: SpecContext): string {
  const { domain } = context;
  return whereSql(where, { ...context, from: domain.results.table, reference: (column) => `"${column}"` });
}

function scopeOf({ from, with: other }: Pick<FigureSpec, "from" | "with">, context: SpecContext): Scope {
  const { domain } = context;
  const tables = [from ?? domain.results.table, ...(other === undefined ? [] : [other])].map((name) => {
    const table = findTable(domain, name);
    if (!table) throw fault(`There is no table ${name}.`);
    return table;
  });
  const [first, second] = tables.map(({ database, name }, index) => `${database}.${name} t${index}`);
  return {
    ...context,
    from: second === undefined ? `${first}` : `${first} JOIN ${second} USING (${domain.entity.column})`,
    reference: (column) => {
      const index = tables.findIndex((table) => table.columns.some(({ name }) => name === column));
      if (index < 0) throw fault(`No column ${column} in ${tables.map(({ name }) => name).join(" and ")}.`);
      return `t${index}."${column}"`;
    },
  };
}

function whereSql(where: readonly Condition[], scope: Scope): string {
  const all = where.map(
    (condition) => `coalesce(${condition.map((test) => testSql(test, scope)).join(" OR ")}, false)`,
  );
  return all.length === 0 ? "true" : all.join(" AND ");
}

function testSql(test: ConditionTest, scope: Scope): string {
  const x = scope.reference(test.column);
  switch (test.op) {
    case "missing":
      return `${x} IS NULL`;
    case "present":
      return `${x} IS NOT NULL`;
    case "in":
      return `${x} IN (${test.values.map(literal).join(", ")})`;
    case "between":
      return `${x} BETWEEN ${test.low} AND ${test.high}`;
    case "last-days":
      return `date_diff('day', ${x}, DATE '${scope.snapshotDate}') BETWEEN 0 AND ${test.days - 1}`;
    case "before-days":
      return `date_diff('day', ${x}, DATE '${scope.snapshotDate}') >= ${test.days}`;
    case "top":
      return `${x} >= (SELECT quantile_cont("${test.column}", ${1 - test.share}) FROM ${scope.domain.results.table})`;
    case "bottom":
      return `${x} <= (SELECT quantile_cont("${test.column}", ${test.share}) FROM ${scope.domain.results.table})`;
    case "as":
      return `${x} ${test.compare} ${scope.reference(test.other)}`;
    default:
      return `${x} ${test.op === "!=" ? "<>" : test.op} ${literal(test.value)}`;
  }
}

function statisticSql(statistic: Statistic, spec: FigureSpec, scope: Scope): string {
  const of = (column: string) => `CAST(${scope.reference(column)} AS DOUBLE)`;
  switch (statistic.kind) {
    case "count":
      return "count(*)";
    case "part":
      return `count(*) / (SELECT count(*) FROM ${scope.from})`;
    case "share":
      return `avg(CASE WHEN ${statistic.of.map((test) => testSql(test, scope)).join(" OR ")} THEN 1.0 ELSE 0.0 END)`;
    case "quantile":
      return `quantile_cont(${of(statistic.column)}, ${statistic.p})`;
    case "mean":
      return `avg(${of(statistic.column)})`;
    case "median":
      return `median(${of(statistic.column)})`;
    case "sd":
      return `stddev_samp(${of(statistic.column)})`;
    case "skew":
      return `skewness(${of(statistic.column)})`;
    case "sum-part":
      return `sum(${of(statistic.column)}) / (SELECT sum(${of(statistic.column)}) FROM ${scope.from})`;
    case "min":
    case "max":
    case "sum":
      return `${statistic.kind}(${of(statistic.column)})`;
    case "mode":
      return `mode(${scope.reference(statistic.column)})`;
    case "present":
      return `count(${scope.reference(statistic.column)})`;
    case "missing":
      return `count(*) - count(${scope.reference(statistic.column)})`;
    case "distinct":
      return `count(DISTINCT ${scope.reference(statistic.column)})`;
    case "auc":
      return aucSql(of(statistic.x), of(statistic.y), spec, scope);
    case "spearman":
      return spearmanSql(of(statistic.x), of(statistic.y), spec, scope);
    default:
      return pairSql(statistic.kind, of(statistic.x), of(statistic.y));
  }
}

type AggregatePair = "pearson" | "slope" | "mae" | "rmse" | "r2" | "ratio" | "dot";

function pairSql(kind: AggregatePair, x: string, y: string): string {
  switch (kind) {
    case "pearson":
      return `corr(${x}, ${y})`;
    case "slope":
      return `regr_slope(${y}, ${x})`;
    case "mae":
      return `avg(abs(${x} - ${y}))`;
    case "rmse":
      return `sqrt(avg((${x} - ${y}) ^ 2))`;
    case "r2":
      return `1 - avg((${x} - ${y}) ^ 2) / var_pop(${x})`;
    case "ratio":
      return `sum(${x}) / sum(${y})`;
    case "dot":
      return `sum(${x} * ${y})`;
  }
}

/** Average ranks of one column, as a window. */
function rankSql(column: string): string {
  return `rank() OVER (ORDER BY ${column}) + (count(*) OVER (PARTITION BY ${column}) - 1) / 2.0`;
}

/** Rows of both columns under the spec's filter, as x and y. */
function pairsSql(x: string, y: string, spec: FigureSpec, scope: Scope): string {
  if (spec.by) throw fault("A figure of ranks is not told by group.");
  return `SELECT ${x} AS x, ${y} AS y FROM ${scope.from} WHERE ${whereSql(spec.where, scope)} AND ${x} IS NOT NULL AND ${y} IS NOT NULL`;
}

/** The area under the curve from the sum of ranks (Mann and Whitney 1947). */
function aucSql(x: string, y: string, spec: FigureSpec, scope: Scope): string {
  const ranked = `SELECT x, ${rankSql("y")} AS place FROM (${pairsSql(x, y, spec, scope)})`;
  // A subquery alone would give a row for each customer.
  return `max((SELECT (sum(place) FILTER (x = 1) - count(*) FILTER (x = 1) * (count(*) FILTER (x = 1) + 1) / 2)
    / (count(*) FILTER (x = 1) * count(*) FILTER (x = 0)) FROM (${ranked})))`;
}

/** Pearson's r of average ranks. */
function spearmanSql(x: string, y: string, spec: FigureSpec, scope: Scope): string {
  const ranked = `SELECT ${rankSql("x")} AS rx, ${rankSql("y")} AS ry FROM (${pairsSql(x, y, spec, scope)})`;
  return `max((SELECT corr(rx, ry) FROM (${ranked})))`;
}

function groupSql({ column, part }: Grouping, scope: Scope): string {
  const x = scope.reference(column);
  if (part === "weekday") return `dayname(${x})`;
  if (part === "month") return `strftime(${x}, '%Y-%m')`;
  const bins = binsOf(scope.domain, column);
  if (bins.length === 0) return `CAST(${x} AS VARCHAR)`;
  return `CASE ${bins.map(({ label, from, to }) => `WHEN ${x} >= ${from} AND ${x} < ${to} THEN '${label}'`).join(" ")} END`;
}

/** The dictionary's bins of a column. */
export function binsOf(domain: Domain, column: string): Column["bins"] {
  return domain.feedColumns.find(({ name }) => name === column)?.bins ?? [];
}

function literal(value: string | number | boolean): string {
  return typeof value === "string" ? `'${value.replaceAll("'", "''")}'` : String(value);
}

function fault(detail: string): AppError {
  return new AppError("INTERNAL", { detail, hint: "Mend the case's truth in evals/cases." });
}
