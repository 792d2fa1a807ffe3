import { resultColumn, type Column, type Domain } from "#knowledge";

import type { Analysis } from "../reading/analysis.ts";
import { literalSql, numberSql, populationSql } from "../reading/conditions-sql.ts";
import { describePopulation } from "../telling/describe-population.ts";
import { capitalised, correlation, integer, listOf } from "../telling/format.ts";
import { cite, draft, markdownTable, notCausal, num, query, rowsOf, str, type Row, type Teller } from "./teller.ts";

type Matrix = Extract<Analysis, { kind: "correlation-matrix" }>;

/** How closely several columns go together: Pearson's r of each pair, as a matrix. */
export const correlationMatrix: Teller<Matrix> = {
  calls: (analysis, { domain }, found) => {
    if (found.length > 0) return [];
    const columns = columnsOf(analysis, domain);
    const pairs = pairsOf(columns);
    const where = populationSql(domain, analysis.population);
    const sums = pairs.map(([a, b], place) => `corr(${doubleSql(a)}, ${doubleSql(b)}) AS r${place}`);
    const list = (each: (pair: readonly [Column, Column], place: number) => string) =>
      `ARRAY[${pairs.map(each).join(", ")}]`;
    return [
      query(
        `Correlations of ${listOf(columns.map((column) => column.label))} with each other`,
        `WITH s AS (SELECT count(*) AS customers, ${sums.join(", ")} FROM ${domain.results.table}${where ? ` WHERE ${where}` : ""}) SELECT u.one, u.other, u.pearson, s.customers FROM s CROSS JOIN UNNEST(${list(([a]) => literalSql(a.name))}, ${list(([, b]) => literalSql(b.name))}, ${list((_, place) => `s.r${place}`)}) AS u (one, other, pearson) WHERE u.pearson IS NOT NULL ORDER BY abs(u.pearson) DESC`,
      ),
    ];
  },
  tell: (analysis, { domain }, found) => {
    const columns = columnsOf(analysis, domain);
    const rows = rowsOf(found, 0);
    const [closest] = rows;
    const who = describePopulation(domain, analysis.population);
    if (!closest) return draft(`There are no ${who} to relate columns over${cite(found, 0)}.`);
    const label = (name: string) => resultColumn(domain, name)?.label ?? name;
    const [one, other] = [str(closest, "one"), str(closest, "other")];
    const cell = (a: Column, b: Column) => (a === b ? "–" : toldPair(rows, a.name, b.name));
    const table = markdownTable(
      ["Pearson r", ...columns.map((column) => capitalised(column.label))],
      columns.map((row) => [capitalised(row.label), ...columns.map((column) => cell(row, column))]),
    );
    return draft(
      `Most closely go together **${label(one)}** and **${label(other)}** (r = ${correlation(num(closest, "pearson"))}), over ${integer(num(closest, "customers"))} ${domain.entity.plural}${analysis.population.length > 0 ? ` (${who})` : ""}${cite(found, 0)}. Where a value of one of two columns is missing, the pair leaves that ${domain.entity.singular} out.\n\n${table}`,
      {
        caveats: [notCausal],
        followUps: [`What's the correlation between ${label(one)} and ${label(other)}?`],
      },
    );
  },
};

function columnsOf(analysis: Matrix, domain: Domain): Column[] {
  return analysis.columns.flatMap((name) => resultColumn(domain, name) ?? []);
}

function pairsOf(columns: readonly Column[]): (readonly [Column, Column])[] {
  return columns.flatMap((one, place) => columns.slice(place + 1).map((other) => [one, other] as const));
}

function doubleSql(column: Column): string {
  return `CAST(${numberSql(column)} AS double)`;
}

function toldPair(rows: readonly Row[], a: string, b: string): string {
  const row = rows.find((one) => [str(one, "one"), str(one, "other")].every((name) => name === a || name === b));
  return row ? correlation(num(row, "pearson")) : "–";
}
