import { resultColumn, type Column, type Domain } from "#knowledge";

import type { Analysis } from "../reading/analysis.ts";
import { populationSql } from "../reading/conditions-sql.ts";
import { describePopulation } from "../telling/describe-population.ts";
import { capitalised, formatValue, integer } from "../telling/format.ts";
import { cite, draft, markdownTable, query, rowsOf, str, type Teller } from "./teller.ts";

/** Single customers in the order of a column. */
export const list: Teller<Extract<Analysis, { kind: "list" }>> = {
  calls: (analysis, { domain }, found) => {
    if (found.length > 0) return [];
    const where = populationSql(domain, analysis.population);
    const shown = shownColumns(analysis, domain);
    return [
      query(
        `${capitalised(domain.entity.plural)} in order of ${resultColumn(domain, analysis.orderBy)?.label ?? analysis.orderBy}`,
        `SELECT ${shown.map((column) => column.name).join(", ")} FROM ${domain.results.table} WHERE ${where ? `${where} AND ` : ""}${analysis.orderBy} IS NOT NULL ORDER BY ${analysis.orderBy} ${analysis.order === "desc" ? "DESC" : "ASC"}, ${domain.entity.column} LIMIT ${analysis.limit}`,
      ),
    ];
  },
  tell: (analysis, { domain }, found) => {
    const rows = rowsOf(found, 0);
    const column = resultColumn(domain, analysis.orderBy);
    const who = describePopulation(domain, analysis.population);
    const [first] = rows;
    if (!first || !column)
      return draft(`There are no ${who} in this snapshot: the filter leaves nobody${cite(found, 0)}.`);
    const shown = shownColumns(analysis, domain);
    const id = str(first, domain.entity.column);
    const lead = `Of ${who}, **${id}** has the ${analysis.order === "desc" ? (column.format === "count" ? "most" : "highest") : column.format === "count" ? "fewest" : "lowest"} ${column.label}, ${formatValue(first[column.name], column.format)}${rows.length > 1 ? `; here are the ${analysis.order === "desc" ? "top" : "bottom"} ${integer(rows.length)}` : ""}${cite(found, 0)}.`;
    const table = markdownTable(
      shown.map((one) => capitalised(one.label)),
      rows.map((row) => shown.map((one) => formatValue(row[one.name], one.format))),
    );
    return draft(`${lead}\n\n${table}`, {
      followUps: [`Why is the prediction for ${id} what it is?`, `What would change it for ${id}?`],
    });
  },
};

function shownColumns(analysis: Extract<Analysis, { kind: "list" }>, domain: Domain): Column[] {
  const usual = [
    domain.entity.column,
    analysis.orderBy,
    ...domain.models.flatMap((model) =>
      model.actual === analysis.orderBy || model.prediction === analysis.orderBy
        ? [model.prediction, model.lower, model.upper, model.actual].filter((name) => name !== null)
        : [],
    ),
    ...domain.models.flatMap((model) => [model.actual, model.prediction]),
    ...domain.results.comparableBy,
  ];
  const names = analysis.columns ? [domain.entity.column, analysis.orderBy, ...analysis.columns] : usual;
  return [...new Set(names)].flatMap((name) => resultColumn(domain, name) ?? []);
}
