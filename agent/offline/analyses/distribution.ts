import { resultColumn } from "#knowledge";

import type { Analysis } from "../reading/analysis.ts";
import { highestSql, lowestSql, populationSql } from "../reading/conditions-sql.ts";
import { describePopulation, valueLabel } from "../telling/describe-population.ts";
import { capitalised, decimal, formatMean, formatValue, integer, percent } from "../telling/format.ts";
import { levelsFollowUp, onlyFollowUp } from "../telling/follow-ups.ts";
import { chartOf, cite, draft, markdownTable, num, query, rowsOf, str, type Teller } from "./teller.ts";

/** The shape of one column: centre, spread, skew and histogram, or its most frequent values. */
export const distribution: Teller<Extract<Analysis, { kind: "distribution" }>> = {
  calls: (analysis, { domain }, found) => {
    if (found.length > 0) return [];
    const where = populationSql(domain, analysis.population);
    return [{ name: "get_feature_stats", args: { feature: analysis.column, ...(where ? { where } : {}) } }];
  },
  tell: (analysis, { domain }, found) => {
    const column = resultColumn(domain, analysis.column);
    const rows = rowsOf(found, 0);
    const [row] = rows;
    if (!column || !row) return draft(`There is nobody to show${cite(found, 0)}.`);
    const who = describePopulation(domain, analysis.population);
    if (column.type !== "int" && column.type !== "double") {
      const table = markdownTable(
        [capitalised(column.label), capitalised(domain.entity.plural), "Share"],
        rows.map((one) => [
          valueLabel(domain, column.name, str(one, "value")) || "(none)",
          integer(num(one, "customers")),
          percent(num(one, "share")),
        ]),
      );
      return draft(
        `The most frequent ${column.label} of ${who} is **${valueLabel(domain, column.name, str(row, "value"))}** with ${integer(num(row, "customers"))} ${domain.entity.plural} (${percent(num(row, "share"))})${cite(found, 0)}.\n\n${table}`,
        {
          chart: chartOf(found, 0, { kind: "bar", title: capitalised(column.label), x: "value", y: "customers" }),
        },
      );
    }
    const told = (name: string) =>
      Number.isInteger(num(row, name))
        ? formatValue(num(row, name), column.format)
        : formatMean(num(row, name), column);
    const skew = num(row, "skew");
    const shape =
      Math.abs(skew) < 0.2
        ? "close to symmetric"
        : skew > 0
          ? "skewed to the right, with a long tail of high values"
          : "skewed to the left, with a long tail of low values";
    const lead = `The ${column.label} of ${who} has a mean of **${told("mean")}** and a median of ${told("median")}, with a standard deviation of ${column.format === "share" ? num(row, "sd").toFixed(3) : told("sd")}; half of all lie between ${told("q1")} and ${told("q3")}, and nine tenths between ${told("p05")} and ${told("p95")}${cite(found, 0)}. It is ${shape} (skewness ${decimal(skew)}).`;
    const missing =
      num(row, "missing") > 0
        ? ` ${integer(num(row, "rows_with_value"))} have a value, ${integer(num(row, "missing"))} have none${column.missingMeans ? ` (${column.missingMeans})` : ""}.`
        : ` All ${integer(num(row, "rows_with_value"))} have a value.`;
    const bins = rowsOf(found, 0, "histogram");
    const table = markdownTable(
      ["From", "To", capitalised(domain.entity.plural)],
      bins.map((bin) => [
        formatValue(num(bin, "from"), column.format === "count" ? "number" : column.format),
        formatValue(num(bin, "to"), column.format === "count" ? "number" : column.format),
        integer(num(bin, "customers")),
      ]),
    );
    return draft(`${lead}${missing}\n\n${table}`, {
      chart: chartOf(found, 0, {
        kind: "histogram",
        title: `Distribution of ${column.label}`,
        table: "histogram",
        x: "from",
        y: "customers",
      }),
      followUps: [
        `How many ${domain.entity.plural} are in each ${column.label} quartile?`,
        ...onlyFollowUp(domain, []),
        `What are the top 5 features that predict ${column.label}?`,
      ],
    });
  },
};

const partNames: Readonly<Record<number, string>> = { 3: "tercile", 4: "quartile", 5: "quintile", 10: "decile" };

/** Equal parts of the customers by one column, with their bounds. */
export const quantileGroups: Teller<Extract<Analysis, { kind: "quantile-groups" }>> = {
  calls: (analysis, { domain }, found) => {
    if (found.length > 0) return [];
    const where = populationSql(domain, analysis.population);
    const name = partNames[analysis.parts] ?? "part";
    const column = analysis.column;
    return [
      query(
        `Bounds and size of each ${name}`,
        `SELECT ${name}, count(*) AS customers, ${lowestSql(domain, column, [column], analysis.population)} AS lowest, ${highestSql(domain, column, [column], analysis.population)} AS highest, avg(${column}) AS mean FROM (SELECT ${column}, ntile(${analysis.parts}) OVER (ORDER BY ${column}) AS ${name} FROM ${domain.results.table} WHERE ${where ? `${where} AND ` : ""}${column} IS NOT NULL) AS parts GROUP BY ${name} ORDER BY ${name}`,
      ),
    ];
  },
  tell: (analysis, { domain }, found) => {
    const column = resultColumn(domain, analysis.column);
    const rows = rowsOf(found, 0);
    const name = partNames[analysis.parts] ?? "part";
    const [first] = rows;
    if (!column || !first) return draft(`There is nobody to show${cite(found, 0)}.`);
    const told = (value: number) => formatMean(value, column);
    const lead = `Each ${column.label} ${name} holds **${integer(num(first, "customers"))}** ${domain.entity.plural}, as the ${name}s part ${describePopulation(domain, analysis.population)} into equal groups${cite(found, 0)}; what differs is the bounds.`;
    const table = markdownTable(
      [capitalised(name), "From", "To", "Mean", capitalised(domain.entity.plural)],
      rows.map((row) => [
        str(row, name),
        told(num(row, "lowest")),
        told(num(row, "highest")),
        told(num(row, "mean")),
        integer(num(row, "customers")),
      ]),
    );
    return draft(`${lead}\n\n${table}`, {
      chart: chartOf(found, 0, { kind: "bar", title: `${capitalised(column.label)} by ${name}`, x: name, y: "mean" }),
      followUps: [`What's the distribution of ${column.label}?`, ...levelsFollowUp(domain)],
    });
  },
};
