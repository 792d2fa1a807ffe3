import { resultColumn } from "#knowledge";

import type { Analysis } from "../reading/analysis.ts";
import { groupSql, measureSql, populationSql } from "../reading/conditions-sql.ts";
import { describePopulation, labelOf, valueLabel } from "../telling/describe-population.ts";
import { capitalised, integer } from "../telling/format.ts";
import { figuresOf, statisticLabel, toldFigure } from "./measure-figures.ts";
import { cite, draft, markdownTable, notCausal, num, query, rowsOf, str, type Row, type Teller } from "./teller.ts";

const rowsShown = 30;
const words: Readonly<Record<string, string>> = { "<": "below", "<=": "of at most", ">": "above", ">=": "of at least" };

/** The groups of a column whose figure lies beyond a bound: "states with an average engagement above 0.52". */
export const groupsBeyond: Teller<Extract<Analysis, { kind: "groups-beyond" }>> = {
  calls: (analysis, { domain }, found) => {
    const by = resultColumn(domain, analysis.by);
    const [figure] = figuresOf(domain, [analysis.measure]);
    if (found.length > 0 || !by || !figure) return [];
    const { key } = groupSql(by);
    const where = populationSql(domain, analysis.population);
    const value = measureSql(domain, analysis.measure);
    return [
      query(
        `${capitalised(statisticLabel(figure.measure, figure.column))} by ${by.label}, ${words[analysis.op] ?? ""} ${analysis.bound}`,
        `SELECT ${key} AS ${by.name}_group, count(*) AS customers, ${value} AS ${figure.alias} FROM ${domain.results.table}${where ? ` WHERE ${where}` : ""} GROUP BY ${key} HAVING count(*) >= ${domain.policy.minimumGroupSize} AND ${value} ${analysis.op} ${analysis.bound} ORDER BY ${figure.alias} ${analysis.op.startsWith("<") ? "ASC" : "DESC"}`,
      ),
    ];
  },
  tell: (analysis, { domain }, found) => {
    const rows = rowsOf(found, 0);
    const [figure] = figuresOf(domain, [analysis.measure]);
    if (!figure) return draft("");
    const label = statisticLabel(figure.measure, figure.column);
    const told = (value: number) => toldFigure(value, figure.measure, figure.column);
    const bound = `${label} ${words[analysis.op] ?? ""} ${told(analysis.bound)}`;
    const who =
      analysis.population.length > 0 ? ` Only ${describePopulation(domain, analysis.population)} are counted.` : "";
    const least = `Groups of fewer than ${domain.policy.minimumGroupSize} are left out.`;
    const by = labelOf(domain, analysis.by);
    if (rows.length === 0)
      return draft(
        `**None**: no group by ${by} has an ${bound}${cite(found, 0)}.${who} ${least}`.replace(
          / an (?![aeiou])/,
          " a ",
        ),
      );
    const name = (row: Row) => valueLabel(domain, analysis.by, str(row, `${analysis.by}_group`)) || "(none)";
    const table = markdownTable(
      [capitalised(by), capitalised(label), capitalised(domain.entity.plural)],
      rows
        .slice(0, rowsShown)
        .map((row) => [capitalised(name(row)), told(num(row, figure.alias)), integer(num(row, "customers"))]),
    );
    return draft(
      `**${integer(rows.length)}** ${rows.length === 1 ? "group" : "groups"} by ${by}: ${bound}${cite(found, 0)}.${who}\n\n${table}\n\n${least} Small groups lie beyond a bound by chance more easily.`,
      {
        caveats: [notCausal],
        followUps: [`What is the ${label} by ${by}?`, `How many ${domain.entity.plural} are there by ${by}?`],
      },
    );
  },
};
