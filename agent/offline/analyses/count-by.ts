import { resultColumn, type Domain } from "#knowledge";

import type { Analysis } from "../reading/analysis.ts";
import { groupSql, populationSql } from "../reading/conditions-sql.ts";
import { describePopulation, labelOf, valueLabel } from "../telling/describe-population.ts";
import { capitalised, decimal, integer, percent } from "../telling/format.ts";
import { breakdownFollowUp } from "../telling/follow-ups.ts";
import {
  chartOf,
  cite,
  draft,
  markdownTable,
  num,
  query,
  rowsOf,
  str,
  withheld,
  type Call,
  type Draft,
  type Found,
  type Row,
} from "./teller.ts";

type Count = Extract<Analysis, { kind: "count" }>;

/** How many customers each group has, or which share of each group meets the conditions. */
export function countByCalls(analysis: Count, domain: Domain): Call[] {
  const by = resultColumn(domain, analysis.by ?? "");
  if (!by) return [];
  const { key, order } = groupSql(by);
  const group = `${by.name}_group`;
  const { table } = domain.results;
  const where = populationSql(domain, analysis.isShareOfGroup ? analysis.base : analysis.population);
  const from = `${table}${where ? ` WHERE ${where}` : ""}`;
  const asked = analysis.order === "asc" ? "ASC" : "DESC";
  const having = havingSql(analysis, domain);
  if (analysis.isShareOfGroup) {
    const meets = populationSql(domain, analysis.population) ?? "true";
    return [
      query(
        `Share of ${describePopulation(domain, analysis.population)} by ${by.label}`,
        `SELECT ${key} AS ${group}, count(*) AS customers, count_if(${meets}) AS counted, count_if(${meets}) / CAST(count(*) AS double) AS share FROM ${from} GROUP BY ${key} HAVING count(*) >= ${domain.policy.minimumGroupSize} ORDER BY ${analysis.order ? `share ${asked}` : order === by.name ? "share DESC" : order}`,
      ),
    ];
  }
  const isPair =
    by.values.length === 2 ||
    analysis.population.some((one) => one.kind === "in" && one.column === by.name && one.values.length === 2);
  const ratio = isPair
    ? ", count(*) / CAST(lead(count(*)) OVER (ORDER BY count(*) DESC) AS double) AS ratio_to_next"
    : "";
  // With small or large groups left out, shares are still of everybody.
  const all = analysis.having ? `(SELECT count(*) FROM ${from})` : "sum(count(*)) OVER ()";
  const sorted = analysis.order ? `customers ${asked}` : order === by.name ? "customers DESC" : order;
  return [
    query(
      `Count ${describePopulation(domain, analysis.population)} by ${by.label}`,
      `SELECT ${key} AS ${group}, count(*) AS customers, count(*) / CAST(${all} AS double) AS share${ratio} FROM ${from} GROUP BY ${key}${having} ORDER BY ${sorted}`,
    ),
  ];
}

function havingSql({ having }: Count, domain: Domain): string {
  if (!having) return "";
  const least = `count(*) >= ${domain.policy.minimumGroupSize}`;
  return ` HAVING count(*) ${having.op} ${having.value} AND ${least}`;
}

/** Tells the groups with their sizes, or with the shares within them. */
export function tellCountBy(analysis: Count, domain: Domain, found: readonly Found[]): Draft {
  const by = analysis.by ?? "";
  const key = `${by}_group`;
  // Where a group's part is too small to be told it has no share.
  const rows = rowsOf(found, 0).filter((row) => Number.isFinite(num(row, "share")));
  if (rows.length === 0)
    return analysis.having
      ? draft(
          `**None**: no ${labelOf(domain, by)} has ${boundText(analysis, domain)}${cite(found, 0)}.${leastText(domain)}`,
        )
      : withheld(domain, describePopulation(domain, analysis.population), found);
  const name = (row: Row | undefined) => valueLabel(domain, by, str(row, key)) || "(none)";
  const lead = analysis.isShareOfGroup
    ? shareLead(analysis, domain, rows, name, found)
    : analysis.having
      ? `**${integer(rows.length)}** of the values of ${labelOf(domain, by)} have ${boundText(analysis, domain)}${cite(found, 0)}.${leastText(domain)}`
      : sizeLead(analysis, domain, rows, name, found);
  const shown = rows.slice(0, analysis.limit ?? rows.length);
  const table = analysis.isShareOfGroup
    ? markdownTable(
        [capitalised(labelOf(domain, by)), "Share", "Counted", capitalised(domain.entity.plural)],
        shown.map((row) => [
          capitalised(name(row)),
          percent(num(row, "share")),
          integer(num(row, "counted")),
          integer(num(row, "customers")),
        ]),
      )
    : markdownTable(
        [capitalised(labelOf(domain, by)), capitalised(domain.entity.plural), "Share"],
        shown.map((row) => [capitalised(name(row)), integer(num(row, "customers")), percent(num(row, "share"))]),
      );
  return draft(`${lead}\n\n${table}`, {
    chart: chartOf(found, 0, {
      kind: "bar",
      title: `${analysis.isShareOfGroup ? `Share of ${describePopulation(domain, analysis.population)}` : capitalised(domain.entity.plural)} by ${labelOf(domain, by)}`,
      x: key,
      y: analysis.isShareOfGroup ? "share" : "customers",
    }),
    followUps: [
      `Which ${labelOf(domain, by)} has the highest ${labelOf(domain, domain.results.defaultMeasure)}?`,
      ...breakdownFollowUp(domain, [by]),
    ],
  });
}

type NameOf = (row: Row | undefined) => string;

function sizeLead(
  analysis: Count,
  domain: Domain,
  rows: readonly Row[],
  name: NameOf,
  found: readonly Found[],
): string {
  const inOrder = [...rows].sort((a, b) => num(b, "customers") - num(a, "customers"));
  const isLeast = analysis.order === "asc";
  const told = isLeast ? inOrder.at(-1) : inOrder[0];
  const [first, second] = rows;
  const ratio =
    rows.length === 2 && num(first, "ratio_to_next") > 0
      ? ` That is ${decimal(num(first, "ratio_to_next"))} ${name(first)} for each ${name(second)}.`
      : "";
  const who = describePopulation(domain, analysis.population);
  return `The ${isLeast ? "least" : "most"} frequent ${labelOf(domain, analysis.by ?? "")} of ${who} is **${name(told)}** with ${integer(num(told, "customers"))} ${domain.entity.plural} (${percent(num(told, "share"))})${cite(found, 0)}.${ratio}`;
}

function shareLead(
  analysis: Count,
  domain: Domain,
  rows: readonly Row[],
  name: NameOf,
  found: readonly Found[],
): string {
  const inOrder = [...rows].sort((a, b) => num(b, "share") - num(a, "share"));
  const [highest, lowest] = [inOrder[0], inOrder.at(-1)];
  const [told, other] = analysis.order === "asc" ? [lowest, highest] : [highest, lowest];
  const words = analysis.order === "asc" ? ["lowest", "highest"] : ["highest", "lowest"];
  const who = describePopulation(domain, analysis.population);
  const whole = analysis.base.length > 0 ? ` among ${describePopulation(domain, analysis.base)}` : "";
  return `By ${labelOf(domain, analysis.by ?? "")}, the ${words[0] ?? ""} share of ${who}${whole} is that of **${name(told)}**: **${percent(num(told, "share"))}** (${integer(num(told, "counted"))} of ${integer(num(told, "customers"))})${cite(found, 0)}; the ${words[1] ?? ""} is that of ${name(other)} with ${percent(num(other, "share"))}.${leastText(domain)}`;
}

function boundText({ having }: Count, domain: Domain): string {
  if (!having) return "";
  const words = { "<": "fewer than", "<=": "at most", ">": "more than", ">=": "at least" }[having.op];
  return `${words} ${integer(having.value)} ${domain.entity.plural}`;
}

function leastText(domain: Domain): string {
  return ` Groups of fewer than ${domain.policy.minimumGroupSize} are left out.`;
}
