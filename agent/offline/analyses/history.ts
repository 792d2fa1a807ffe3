import type { Domain } from "#knowledge";

import type { Analysis, Condition } from "../reading/analysis.ts";
import { populationSql } from "../reading/conditions-sql.ts";
import { historyOf } from "../reading/daily-history.ts";
import { describePopulation } from "../telling/describe-population.ts";
import { capitalised, decimal, integer, percent } from "../telling/format.ts";
import { distributionFollowUp, driversFollowUp } from "../telling/follow-ups.ts";
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
  type Teller,
} from "./teller.ts";

type History = Extract<Analysis, { kind: "history" }>;

const periodsShown = 14;
const weekdayNames = ["", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
/** Correlation of the days' totals with time from which a rise or a fall is told as one. */
const clearTrend = 0.3;

/** A number of the daily history: its course, whether it rose, its total, its mean, or who was active at all. */
export const history: Teller<History> = {
  calls: (analysis, { domain, snapshotDate }, found) =>
    found.length > 0
      ? []
      : isOfCourse(analysis)
        ? courseCalls(analysis, domain, snapshotDate)
        : figureCalls(analysis, domain, snapshotDate),
  tell: (analysis, { domain, snapshotDate }, found) =>
    isOfCourse(analysis)
      ? tellCourse(analysis, domain, snapshotDate, found)
      : tellFigure(analysis, domain, snapshotDate, found),
};

function isOfCourse({ asks }: History): boolean {
  return asks === "course" || asks === "trend" || asks === "weekday";
}

/** The table with the days and the customers that are asked for. */
function sourceSql(analysis: History, domain: Domain, snapshotDate: string): string {
  const source = historyOf(domain);
  if (!source) return "";
  const { table, day } = source;
  const id = domain.entity.column;
  const who = populationSql(domain, analysis.population);
  const bounds = [
    ...(analysis.days === null ? [] : [`${day.name} >= DATE '${firstDay(analysis.days, snapshotDate)}'`]),
    ...(who === null ? [] : [`${id} IN (SELECT ${id} FROM ${domain.results.table} WHERE ${who})`]),
  ];
  return `${table.database}.${table.name}${bounds.length > 0 ? ` WHERE ${bounds.join(" AND ")}` : ""}`;
}

/** The first of the last `days` days, the snapshot's own the last of them. */
function firstDay(days: number, snapshotDate: string): string {
  return new Date(Date.parse(`${snapshotDate}T00:00:00Z`) - (days - 1) * 86_400_000).toISOString().slice(0, 10);
}

function courseCalls(analysis: History, domain: Domain, snapshotDate: string): Call[] {
  const day = historyOf(domain)?.day;
  if (!day) return [];
  const { column, grain } = analysis;
  const from = sourceSql(analysis, domain, snapshotDate);
  const period = grain === "day" ? day.name : `date_trunc('${grain}', ${day.name})`;
  const daily = `SELECT ${day.name}, sum(${column}) AS total FROM ${from} GROUP BY ${day.name}`;
  return [
    query(
      `${capitalised(column)} by ${grain}`,
      `SELECT CAST(${period} AS varchar) AS period, count(*) AS active_days, count(DISTINCT ${domain.entity.column}) AS active_customers, sum(${column}) AS total, avg(${column}) AS mean_per_active_day FROM ${from} GROUP BY ${period} ORDER BY ${period}`,
    ),
    query(
      `${capitalised(column)} by day of the week`,
      `SELECT day_of_week(${day.name}) AS weekday, avg(total) AS mean_total FROM (${daily}) AS days GROUP BY day_of_week(${day.name}) ORDER BY mean_total DESC`,
    ),
    query(
      `Whether the daily ${column} rises or falls`,
      `SELECT corr(CAST(total AS double), CAST(place AS double)) AS correlation, regr_slope(CAST(total AS double), CAST(place AS double)) AS slope_per_day, avg(total) AS mean_total, abs(regr_slope(CAST(total AS double), CAST(place AS double)) / avg(total)) AS slope_share, count(*) AS days FROM (SELECT total, row_number() OVER (ORDER BY ${day.name}) AS place FROM (${daily}) AS days) AS numbered`,
    ),
  ];
}

function figureCalls(analysis: History, domain: Domain, snapshotDate: string): Call[] {
  const day = historyOf(domain)?.day;
  if (!day) return [];
  const { column } = analysis;
  return [
    query(
      `${capitalised(column)} and activity ${spanText(analysis, snapshotDate)}`,
      `SELECT count(DISTINCT ${domain.entity.column}) AS active_customers, count(*) AS active_days, sum(${column}) AS total, avg(${column}) AS mean_per_active_day, CAST(min(${day.name}) AS varchar) AS first_day, CAST(max(${day.name}) AS varchar) AS last_day FROM ${sourceSql(analysis, domain, snapshotDate)}`,
    ),
  ];
}

function spanText({ days }: History, snapshotDate: string): string {
  return days === null
    ? "over the whole history"
    : `in the ${days} days from ${firstDay(days, snapshotDate)} to ${snapshotDate}`;
}

function tellFigure(analysis: History, domain: Domain, snapshotDate: string, found: readonly Found[]): Draft {
  const [row] = rowsOf(found, 0);
  if (!row || num(row, "active_days") === 0)
    return draft(`Nobody was active ${spanText(analysis, snapshotDate)}${cite(found, 0)}.`);
  const who = describePopulation(domain, analysis.population);
  const span = spanText(analysis, snapshotDate);
  const [active, total, mean] = [num(row, "active_customers"), num(row, "total"), num(row, "mean_per_active_day")];
  const [one] = analysis.population.flatMap((condition) => isOne(condition, domain));
  if (one !== undefined) return tellOneFigure(analysis, domain, { id: one, span, total, mean }, found);
  const told = {
    active: `**${integer(active)}** different ${domain.entity.plural} of ${who} were active at least once ${span}${cite(found, 0)}.`,
    mean: `On a day on which they were active, ${who} had **${decimal(mean)}** ${analysis.column} on average ${span}, over ${integer(num(row, "active_days"))} active days of ${integer(active)} ${domain.entity.plural}${cite(found, 0)}.`,
    total: `The total ${analysis.column} of ${who} ${span} is **${Number.isInteger(total) ? integer(total) : decimal(total)}**, by ${integer(active)} ${domain.entity.plural} who were active${cite(found, 0)}.`,
    course: "",
    trend: "",
    weekday: "",
  }[analysis.asks];
  return draft(told, {
    followUps: [`How did ${analysis.column} change over time by week?`, ...driversFollowUp(domain)],
  });
}

/** The id where a condition names a single customer. */
function isOne(condition: Condition, domain: Domain): string[] {
  const isId = condition.kind === "compare" && condition.column === domain.entity.column && condition.op === "=";
  return isId ? [String(condition.value)] : [];
}

type OneFigure = { readonly id: string; readonly span: string; readonly total: number; readonly mean: number };

/** A figure of one customer's own days. */
function tellOneFigure(analysis: History, domain: Domain, of: OneFigure, found: readonly Found[]): Draft {
  const [row] = rowsOf(found, 0);
  const days = integer(num(row, "active_days"));
  const total = Number.isInteger(of.total) ? integer(of.total) : decimal(of.total);
  const told =
    analysis.asks === "mean"
      ? `On the ${days} days on which ${of.id} was active ${of.span}, the mean ${analysis.column} was **${decimal(of.mean)}**${cite(found, 0)}.`
      : `The total ${analysis.column} of ${of.id} ${of.span} is **${total}**, over ${days} active days${cite(found, 0)}.`;
  return draft(told, {
    followUps: ["And over time?", `Why is the prediction for ${of.id} what it is?`, ...driversFollowUp(domain)],
  });
}

function tellCourse(analysis: History, domain: Domain, snapshotDate: string, found: readonly Found[]): Draft {
  const rows = rowsOf(found, 0);
  const { grain, column } = analysis;
  const asks = analysis.asks === "trend" || analysis.asks === "weekday" ? analysis.asks : "course";
  const isPartial = grain !== "day" && rows.length > 2;
  const full = isPartial && rows.length > 3 ? rows.slice(1, -1) : rows;
  const [first, last] = [full[0], full.at(-1)];
  if (!first || !last) return draft(`The history is empty${cite(found, 0)}.`);
  const grown = num(last, "total") - num(first, "total");
  const direction = grown > 0 ? "more" : grown < 0 ? "less" : "the same";
  const course = `Total ${column} went from ${decimal(num(first, "total"))} (${grain} of ${str(first, "period")}) to **${decimal(num(last, "total"))}** (${grain} of ${str(last, "period")}), which is ${direction}${cite(found, 0)}.`;
  const who =
    analysis.population.length > 0 ? ` Only ${describePopulation(domain, analysis.population)} are counted.` : "";
  const span = analysis.days === null ? "" : ` Looked at: ${spanText(analysis, snapshotDate)}.`;
  const partial =
    isPartial && rows.length > 3
      ? ` The first and the last ${grain} may not be whole and are left out of the comparison.`
      : "";
  const trend = trendText(analysis, rowsOf(found, 2)[0], found);
  const weekday = weekdayText(rowsOf(found, 1), found);
  const sentences = {
    trend: [trend, course, weekday],
    course: [course, trend, weekday],
    weekday: [weekday, course, trend],
  };
  return draft(`${sentences[asks].filter(Boolean).join(" ")}${partial}${span}${who}\n\n${tableOf(rows, grain)}`, {
    chart: chartOf(found, 0, {
      kind: "line",
      title: `${capitalised(column)} by ${grain}`,
      x: "period",
      y: "total",
    }),
    followUps: [`How many ${domain.entity.plural} were active in the last 30 days?`, ...distributionFollowUp(domain)],
  });
}

function trendText({ column }: History, row: Row | undefined, found: readonly Found[]): string {
  const [correlation, slope, mean] = [num(row, "correlation"), num(row, "slope_per_day"), num(row, "mean_total")];
  const share = num(row, "slope_share");
  if (!Number.isFinite(correlation)) return "";
  const verdict =
    Math.abs(correlation) < clearTrend
      ? `The daily total shows **no clear trend**`
      : `The daily total has **trended ${correlation > 0 ? "up" : "down"}**`;
  const step = `${slope > 0 ? "+" : "−"}${decimal(Math.abs(slope))}`;
  return `${verdict}: a straight line through the days changes by ${step} ${column} a day (${percent(share)} of the mean of ${decimal(mean)}; correlation with time ${decimal(correlation)})${cite(found, 2)}.`;
}

function weekdayText(weekdays: readonly Row[], found: readonly Found[]): string {
  const [best, worst] = [weekdays[0], weekdays.at(-1)];
  if (weekdays.length < 7 || !best || !worst) return "";
  const name = (row: Row) => weekdayNames[num(row, "weekday")] ?? "";
  return `By day of the week it is highest on **${name(best)}** (${decimal(num(best, "mean_total"))} on average) and lowest on ${name(worst)} (${decimal(num(worst, "mean_total"))})${cite(found, 1)}.`;
}

function tableOf(rows: readonly Row[], grain: History["grain"]): string {
  const step = Math.ceil(rows.length / periodsShown);
  return markdownTable(
    [capitalised(grain), "Total", "Mean per active day", "Active customers"],
    rows
      .filter((_, index) => index % step === 0)
      .map((row) => [
        str(row, "period").slice(0, grain === "month" ? 7 : 10),
        decimal(num(row, "total")),
        decimal(num(row, "mean_per_active_day")),
        integer(num(row, "active_customers")),
      ]),
  );
}
