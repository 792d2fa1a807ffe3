import type { Domain } from "#knowledge";

import type { Analysis, Population, Side } from "../reading/analysis.ts";
import { literalSql, measureSql, populationSql } from "../reading/conditions-sql.ts";
import { describePopulation, nameOfSide } from "../telling/describe-population.ts";
import { capitalised, formatDifference, integer, listOf } from "../telling/format.ts";
import { sameForFollowUp } from "../telling/follow-ups.ts";
import { figuresOf, statisticLabel, toldFigure } from "./measure-figures.ts";
import { cite, draft, markdownTable, notCausal, num, query, rowsOf, str, withheld, type Teller } from "./teller.ts";

type CompareFigures = Extract<Analysis, { kind: "compare-figures" }>;

/** Figures other than means (medians, totals, percentiles) of two groups beside each other, with their difference. */
export const compareFigures: Teller<CompareFigures> = {
  calls: ({ measures, sides, population }, { domain }, found) => {
    if (found.length > 0) return [];
    const figures = figuresOf(domain, measures);
    const row = (side: Side) => sideSql(domain, side, population, figures);
    return [
      query(
        `${listOf(figures.map(({ measure, column }) => statisticLabel(measure, column)))} of ${sides.map(({ label }) => label).join(" and of ")}`,
        sides.map(row).join(" UNION ALL "),
      ),
    ];
  },
  tell: ({ measures, sides, population }, { domain }, found) => {
    const rows = rowsOf(found, 0);
    const names = sides.map(({ where }) => nameOfSide(domain, where));
    const told = names.map((name) => rows.find((row) => str(row, "side") === name));
    const missing = told.findIndex((row) => row === undefined);
    const [a, b] = told;
    if (!a || !b) return withheld(domain, names[missing] ?? "", found);
    const figures = figuresOf(domain, measures);
    const sentences = figures.map(({ measure, column, alias }) => {
      const [first, second] = [num(a, alias), num(b, alias)];
      const difference = `, a difference of ${formatDifference(first - second, column)}`;
      return `The ${statisticLabel(measure, column)} is **${toldFigure(first, measure, column)}** for ${names[0] ?? ""} against **${toldFigure(second, measure, column)}** for ${names[1] ?? ""}${cite(found, 0)}${first === second ? ": no difference" : measure.statistic === "median" ? difference : ""}.`;
    });
    const who = population.length > 0 ? ` Only ${describePopulation(domain, population)} are counted.` : "";
    const table = markdownTable(
      [
        "Group",
        ...figures.map(({ measure, column }) => capitalised(statisticLabel(measure, column))),
        capitalised(domain.entity.plural),
      ],
      [a, b].map((row, place) => [
        capitalised(names[place] ?? ""),
        ...figures.map(({ measure, column, alias }) => toldFigure(num(row, alias), measure, column)),
        integer(num(row, "customers")),
      ]),
    );
    const [first] = measures;
    return draft(`${sentences.join(" ")}${who}\n\n${table}`, {
      caveats: [notCausal],
      followUps: first ? sameForFollowUp(domain, first.column) : [],
    });
  },
};

function sideSql(domain: Domain, side: Side, population: Population, figures: ReturnType<typeof figuresOf>): string {
  const where = populationSql(domain, [...side.where, ...population]);
  const values = figures.map(({ measure, alias }) => `${measureSql(domain, measure)} AS ${alias}`);
  return `SELECT ${literalSql(nameOfSide(domain, side.where))} AS side, count(*) AS customers, ${values.join(", ")} FROM ${domain.results.table}${where ? ` WHERE ${where}` : ""}`;
}
