import { resultColumn, type Column, type Domain } from "#knowledge";

import type { Caveat } from "../../answer.ts";
import type { Analysis } from "../reading/analysis.ts";
import { groupSql, measureSql, marginSql, numberSql, populationSql } from "../reading/conditions-sql.ts";
import { describePopulation, labelOf, valueLabel } from "../telling/describe-population.ts";
import { capitalised, decimal, formatMean, formatValue, integer, listOf } from "../telling/format.ts";
import { breakdownFollowUp, onlyFollowUp, sameForFollowUp } from "../telling/follow-ups.ts";
import { crossCalls, tellCross } from "./cross-breakdown.ts";
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
  withheld,
  type Call,
  type Draft,
  type Found,
  type Row,
  type Teller,
  type Telling,
} from "./teller.ts";

type Aggregate = Extract<Analysis, { kind: "aggregate" }>;

/** Rows of a breakdown that the text shows; the evidence holds all. */
const rowsShown = 15;

/** A figure over a group, or over each value of a column with the test of whether they differ. */
export const aggregate: Teller<Aggregate> = {
  calls: (analysis, telling, found) =>
    found.length > 0
      ? []
      : analysis.by === null
        ? [plainCall(analysis, telling.domain)]
        : analysis.and !== undefined
          ? crossCalls(analysis, telling.domain)
          : breakdownCalls(analysis, telling.domain),
  tell: (analysis, telling, found) =>
    analysis.by === null
      ? tellPlain(analysis, telling, found)
      : analysis.and !== undefined
        ? tellCross(analysis, telling.domain, found)
        : tellBreakdown(analysis, telling, found),
};

function plainCall(analysis: Aggregate, domain: Domain): Call {
  const columns = figuresOf(domain, analysis.measures);
  const where = populationSql(domain, analysis.population);
  const parts = columns.flatMap(({ measure, column, alias }) => {
    const value = numberSql(column);
    const isFirst =
      columns.findIndex((one) => one.column === column) === columns.findIndex((one) => one.alias === alias);
    const counted = isFirst ? [`count(${column.name}) AS n_${column.name}`] : [];
    const base = [`${measureSql(domain, measure)} AS ${alias}`, ...counted];
    if (measure.statistic === "share-missing")
      return [...base, `count(*) - count(${column.name}) AS missing_${column.name}`];
    if (measure.statistic !== "mean") return base;
    const margin = marginSql(value, column.name);
    return [
      ...base,
      `avg(${value}) - ${margin} AS low_${column.name}`,
      `avg(${value}) + ${margin} AS high_${column.name}`,
    ];
  });
  const [first] = analysis.measures;
  const { inUnit } = analysis;
  if (inUnit && first) parts.push(`${measureSql(domain, first)} * ${inUnit.factor} AS in_${inUnit.name}`);
  return query(
    `${listOf(columns.map(({ measure, column }) => statisticLabel(measure, column)))} of ${describePopulation(domain, analysis.population)}`,
    `SELECT count(*) AS customers, ${parts.join(", ")} FROM ${domain.results.table}${where ? ` WHERE ${where}` : ""}`,
  );
}

function tellPlain(analysis: Aggregate, { domain }: Telling, found: readonly Found[]): Draft {
  const [row] = rowsOf(found, 0);
  const who = describePopulation(domain, analysis.population);
  if (!row || !Number.isFinite(num(row, "customers"))) return withheld(domain, who, found);
  if (num(row, "customers") === 0) {
    return draft(`There are no ${who} in this snapshot: the filter leaves nobody${cite(found, 0)}.`);
  }
  const sentences = figuresOf(domain, analysis.measures).map(({ measure, column, alias }) => {
    const value = num(row, alias);
    const n = num(row, `n_${column.name}`);
    const [low, high] = [num(row, `low_${column.name}`), num(row, `high_${column.name}`)];
    const interval =
      measure.statistic === "mean" && Number.isFinite(low)
        ? ` (95 % interval ${formatMean(low, column)} to ${formatMean(high, column)})`
        : "";
    if (measure.statistic === "share-of-sum")
      return `${capitalised(who)} account for **${toldFigure(value, measure, column)}** of the total ${column.label}; they are ${integer(num(row, "customers"))} ${domain.entity.plural}${cite(found, 0)}.`;
    if (measure.statistic === "share-missing") return missingSentence(column, row, alias, who, found);
    const people = n === num(row, "customers") ? integer(n) : `${integer(n)} with a value,`;
    if (n === 0)
      return `None of the ${integer(num(row, "customers"))} ${who} has a value of ${column.label}${cite(found, 0)}.`;
    const hidden =
      column.privacy === "confidential" && (measure.statistic === "minimum" || measure.statistic === "maximum")
        ? ` (the ${measure.statistic === "minimum" ? "1st" : "99th"} percentile, which stands in place of the ${measure.statistic} of a protected column)`
        : "";
    return `The ${statisticLabel(measure, column)} of ${who} is **${toldFigure(value, measure, column)}**${hidden}${interval}, over ${people.replace(/,$/, "")} ${n === num(row, "customers") ? domain.entity.plural : ""}${cite(found, 0)}.`
      .replace(/ {2,}/g, " ")
      .replace(" .", ".");
  });
  const [first] = analysis.measures;
  const used = [
    ...analysis.population.map((condition) => ("column" in condition ? condition.column : "")),
    first?.column ?? "",
  ];
  const ratio = analysis.isRatio === true ? ratioSentence(figuresOf(domain, analysis.measures), row, found) : "";
  const converted = analysis.inUnit
    ? `That is **${decimal(num(row, `in_${analysis.inUnit.name}`))} ${analysis.inUnit.name}**${cite(found, 0)}.`
    : "";
  return draft([ratio, ...sentences, converted].filter(Boolean).join(" "), {
    caveats: smallGroupOf(num(row, "customers")),
    followUps:
      first?.statistic === "share-missing"
        ? ["Are there any missing values or data quality issues?"]
        : [
            ...breakdownFollowUp(domain, used),
            ...(first ? [`What's the distribution of ${labelOf(domain, first.column)}?`] : []),
            ...onlyFollowUp(domain, used),
          ],
  });
}

function missingSentence(
  column: Column,
  row: Row | undefined,
  alias: string,
  who: string,
  found: readonly Found[],
): string {
  const [missing, all] = [num(row, `missing_${column.name}`), num(row, "customers")];
  if (missing === 0)
    return `**No** value of ${column.label} is missing: all ${integer(all)} ${who.replace(/^all /, "")} have one${cite(found, 0)}.`;
  const meaning = column.missingMeans
    ? ` An empty value has a meaning: ${column.missingMeans}.`
    : column.missing === "at-random"
      ? " They are missing at random; the models take them as missing."
      : "";
  return `**${integer(missing)}** of ${integer(all)} ${who.replace(/^all /, "")} have no ${column.label}, which is ${toldFigure(num(row, alias), { column: column.name, statistic: "share-missing" }, column)}${cite(found, 0)}.${meaning}`;
}

/** How many of the first come on one of the second, by their means. */
function ratioSentence(columns: ReturnType<typeof figuresOf>, row: Row | undefined, found: readonly Found[]): string {
  const [a, b] = columns;
  if (!a || !b || !(num(row, b.alias) > 0)) return "";
  return `The ratio of mean ${a.column.label} to mean ${b.column.label} is **${decimal(num(row, a.alias) / num(row, b.alias))}**${cite(found, 0)}.`;
}

function breakdownCalls(analysis: Aggregate, domain: Domain): Call[] {
  const by = resultColumn(domain, analysis.by ?? "");
  const columns = figuresOf(domain, analysis.measures);
  const [first] = columns;
  if (!by || !first) return [];
  const { key, order } = groupSql(by);
  const where = populationSql(domain, analysis.population);
  const clause = where ? ` WHERE ${where}` : "";
  const minimum = domain.policy.minimumGroupSize;
  const parts = columns.flatMap(({ measure, column, alias }) => {
    const value = numberSql(column);
    const base = [`${measureSql(domain, measure)} AS ${alias}`];
    if (measure.statistic !== "mean") return base;
    const margin = marginSql(value, column.name);
    return [
      ...base,
      `avg(${value}) - ${margin} AS low_${column.name}`,
      `avg(${value}) + ${margin} AS high_${column.name}`,
    ];
  });
  const primary = domain.models.find((model) => model.isPrimary && model.actual === first.column.name);
  const highShare = primary?.category ? highShareSql(domain, primary.category) : [];
  const sorted = analysis.order === null ? order : `${first.alias} ${analysis.order === "desc" ? "DESC" : "ASC"}`;
  return [
    query(
      `${capitalised(statisticLabel(first.measure, first.column))} by ${by.label}`,
      `SELECT ${key} AS ${by.name}_group, count(*) AS customers, ${[...parts, ...highShare].join(", ")} FROM ${domain.results.table}${clause} GROUP BY ${key} HAVING count(*) >= ${minimum} ORDER BY ${sorted}`,
    ),
    ...differenceCalls(domain, { key, name: by.label }, first, clause),
  ];
}

/** Share of customers in the category's last (highest) level. */
function highShareSql(domain: Domain, category: string): string[] {
  const column = resultColumn(domain, category);
  const top = column?.values.at(-1)?.value;
  return top === undefined ? [] : [`avg(CASE WHEN ${category} = '${top}' THEN 1E0 ELSE 0E0 END) AS share_${top}`];
}

function tellBreakdown(analysis: Aggregate, { domain }: Telling, found: readonly Found[]): Draft {
  const by = analysis.by ?? "";
  const key = `${by}_group`;
  const rows = rowsOf(found, 0);
  const columns = figuresOf(domain, analysis.measures);
  const [first] = columns;
  if (!first || rows.length === 0)
    return draft(`No group of ${labelOf(domain, by)} is large enough to be shown${cite(found, 0)}.`);
  const name = (row: Row | undefined) => valueLabel(domain, by, str(row, key)) || "(none)";
  const sorted = [...rows].sort((a, b) => num(b, first.alias) - num(a, first.alias));
  const isAscending = analysis.order === "asc";
  const [winner, loser] = isAscending ? [sorted.at(-1), sorted[0]] : [sorted[0], sorted.at(-1)];
  const [test] = rowsOf(found, 1);
  const interval = (row: Row | undefined) => {
    const [low, high] = [num(row, `low_${first.column.name}`), num(row, `high_${first.column.name}`)];
    return Number.isFinite(low)
      ? `95 % interval ${formatMean(low, first.column)} to ${formatMean(high, first.column)}, `
      : "";
  };
  const label = statisticLabel(first.measure, first.column);
  const isOne = rows.length === 1;
  const lead = isOne
    ? `There is only one group, **${name(winner)}**: its ${label} is ${toldFigure(num(winner, first.alias), first.measure, first.column)}${cite(found, 0)}.`
    : `The ${isAscending ? "lowest" : "highest"} ${label} is that of **${name(winner)}**: **${toldFigure(num(winner, first.alias), first.measure, first.column)}** (${interval(winner)}${integer(num(winner, "customers"))} ${domain.entity.plural})${cite(found, 0)}; the ${isAscending ? "highest" : "lowest"} is that of ${name(loser)} with ${toldFigure(num(loser, first.alias), first.measure, first.column)}.`;
  const shown = (analysis.order === null ? rows : isAscending ? [...sorted].reverse() : sorted).slice(
    0,
    analysis.limit ?? rowsShown,
  );
  const level = domain.models.find((model) => model.isPrimary)?.category;
  const top = level ? resultColumn(domain, level)?.values.at(-1)?.value : undefined;
  const high = Object.keys(rows[0] ?? {}).find((column) => top !== undefined && column === `share_${top}`);
  const table = markdownTable(
    [
      capitalised(labelOf(domain, by)),
      ...columns.map(({ measure, column }) => capitalised(statisticLabel(measure, column))),
      ...(high ? [`Share ${labelOfLevel(domain, high.slice(6))}`] : []),
      capitalised(domain.entity.plural),
    ],
    shown.map((row) => [
      capitalised(name(row)),
      ...columns.map(({ measure, column, alias }) => toldFigure(num(row, alias), measure, column)),
      ...(high ? [formatValue(num(row, high), "share")] : []),
      integer(num(row, "customers")),
    ]),
  );
  const cut =
    shown.length < rows.length
      ? `\n\nThe first of ${integer(rows.length)} groups are shown; the evidence has all.`
      : "";
  const who =
    analysis.population.length > 0 ? ` Only ${describePopulation(domain, analysis.population)} are counted.` : "";
  const isProtected = resultColumn(domain, by)?.privacy === "confidential";
  const least = isProtected ? `\n\nGroups of fewer than ${domain.policy.minimumGroupSize} are left out.` : "";
  return draft(
    `${lead} ${differenceVerdict(test, first, labelOf(domain, by), cite(found, 1))}${who}\n\n${table}${cut}${least}`,
    {
      chart: chartOf(found, 0, {
        kind: "bar",
        title: `${capitalised(label)} by ${labelOf(domain, by)}`,
        x: key,
        y: first.alias,
        ...(first.measure.statistic === "mean"
          ? { low: `low_${first.column.name}`, high: `high_${first.column.name}` }
          : {}),
      }),
      caveats: [notCausal],
      followUps: [
        ...onlyFollowUp(domain, [
          by,
          first.column.name,
          ...analysis.population.map((condition) => ("column" in condition ? condition.column : "")),
        ]),
        `How many ${domain.entity.plural} are there by ${labelOf(domain, by)}?`,
        ...sameForFollowUp(domain, first.column.name),
      ],
    },
  );
}

/** The level's label, such as "high engagement". */
function labelOfLevel(domain: Domain, level: string): string {
  const category = domain.models.find((model) => model.isPrimary)?.category;
  return category ? valueLabel(domain, category, level) : level;
}

function smallGroupOf(customers: number): Caveat[] {
  return customers < 100
    ? [{ kind: "small-group", text: "The group is small; its figures can differ a good deal by chance." }]
    : [];
}
