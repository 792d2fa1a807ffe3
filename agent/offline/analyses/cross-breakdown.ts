import { resultColumn, type Domain } from "#knowledge";

import type { Analysis } from "../reading/analysis.ts";
import { groupSql, marginSql, measureSql, numberSql, populationSql } from "../reading/conditions-sql.ts";
import { describePopulation, labelOf, valueLabel } from "../telling/describe-population.ts";
import { capitalised, formatMean, integer } from "../telling/format.ts";
import { sameForFollowUp } from "../telling/follow-ups.ts";
import { differenceCalls, differenceVerdict } from "./group-differences.ts";
import { figuresOf, statisticLabel, toldFigure } from "./measure-figures.ts";
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
  type Call,
  type Draft,
  type Found,
  type Row,
} from "./teller.ts";

type Aggregate = Extract<Analysis, { kind: "aggregate" }>;

/** Groups of the second column that stand side by side as columns of the table; more stand below each other. */
const sideBySide = 6;
const rowsShown = 40;

/** A figure for each pair of values of two columns, and whether the pairs differ by more than chance. */
export function crossCalls(analysis: Aggregate, domain: Domain): Call[] {
  const [by, and] = [resultColumn(domain, analysis.by ?? ""), resultColumn(domain, analysis.and ?? "")];
  const figures = figuresOf(domain, analysis.measures);
  const [first] = figures;
  if (!by || !and || !first) return [];
  const [outer, inner] = [groupSql(by), groupSql(and)];
  const where = populationSql(domain, analysis.population);
  const clause = where ? ` WHERE ${where}` : "";
  const both = `concat(CAST(${outer.key} AS varchar), ', ', CAST(${inner.key} AS varchar))`;
  const parts = figures.flatMap(({ measure, column, alias }) => {
    const margin = marginSql(numberSql(column), column.name);
    const figure = `${measureSql(domain, measure)} AS ${alias}`;
    return measure.statistic === "mean"
      ? [
          figure,
          `avg(${numberSql(column)}) - ${margin} AS low_${column.name}`,
          `avg(${numberSql(column)}) + ${margin} AS high_${column.name}`,
        ]
      : [figure];
  });
  return [
    query(
      `${capitalised(statisticLabel(first.measure, first.column))} by ${by.label} and ${and.label}`,
      `SELECT ${both} AS both_groups, ${outer.key} AS ${by.name}_group, ${inner.key} AS ${and.name}_group, count(*) AS customers, ${parts.join(", ")} FROM ${domain.results.table}${clause} GROUP BY ${outer.key}, ${inner.key} HAVING count(*) >= ${domain.policy.minimumGroupSize} ORDER BY ${outer.order}, ${inner.order}`,
    ),
    ...differenceCalls(domain, { key: both, name: `${by.label} and ${and.label}` }, first, clause),
  ];
}

/** Tells the pair with the highest and the one with the lowest figure, the test, and all pairs as a table. */
export function tellCross(analysis: Aggregate, domain: Domain, found: readonly Found[]): Draft {
  const [by, and] = [analysis.by ?? "", analysis.and ?? ""];
  const rows = rowsOf(found, 0);
  const figures = figuresOf(domain, analysis.measures);
  const [first] = figures;
  const sorted = first ? [...rows].sort((a, b) => num(b, first.alias) - num(a, first.alias)) : [];
  const [winner, loser] = [sorted[0], sorted.at(-1)];
  const names = `${labelOf(domain, by)} and ${labelOf(domain, and)}`;
  if (!first || !winner || !loser) return draft(`No group by ${names} is large enough to be shown${cite(found, 0)}.`);
  const name = (row: Row) =>
    [by, and].map((column) => valueLabel(domain, column, str(row, `${column}_group`)) || "(none)").join(", ");
  const told = (row: Row) => toldFigure(num(row, first.alias), first.measure, first.column);
  const [low, high] = [num(winner, `low_${first.column.name}`), num(winner, `high_${first.column.name}`)];
  const interval = Number.isFinite(low)
    ? `95 % interval ${formatMean(low, first.column)} to ${formatMean(high, first.column)}, `
    : "";
  const label = statisticLabel(first.measure, first.column);
  const lead = `By ${names} together, the highest ${label} is that of **${name(winner)}**: **${told(winner)}** (${interval}${integer(num(winner, "customers"))} ${domain.entity.plural}); the lowest is that of ${name(loser)} with ${told(loser)} (${integer(num(loser, "customers"))})${cite(found, 0)}.`;
  const [test] = rowsOf(found, 1);
  const who =
    analysis.population.length > 0 ? ` Only ${describePopulation(domain, analysis.population)} are counted.` : "";
  const least = `Groups of fewer than ${domain.policy.minimumGroupSize} are left out.`;
  return draft(
    `${lead} ${differenceVerdict(test, first, names, cite(found, 1))}${who}\n\n${tableOf(analysis, domain, rows)}\n\n${least}`,
    {
      chart: chartOf(found, 0, {
        kind: "bar",
        title: `${capitalised(label)} by ${names}`,
        x: "both_groups",
        y: first.alias,
        ...(first.measure.statistic === "mean"
          ? { low: `low_${first.column.name}`, high: `high_${first.column.name}` }
          : {}),
      }),
      caveats: [notCausal],
      followUps: [
        `How many ${domain.entity.plural} are there by ${labelOf(domain, by)}?`,
        ...sameForFollowUp(domain, first.column.name),
      ],
    },
  );
}

/** One figure: the first column's values as rows, the second's as columns. Otherwise a row for each pair. */
function tableOf(analysis: Aggregate, domain: Domain, rows: readonly Row[]): string {
  const [by, and] = [analysis.by ?? "", analysis.and ?? ""];
  const figures = figuresOf(domain, analysis.measures);
  const [first] = figures;
  const value = (column: string, row: Row) => str(row, `${column}_group`);
  const inner = [...new Set(rows.map((row) => value(and, row)))];
  const shown = (column: string, text: string) => capitalised(valueLabel(domain, column, text) || "(none)");
  if (!first || figures.length > 1 || inner.length > sideBySide) {
    return markdownTable(
      [
        capitalised(labelOf(domain, by)),
        capitalised(labelOf(domain, and)),
        ...figures.map(({ measure, column }) => capitalised(statisticLabel(measure, column))),
        capitalised(domain.entity.plural),
      ],
      rows
        .slice(0, rowsShown)
        .map((row) => [
          shown(by, value(by, row)),
          shown(and, value(and, row)),
          ...figures.map(({ measure, column, alias }) => toldFigure(num(row, alias), measure, column)),
          integer(num(row, "customers")),
        ]),
    );
  }
  const outer = [...new Set(rows.map((row) => value(by, row)))];
  return markdownTable(
    [`${capitalised(labelOf(domain, by))} (${domain.entity.plural})`, ...inner.map((one) => shown(and, one))],
    outer.map((one) => [
      shown(by, one),
      ...inner.map((other) => {
        const row = rows.find((candidate) => value(by, candidate) === one && value(and, candidate) === other);
        if (!row) return "–";
        return `${toldFigure(num(row, first.alias), first.measure, first.column)} (${integer(num(row, "customers"))})`;
      }),
    ]),
  );
}
