import { resultColumn, type Column, type Domain } from "#knowledge";

import type { Analysis } from "../reading/analysis.ts";
import { literalSql, measureSql, populationSql } from "../reading/conditions-sql.ts";
import { describePopulation, valueLabel } from "../telling/describe-population.ts";
import { capitalised, formatMean, formatValue, integer, percent } from "../telling/format.ts";
import {
  cite,
  draft,
  markdownTable,
  num,
  query,
  rowsOf,
  type Call,
  type Draft,
  type Found,
  type Row,
  withheld,
} from "./teller.ts";

type Customer = Extract<Analysis, { kind: "customer" }>;

/** The customer's values; then, beside each, the mean, the median and the place among everybody or a group. */
export function besideCalls(analysis: Customer, domain: Domain, found: readonly Found[]): Call[] {
  const { table } = domain.results;
  const { column: idColumn } = domain.entity;
  const columns = besideColumns(analysis, domain);
  if (found.length === 0) {
    return [
      query(
        `What the data holds on ${analysis.id}`,
        `SELECT ${[...new Set([idColumn, ...columns.map(({ name }) => name)])].join(", ")} FROM ${table} WHERE ${idColumn} = ${literalSql(analysis.id)}`,
      ),
    ];
  }
  const [own] = rowsOf(found, 0);
  if (found.length > 1 || !own) return [];
  const where = populationSql(domain, analysis.population ?? []);
  return [
    query(
      `The same of ${describePopulation(domain, analysis.population ?? [])}`,
      `SELECT ${["count(*) AS customers", ...columns.flatMap((column) => figuresSql(column, own[column.name], domain))].join(", ")} FROM ${table}${where === null ? "" : ` WHERE ${where}`}`,
    ),
  ];
}

/** The mean, the median and the share below of a number; the share with the same value of a word. */
function figuresSql(column: Column, own: Row[string] | undefined, domain: Domain): string[] {
  const { name } = column;
  if (column.type === "string")
    return typeof own === "string"
      ? [`avg(CASE WHEN ${name} = ${literalSql(own)} THEN 1E0 ELSE 0E0 END) AS share_same_${name}`]
      : [];
  const mean = `${measureSql(domain, { column: name, statistic: "mean" })} AS mean_${name}`;
  if (column.type === "boolean") return [mean];
  return [
    mean,
    `approx_percentile(${name}, 0.5) AS median_${name}`,
    ...(typeof own === "number"
      ? [`avg(CASE WHEN ${name} < ${literalSql(own)} THEN 1E0 ELSE 0E0 END) AS share_below_${name}`]
      : []),
  ];
}

function besideColumns(analysis: Customer, domain: Domain): Column[] {
  const usual = [
    ...domain.models.flatMap((model) => [model.actual, model.prediction]),
    ...(domain.segments?.inputs ?? []),
  ];
  const names = analysis.columns.length > 0 ? analysis.columns : [...new Set(usual)];
  return names.flatMap((name) => resultColumn(domain, name) ?? []);
}

/** Tells one column in a sentence, several in a table. */
export function tellBeside(analysis: Customer, domain: Domain, found: readonly Found[]): Draft {
  const { id } = analysis;
  const [own] = rowsOf(found, 0);
  const [all] = rowsOf(found, 1);
  if (!own) {
    return draft(
      `**${id} is not in the data**: no ${domain.entity.singular} of this snapshot has that id${cite(found, 0)}.`,
      { outcome: "not-in-data" },
    );
  }
  if (!all) return withheld(domain, describePopulation(domain, analysis.population ?? []), found, 1);
  const columns = besideColumns(analysis, domain);
  const who = describePopulation(domain, analysis.population ?? []);
  const sentences = columns.map((column) => sentenceOf(column, { id, who, own, all }, domain));
  const followUps = [`Why is the prediction for ${id} what it is?`, `How does ${id} compare to its segment?`];
  const cited = `${cite(found, 0)}${cite(found, 1)}`;
  if (columns.length <= 2)
    return draft(
      `${sentences.map(capitalised).join(". ")}${cited}. Compared with ${integer(num(all, "customers"))} ${domain.entity.plural}.`,
      { followUps },
    );
  const table = markdownTable(
    ["", capitalised(id), `Mean of ${who}`, "Median", "Higher than"],
    columns.map((column) => rowOf(column, own, all, domain)),
  );
  return draft(
    `${capitalised(sentences[0] ?? "")}${cited}. Beside ${integer(num(all, "customers"))} ${domain.entity.plural}, all side by side:\n\n${table}`,
    { followUps },
  );
}

type Beside = { readonly id: string; readonly who: string; readonly own: Row; readonly all: Row };

function sentenceOf(column: Column, { id, who, own, all }: Beside, domain: Domain): string {
  const { name, label } = column;
  const value = own[name];
  const mean = num(all, `mean_${name}`);
  if (column.type === "string")
    return `the ${label} of ${id} is **${valueLabel(domain, name, String(value))}**, as it is for ${percent(num(all, `share_same_${name}`))} of ${who}`;
  if (typeof value === "boolean")
    return `${label} of ${id}: **${formatValue(value, "boolean")}**; the rate of ${who} is **${percent(mean)}**`;
  if (typeof value !== "number")
    return `${id} has no ${label}; the average of ${who} is **${formatMean(mean, column)}**`;
  const place = value > mean ? "above" : value < mean ? "below" : "just at";
  return `the ${label} of ${id} is **${formatValue(value, column.format)}**, ${place} the average of **${formatMean(mean, column)}** of ${who} (median ${formatMean(num(all, `median_${name}`), column)}), and higher than for ${percent(num(all, `share_below_${name}`))} of them`;
}

function rowOf(column: Column, own: Row, all: Row, domain: Domain): string[] {
  const { name, label } = column;
  const value = own[name];
  if (column.type === "string") return [capitalised(label), valueLabel(domain, name, String(value)), "–", "–", "–"];
  const isNumber = column.type !== "boolean";
  return [
    capitalised(label),
    formatValue(value, column.format),
    formatMean(num(all, `mean_${name}`), column),
    isNumber ? formatMean(num(all, `median_${name}`), column) : "–",
    isNumber ? percent(num(all, `share_below_${name}`)) : "–",
  ];
}
