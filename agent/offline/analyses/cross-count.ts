import { resultColumn, type Domain } from "#knowledge";

import type { Analysis } from "../reading/analysis.ts";
import { groupSql, populationSql } from "../reading/conditions-sql.ts";
import { describePopulation, labelOf, valueLabel } from "../telling/describe-population.ts";
import { capitalised, integer, percent } from "../telling/format.ts";
import {
  chartOf,
  cite,
  draft,
  markdownTable,
  num,
  query,
  rowsOf,
  str,
  type Call,
  type Draft,
  type Found,
  type Row,
} from "./teller.ts";

type Count = Extract<Analysis, { kind: "count" }>;

const rowsShown = 40;

/** How many customers there are for each pair of values of two columns. */
export function crossCountCalls(analysis: Count, domain: Domain): Call[] {
  const [by, and] = [resultColumn(domain, analysis.by ?? ""), resultColumn(domain, analysis.and ?? "")];
  if (!by || !and) return [];
  const [outer, inner] = [groupSql(by), groupSql(and)];
  const where = populationSql(domain, analysis.population);
  const both = `concat(CAST(${outer.key} AS varchar), ', ', CAST(${inner.key} AS varchar))`;
  return [
    query(
      `Count ${describePopulation(domain, analysis.population)} by ${by.label} and ${and.label}`,
      `SELECT ${both} AS both_groups, ${outer.key} AS ${by.name}_group, ${inner.key} AS ${and.name}_group, count(*) AS customers, count(*) / CAST(sum(count(*)) OVER () AS double) AS share FROM ${domain.results.table}${where ? ` WHERE ${where}` : ""} GROUP BY ${outer.key}, ${inner.key} ORDER BY customers DESC`,
    ),
  ];
}

/** Tells the largest pair, and all pairs as a table. */
export function tellCrossCount(analysis: Count, domain: Domain, found: readonly Found[]): Draft {
  const [by, and] = [analysis.by ?? "", analysis.and ?? ""];
  const rows = rowsOf(found, 0);
  const [largest] = rows;
  const names = `${labelOf(domain, by)} and ${labelOf(domain, and)}`;
  if (!largest) return draft(`No group by ${names} is large enough to be shown${cite(found, 0)}.`);
  const value = (column: string, row: Row) => valueLabel(domain, column, str(row, `${column}_group`)) || "(none)";
  const name = (row: Row) => [by, and].map((column) => value(column, row)).join(", ");
  const limit = analysis.limit ?? rowsShown;
  const cut =
    rows.length > limit ? `\n\nThe first of ${integer(rows.length)} pairs are shown; the evidence has all.` : "";
  const table = markdownTable(
    [capitalised(labelOf(domain, by)), capitalised(labelOf(domain, and)), capitalised(domain.entity.plural), "Share"],
    rows
      .slice(0, limit)
      .map((row) => [
        capitalised(value(by, row)),
        capitalised(value(and, row)),
        integer(num(row, "customers")),
        percent(num(row, "share")),
      ]),
  );
  return draft(
    `By ${names} together, the most frequent pair of ${describePopulation(domain, analysis.population)} is **${name(largest)}** with ${integer(num(largest, "customers"))} ${domain.entity.plural} (${percent(num(largest, "share"))})${cite(found, 0)}.\n\n${table}${cut}`,
    {
      chart: chartOf(found, 0, {
        kind: "bar",
        title: `${capitalised(domain.entity.plural)} by ${names}`,
        x: "both_groups",
        y: "customers",
      }),
      followUps: [
        `What is the average ${labelOf(domain, domain.results.defaultMeasure)} by ${names}?`,
        `How many ${domain.entity.plural} are there by ${labelOf(domain, by)}?`,
      ],
    },
  );
}
