import { resultColumn, type Column, type Domain } from "#knowledge";

import type { Analysis } from "../reading/analysis.ts";
import { literalSql, marginSql, numberSql, populationSql } from "../reading/conditions-sql.ts";
import { describePopulation, labelOf, nameOfSide } from "../telling/describe-population.ts";
import {
  capitalised,
  decimal,
  formatDifference,
  formatDifferenceRange,
  formatMean,
  integer,
  percent,
} from "../telling/format.ts";
import { formatContribution, unitOfContribution } from "../telling/format-prediction.ts";
import { breakdownFollowUp, sameForFollowUp } from "../telling/follow-ups.ts";
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
  type Found,
  type Row,
  type Teller,
} from "./teller.ts";

type Compare = Extract<Analysis, { kind: "compare" }>;

/** One outcome in two groups: both means, the difference with its interval and effect size, the model's own view. */
export const compare: Teller<Compare> = {
  calls: (analysis, { domain }, found) => {
    if (found.length > 0) return [];
    const measure = resultColumn(domain, analysis.measure);
    if (!measure) return [];
    const [a, b] = analysis.sides;
    const { table } = domain.results;
    const name = (side: Compare["sides"][number]) => nameOfSide(domain, side.where);
    const calls = pairCalls(analysis, domain, measure);
    const model = domain.models.find((one) => one.actual === measure.name || one.prediction === measure.name);
    if (model && analysis.column !== null && resultColumn(domain, analysis.column)?.privacy !== "confidential") {
      const condition = (one: Compare["sides"][number]) => populationSql(domain, one.where) ?? "true";
      calls.push(
        query(
          `What the ${model.label} itself makes of ${labelOf(domain, analysis.column)}`,
          `SELECT CASE WHEN ${condition(a)} THEN ${literalSql(name(a))} ELSE ${literalSql(name(b))} END AS side, avg(e.contribution) AS mean_contribution, count(*) AS customers FROM ${domain.databases.predictions}.explanations e JOIN ${table} r ON e.${domain.entity.column} = r.${domain.entity.column} WHERE e.model = ${literalSql(model.name)} AND e.feature = ${literalSql(analysis.column)} AND ((${condition(a)}) OR (${condition(b)})) GROUP BY 1`,
        ),
      );
      calls.push(
        query(
          `Rank of ${labelOf(domain, analysis.column)} in the ${model.label}`,
          `SELECT importance_rank, share, direction FROM ${domain.databases.analytics}.feature_importance WHERE model = ${literalSql(model.name)} AND feature = ${literalSql(analysis.column)}`,
        ),
      );
    }
    const further = alsoOf(analysis, domain).flatMap((column) => pairCalls(analysis, domain, column));
    return [...calls, ...further];
  },
  tell: (analysis, { domain }, found) => {
    const measure = resultColumn(domain, analysis.measure);
    const groups = rowsOf(found, 0);
    const names: [string, string] = [
      nameOfSide(domain, analysis.sides[0].where),
      nameOfSide(domain, analysis.sides[1].where),
    ];
    const [a, b] = names.map((name) => groups.find((row) => str(row, "side") === name));
    const [difference] = rowsOf(found, 1);
    if (measure && (!a || !b)) return withheld(domain, a ? names[1] : names[0], found);
    if (!measure || !a || !b || num(a, "customers") === 0 || num(b, "customers") === 0) {
      const empty = !a || num(a, "customers") === 0 ? names[0] : names[1];
      return draft(
        `There is nobody to compare: the filter leaves no ${domain.entity.plural} on the side of ${empty}${cite(found, 0)}.`,
      );
    }
    const label = figureLabel(measure);
    const who =
      analysis.population.length > 0 ? ` Only ${describePopulation(domain, analysis.population)} are counted.` : "";
    const parts = [
      leadOf(analysis.asks, measure, names, [a, b], difference, [cite(found, 0), cite(found, 1)]),
      sizeOf(domain.entity.plural, a, b),
      modelView(names, analysis, found, measure, domain),
      ...alsoSentences(analysis, domain, names, found),
      who,
    ];
    const table = markdownTable(
      ["Group", capitalised(label), "95 % interval", capitalised(domain.entity.plural)],
      [a, b].map((row, place) => [
        capitalised(names[place] ?? str(row, "side")),
        formatMean(num(row, "mean_value"), measure),
        `${formatMean(num(row, "low"), measure)} to ${formatMean(num(row, "high"), measure)}`,
        integer(num(row, "customers")),
      ]),
    );
    return draft(
      `${parts.filter(Boolean).join(" ").replaceAll(/ {2,}/g, " ")}\n\n${table}${definitions(analysis, domain.groups)}`,
      {
        chart: chartOf(found, 0, {
          kind: "bar",
          title: `${capitalised(label)}: ${str(a, "side")} and ${str(b, "side")}`,
          x: "side",
          y: "mean_value",
          low: "low",
          high: "high",
        }),
        caveats: [notCausal],
        followUps: [
          `Why?`,
          ...breakdownFollowUp(domain, [analysis.column, analysis.measure]),
          ...sameForFollowUp(domain, analysis.measure),
        ],
      },
    );
  },
};

/** Both means and sizes of one measure, and the difference with its interval and effect size. */
function pairCalls(analysis: Compare, domain: Domain, measure: Column): Call[] {
  const [a, b] = analysis.sides;
  const { table } = domain.results;
  const value = numberSql(measure);
  const where = (side: Compare["sides"][number]) =>
    populationSql(domain, [...side.where, ...analysis.population]) ?? "true";
  const margin = marginSql(value, measure.name);
  const side = (one: Compare["sides"][number]) =>
    `SELECT ${literalSql(nameOfSide(domain, one.where))} AS side, count(${measure.name}) AS customers, avg(${value}) AS mean_value, stddev_samp(${value}) AS sd, avg(${value}) - ${margin} AS low, avg(${value}) + ${margin} AS high FROM ${table} WHERE ${where(one)}`;
  const moments = (one: Compare["sides"][number]) =>
    `SELECT count(${measure.name}) AS n, avg(${value}) AS m, var_samp(${value}) AS v FROM ${table} WHERE ${where(one)}`;
  return [
    query(`${capitalised(measure.label)} of ${a.label} and of ${b.label}`, `${side(a)} UNION ALL ${side(b)}`),
    query(
      `The difference in ${measure.label} with its 95 % interval and effect size`,
      [
        `WITH a AS (${moments(a)}), b AS (${moments(b)})`,
        "SELECT a.m - b.m AS difference, a.m - b.m - 1.96E0 * sqrt(a.v / a.n + b.v / b.n) AS low, a.m - b.m + 1.96E0 * sqrt(a.v / a.n + b.v / b.n) AS high,",
        "(a.m - b.m) / sqrt(((a.n - 1) * a.v + (b.n - 1) * b.v) / (a.n + b.n - 2)) AS cohens_d, (a.m - b.m) / nullif(b.m, 0) AS relative_difference",
        "FROM a CROSS JOIN b",
      ].join(" "),
    ),
  ];
}

function alsoOf(analysis: Compare, domain: Domain): Column[] {
  return (analysis.also ?? []).flatMap((name) => resultColumn(domain, name) ?? []);
}

/** The further outcomes of the same two sides, a sentence each. Their two queries each come last. */
function alsoSentences(
  analysis: Compare,
  domain: Domain,
  names: readonly [string, string],
  found: readonly Found[],
): string[] {
  const also = alsoOf(analysis, domain);
  const start = found.length - 2 * also.length;
  return also.flatMap((column, index) => {
    const place = start + 2 * index;
    const [a, b] = names.map((name) => rowsOf(found, place).find((row) => str(row, "side") === name));
    const [difference] = rowsOf(found, place + 1);
    return a && b
      ? [leadOf(null, column, names, [a, b], difference, [cite(found, place), cite(found, place + 1)])]
      : [];
  });
}

function figureLabel(measure: Column): string {
  return measure.type === "boolean" ? (measure.rateLabel ?? `share with ${measure.label}`) : `average ${measure.label}`;
}

/** `citations` are of the means and of the difference. */
function leadOf(
  asks: Compare["asks"],
  measure: Column,
  names: readonly [string, string],
  rows: readonly [Row, Row],
  difference: Row | undefined,
  citations: readonly [string, string],
): string {
  const [a, b] = rows;
  const label = figureLabel(measure);
  const [value, low, high, effect] = [
    num(difference, "difference"),
    num(difference, "low"),
    num(difference, "high"),
    num(difference, "cohens_d"),
  ];
  const means = `${formatMean(num(a, "mean_value"), measure)} for ${names[0]} against ${formatMean(num(b, "mean_value"), measure)} for ${names[1]}${citations[0]}`;
  const interval = `a difference of ${formatDifference(value, measure)} (95 % interval ${formatDifferenceRange(low, high, measure)})${citations[1]}`;
  const isReal = low > 0 || high < 0;
  if (!isReal) {
    return `**${asks ? "No, there" : "There"} is no real difference**: the ${label} is ${means}, ${interval}. The interval holds zero, so chance alone can explain it (Cohen's d ${decimalEffect(effect)}).`;
  }
  const winner = value > 0 ? names[0] : names[1];
  const verb = /^the (top|bottom) /.test(winner) ? "has" : "have";
  const size =
    Math.abs(effect) < 0.1
      ? "a very small effect"
      : Math.abs(effect) < 0.35
        ? "a small effect"
        : Math.abs(effect) < 0.65
          ? "a medium effect"
          : "a large effect";
  const answer =
    asks === null ? "" : (asks === "higher") === value > 0 ? "**Yes.** " : "**No**, it is the other way round. ";
  return `${answer}**${capitalised(winner)} ${verb} the higher ${label}**: ${means}, ${interval}. That is more than chance, and ${size} (Cohen's d ${decimalEffect(effect)}).`;
}

function decimalEffect(effect: number): string {
  return Math.abs(effect) < 0.1 ? effect.toFixed(3).replace("-", "−") : decimal(effect);
}

function sizeOf(plural: string, a: Row, b: Row): string {
  return `The groups hold ${integer(num(a, "customers"))} and ${integer(num(b, "customers"))} ${plural}.`;
}

/** What the model adds for each side, where the sides are values of one of its features. */
function modelView(
  names: readonly [string, string],
  analysis: Compare,
  found: readonly Found[],
  measure: Column,
  domain: Domain,
): string {
  const contributions = rowsOf(found, 2);
  const [rank] = rowsOf(found, 3);
  const [a, b] = names.map((name) => contributions.find((row) => str(row, "side") === name));
  if (!a || !b || analysis.column === null) return "";
  const model = domain.models.find((one) => one.actual === measure.name || one.prediction === measure.name);
  if (!model) return "";
  const unit = model.kind === "classification" ? unitOfContribution(domain, model) : "";
  const signed = (row: Row) => `${formatContribution(domain, model, num(row, "mean_contribution"))}${unit}`;
  const place = rank
    ? `; the feature ranks number ${integer(num(rank, "importance_rank"))} by importance, with a share of ${percent(num(rank, "share"))}${cite(found, 3)}`
    : "";
  return `Other things considered, the model itself gives the feature ${signed(a)} on average for ${names[0]} and ${signed(b)} for ${names[1]}${cite(found, 2)}${place}.`;
}

function definitions(
  analysis: Compare,
  groups: readonly { name: string; label: string; definition: string }[],
): string {
  const lines = analysis.sides.flatMap((side) =>
    side.where.flatMap((condition) => {
      const group =
        condition.kind === "group" && !condition.negated
          ? groups.find((one) => one.name === condition.group)
          : undefined;
      return group ? [`${capitalised(group.label)}: ${group.definition}.`] : [];
    }),
  );
  return lines.length > 0 ? `\n\n${lines.join(" ")}` : "";
}
