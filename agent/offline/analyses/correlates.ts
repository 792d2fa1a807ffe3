import { resultColumn } from "#knowledge";

import type { Analysis } from "../reading/analysis.ts";
import { literalSql, numberSql, populationSql } from "../reading/conditions-sql.ts";
import { describePopulation } from "../telling/describe-population.ts";
import { capitalised, correlation, integer, listOf } from "../telling/format.ts";
import { comparableColumns } from "./separate.ts";
import {
  chartOf,
  cite,
  draft,
  markdownTable,
  notCausal,
  num,
  query,
  rowsOf,
  str,
  type Row,
  type Teller,
} from "./teller.ts";

/** Which columns go with one column most: Pearson's r of every comparable column, the closest first. */
export const correlates: Teller<Extract<Analysis, { kind: "correlates" }>> = {
  calls: (analysis, { domain }, found) => {
    const target = resultColumn(domain, analysis.column);
    if (found.length > 0 || !target) return [];
    const columns = comparableColumns(domain, false).filter(({ column }) => column.name !== target.name);
    const where = populationSql(domain, analysis.population);
    const y = `CAST(${numberSql(target)} AS double)`;
    const sums = columns.map(({ sql }, place) => `corr(CAST(${sql} AS double), ${y}) AS r${place}`);
    const list = (each: (name: string, place: number) => string) =>
      `ARRAY[${columns.map(({ column }, place) => each(column.name, place)).join(", ")}]`;
    const order = analysis.end === "top" ? "DESC" : "ASC";
    return [
      query(
        `How closely every column goes with ${target.label}`,
        `WITH s AS (SELECT count(${target.name}) AS customers, ${sums.join(", ")} FROM ${domain.results.table}${where ? ` WHERE ${where}` : ""}) SELECT u.feature, u.pearson, s.customers FROM s CROSS JOIN UNNEST(${list((name) => literalSql(name))}, ${list((_, place) => `s.r${place}`)}) AS u (feature, pearson) WHERE u.pearson IS NOT NULL ORDER BY abs(u.pearson) ${order} LIMIT ${analysis.limit}`,
      ),
    ];
  },
  tell: (analysis, { domain }, found) => {
    const target = resultColumn(domain, analysis.column);
    const rows = rowsOf(found, 0);
    const who = describePopulation(domain, analysis.population);
    if (!target || rows.length === 0) return draft(`There are no ${who} to relate columns over${cite(found, 0)}.`);
    const name = (row: Row) => {
      const column = resultColumn(domain, str(row, "feature"));
      return column?.lever?.direction === "set"
        ? `${column.label} (${column.lever.to})`
        : (column?.label ?? str(row, "feature"));
    };
    const first = rows.slice(0, 3).map((row) => `**${name(row)}** (r = ${correlation(num(row, "pearson"))})`);
    const lead = `${analysis.end === "top" ? "Most" : "Least"} closely related to ${target.label} ${first.length === 1 ? "is" : "are"} ${listOf(first)}, over ${integer(num(rows[0], "customers"))} ${domain.entity.plural}${analysis.population.length > 0 ? ` (${who})` : ""}${cite(found, 0)}.`;
    const table = markdownTable(
      ["Column", "Pearson r"],
      rows.map((row) => [capitalised(name(row)), correlation(num(row, "pearson"))]),
    );
    const [top] = rows;
    return draft(`${lead}\n\n${table}`, {
      chart: chartOf(found, 0, { kind: "bar", title: `Correlation with ${target.label}`, x: "feature", y: "pearson" }),
      caveats: [notCausal],
      followUps: [
        ...(top ? [`What's the correlation between ${str(top, "feature")} and ${target.label}?`] : []),
        `What's the distribution of ${target.label}?`,
      ],
    });
  },
};
