import { resultColumn, type Column } from "#knowledge";

import type { Analysis } from "../reading/analysis.ts";
import { literalSql, marginSql, numberSql, populationSql } from "../reading/conditions-sql.ts";
import { describePopulation, labelOf, nameOfSide } from "../telling/describe-population.ts";
import { capitalised, decimal, formatDifference, formatMean, integer, percent } from "../telling/format.ts";
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
    const table = domain.results.table;
    const value = numberSql(measure);
    const name = (side: Compare["sides"][number]) => nameOfSide(domain, side.where);
    const where = (side: Compare["sides"][number]) =>
      populationSql(domain, [...side.where, ...analysis.population]) ?? "true";
    const side = (one: Compare["sides"][number]) =>
      `SELECT ${literalSql(name(one))} AS side, count(${measure.name}) AS customers, avg(${value}) AS mean_value, stddev_samp(${value}) AS sd, avg(${value}) - ${marginSql(value, measure.name)} AS low, avg(${value}) + ${marginSql(value, measure.name)} AS high FROM ${table} WHERE ${where(one)}`;
    const moments = (one: Compare["sides"][number]) =>
      `SELECT count(${measure.name}) AS n, avg(${value}) AS m, var_samp(${value}) AS v FROM ${table} WHERE ${where(one)}`;
    const calls: Call[] = [
      query(`${capitalised(measure.label)} of ${a.label} and of ${b.label}`, `${side(a)} UNION ALL ${side(b)}`),
      query(
        "The difference with its 95 % interval and effect size",
        [
          `WITH a AS (${moments(a)}), b AS (${moments(b)})`,
          "SELECT a.m - b.m AS difference, a.m - b.m - 1.96E0 * sqrt(a.v / a.n + b.v / b.n) AS low, a.m - b.m + 1.96E0 * sqrt(a.v / a.n + b.v / b.n) AS high,",
          "(a.m - b.m) / sqrt(((a.n - 1) * a.v + (b.n - 1) * b.v) / (a.n + b.n - 2)) AS cohens_d, (a.m - b.m) / nullif(b.m, 0) AS relative_difference",
          "FROM a CROSS JOIN b",
        ].join(" "),
      ),
    ];
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
    return calls;
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
    const label =
      measure.type === "boolean" ? (measure.rateLabel ?? `share with ${measure.label}`) : `average ${measure.label}`;
    const who =
      analysis.population.length > 0 ? ` Only ${describePopulation(domain, analysis.population)} are counted.` : "";
    const parts = [
      leadOf(analysis.asks, measure, label, names, [a, b], difference, found),
      sizeOf(domain.entity.plural, a, b),
      modelView(names, analysis, found, measure),
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

function leadOf(
  asks: Compare["asks"],
  measure: Column,
  label: string,
  names: readonly [string, string],
  rows: readonly [Row, Row],
  difference: Row | undefined,
  found: readonly Found[],
): string {
  const [a, b] = rows;
  const [value, low, high, effect] = [
    num(difference, "difference"),
    num(difference, "low"),
    num(difference, "high"),
    num(difference, "cohens_d"),
  ];
  const means = `${formatMean(num(a, "mean_value"), measure)} for ${names[0]} against ${formatMean(num(b, "mean_value"), measure)} for ${names[1]}${cite(found, 0)}`;
  const interval = `a difference of ${formatDifference(value, measure)} (95 % interval ${formatDifference(low, measure)} to ${formatDifference(high, measure)})${cite(found, 1)}`;
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
): string {
  const contributions = rowsOf(found, 2);
  const [rank] = rowsOf(found, 3);
  const [a, b] = names.map((name) => contributions.find((row) => str(row, "side") === name));
  if (!a || !b || analysis.column === null) return "";
  const unit = measure.type === "boolean" ? " log-odds" : "";
  const signed = (row: Row) => {
    const value = num(row, "mean_contribution");
    return `${value > 0 ? "+" : ""}${signless(value.toFixed(4))}${unit}`;
  };
  const place = rank
    ? `; the feature ranks number ${integer(num(rank, "importance_rank"))} by importance, with a share of ${percent(num(rank, "share"))}${cite(found, 3)}`
    : "";
  return `Other things considered, the model itself gives the feature ${signed(a)} on average for ${names[0]} and ${signed(b)} for ${names[1]}${cite(found, 2)}${place}.`;
}

function signless(text: string): string {
  return /^-?0\.0+$/.test(text) ? text.replace("-", "") : text.replace("-", "−");
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
