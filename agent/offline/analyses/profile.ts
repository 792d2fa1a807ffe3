import { primaryModel, type Column, type Domain } from "#knowledge";

import type { Analysis, Population } from "../reading/analysis.ts";
import { literalSql, measureSql, populationSql } from "../reading/conditions-sql.ts";
import { describePopulation } from "../telling/describe-population.ts";
import { helpThemFollowUp, levelsFollowUp } from "../telling/follow-ups.ts";
import { capitalised, decimal, formatMean, formatValue, integer, listOf, percent } from "../telling/format.ts";
import { comparableColumns } from "./separate.ts";
import {
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
  type Row,
  type Teller,
} from "./teller.ts";

type Profile = Extract<Analysis, { kind: "profile" }>;

const featuresShown = 12;

/** What a group looks like: its size and outcomes, its medians and most frequent values beside everybody's. */
export const profile: Teller<Profile> = {
  calls: (analysis, { domain }, found) =>
    found.length > 0
      ? []
      : [
          sizeCall(analysis.side.where, domain),
          mediansCall(analysis.side.where, domain),
          modesCall(analysis.side.where, domain),
        ],
  tell: (analysis, { domain }, found) => {
    const [size] = rowsOf(found, 0);
    const who = describePopulation(domain, analysis.side.where);
    if (!size) return withheld(domain, who, found);
    if (!(num(size, "customers") > 0)) return draft(`There are no ${who}: the filter leaves nobody${cite(found, 0)}.`);
    const medians = rowsOf(found, 1);
    const modes = rowsOf(found, 2);
    const column = (row: Row) => domain.resultColumns.find((one) => one.name === str(row, "feature"));
    const top = medians.slice(0, 3).map((row) => {
      const described = column(row);
      return described
        ? `${described.label} (median ${formatValue(num(row, "median_group"), described.format)} against ${formatValue(num(row, "median_all"), described.format)} overall)`
        : "";
    });
    const outcomes = targetsOf(domain).map((target) => {
      const label = target.type === "boolean" ? (target.rateLabel ?? target.label) : `average ${target.label}`;
      return `${label} ${formatMean(num(size, `group_${target.name}`), target)} (${formatMean(num(size, `all_${target.name}`), target)} overall)`;
    });
    const totals = targetsOf(domain).flatMap((target) =>
      target.format === "usd"
        ? [`They hold ${percent(num(size, `share_of_${target.name}`))} of the ${target.label}.`]
        : [],
    );
    const archetype = analysis.isArchetype ? "**Yes, there is such a group.** " : "";
    const lead = `${archetype}${capitalised(who)}: **${integer(num(size, "customers"))}** in number, ${percent(num(size, "share"))} of all ${domain.entity.plural}${cite(found, 0)}. What sets them apart most is ${listOf(top)}${cite(found, 1)}.`;
    const table = markdownTable(
      ["Feature", "This group (median)", "Everybody (median)", "Cohen's d"],
      medians.slice(0, featuresShown).map((row) => {
        const described = column(row);
        const told = (name: string) =>
          described ? formatValue(num(row, name), described.format) : decimal(num(row, name));
        return [
          capitalised(described?.label ?? str(row, "feature")),
          told("median_group"),
          told("median_all"),
          `${num(row, "cohens_d") > 0 ? "+" : ""}${decimal(num(row, "cohens_d"))}`,
        ];
      }),
    );
    return draft(
      [lead, `Outcomes: ${listOf(outcomes)}. ${totals.join(" ")}`.trim(), table, modesText(domain, modes, found)].join(
        "\n\n",
      ),
      {
        caveats: [notCausal],
        followUps: [...helpThemFollowUp(domain), ...levelsFollowUp(domain)],
      },
    );
  },
};

function targetsOf(domain: Domain): Column[] {
  return domain.resultColumns.filter((column) => column.role === "target");
}

function sizeCall(population: Population, domain: Domain): Call {
  const where = populationSql(domain, population);
  const table = domain.results.table;
  const parts = targetsOf(domain).flatMap((target) => {
    const mean = measureSql(domain, { column: target.name, statistic: "mean" });
    const sum = measureSql(domain, { column: target.name, statistic: "sum" });
    return [
      `${mean} AS group_${target.name}`,
      `(SELECT ${mean} FROM ${table}) AS all_${target.name}`,
      ...(target.format === "usd" ? [`${sum} / (SELECT ${sum} FROM ${table}) AS share_of_${target.name}`] : []),
    ];
  });
  return query(
    `Size and outcomes of ${describePopulation(domain, population)}`,
    `SELECT count(*) AS customers, count(*) / CAST((SELECT count(*) FROM ${table}) AS double) AS share, ${parts.join(", ")} FROM ${table}${where ? ` WHERE ${where}` : ""}`,
  );
}

function mediansCall(population: Population, domain: Domain): Call {
  const columns = comparableColumns(domain, false).filter(
    ({ column }) =>
      column.type !== "string" &&
      !population.some((condition) => "column" in condition && condition.column === column.name),
  );
  const where = populationSql(domain, population);
  const moments = (clause: string) =>
    `SELECT ${columns.map(({ sql }, place) => `approx_percentile(${sql}, 0.5) AS q${place}, avg(${sql}) AS m${place}, stddev_samp(${sql}) AS s${place}`).join(", ")} FROM ${domain.results.table}${clause}`;
  const list = (each: (name: string, place: number) => string) =>
    `ARRAY[${columns.map(({ column }, place) => each(column.name, place)).join(", ")}]`;
  return query(
    "Medians of the group beside everybody's",
    [
      `WITH a AS (${moments(where ? ` WHERE ${where}` : "")}), b AS (${moments("")})`,
      "SELECT u.feature, u.median_group, u.median_all, u.cohens_d FROM a CROSS JOIN b CROSS JOIN UNNEST(",
      [
        list((name) => literalSql(name)),
        list((_, place) => `CAST(a.q${place} AS double)`),
        list((_, place) => `CAST(b.q${place} AS double)`),
        list((_, place) => `(a.m${place} - b.m${place}) / nullif(b.s${place}, 0E0)`),
      ].join(", "),
      ") AS u (feature, median_group, median_all, cohens_d) WHERE u.cohens_d IS NOT NULL ORDER BY abs(u.cohens_d) DESC",
    ].join(" "),
  );
}

function modesCall(population: Population, domain: Domain): Call {
  const where = populationSql(domain, population);
  const table = domain.results.table;
  const primary = primaryModel(domain);
  const columns = domain.feedColumns.filter(
    (column) =>
      column.type === "string" &&
      column.role === "feature" &&
      column.privacy !== "confidential" &&
      column.name !== primary.category,
  );
  const names = columns.map((column) => column.name).join(", ");
  const counts = columns.map(
    (column) =>
      `SELECT ${literalSql(column.name)} AS feature, ${column.name} AS value, sum(in_group) AS customers_group, count(*) AS customers_all FROM base GROUP BY ${column.name}`,
  );
  return query(
    "Most frequent values of the group beside everybody's",
    [
      `WITH base AS (SELECT ${names}, CASE WHEN ${where ?? "true"} THEN 1 ELSE 0 END AS in_group FROM ${table}), counts AS (${counts.join(" UNION ALL ")})`,
      "SELECT feature, value, customers_group, customers_group / CAST(sum(customers_group) OVER (PARTITION BY feature) AS double) AS share_group,",
      "customers_all / CAST(sum(customers_all) OVER (PARTITION BY feature) AS double) AS share_all FROM counts ORDER BY feature, customers_group DESC",
    ].join(" "),
  );
}

function modesText(domain: Domain, rows: readonly Row[], found: Parameters<Teller<Profile>["tell"]>[2]): string {
  const features = [...new Set(rows.map((row) => str(row, "feature")))];
  const parts = features.flatMap((feature) => {
    const row = rows.find((candidate) => str(candidate, "feature") === feature);
    const column = domain.resultColumns.find((one) => one.name === feature);
    if (!row || !column) return [];
    const label = column.values.find((value) => value.value === str(row, "value"))?.label ?? str(row, "value");
    return [
      `${column.label} ${label} (${percent(num(row, "share_group"))} against ${percent(num(row, "share_all"))} overall)`,
    ];
  });
  return parts.length > 0 ? `Most frequent values: ${listOf(parts)}${cite(found, 2)}.` : "";
}
