import { primaryModel, type Column, type Domain } from "#knowledge";

import type { Analysis, Population } from "../reading/analysis.ts";
import { literalSql, measureSql, populationSql } from "../reading/conditions-sql.ts";
import { describePopulation } from "../telling/describe-population.ts";
import { capitalised, decimal, formatMean, formatValue, integer, listOf, percent } from "../telling/format.ts";
import { comparableColumns } from "./separate.ts";
import { cite, draft, markdownTable, notCausal, num, query, rowsOf, str, type Call, type Row, type Teller } from "./teller.ts";

type Profile = Extract<Analysis, { kind: "profile" }>;

const featuresShown = 12;

/** What a group looks like: its size and outcomes, its medians and most frequent values beside everybody's. */
export const profile: Teller<Profile> = {
  calls: (analysis, { domain }, found) =>
    found.length > 0 ? [] : [sizeCall(analysis.side.where, domain), mediansCall(analysis.side.where, domain), modesCall(analysis.side.where, domain)],
  tell: (analysis, { domain }, found) => {
    const [size] = rowsOf(found, 0);
    const who = describePopulation(domain, analysis.side.where);
    if (!(num(size, "customers") > 0)) return draft(`There are no ${who}: the filter leaves nobody${cite(found, 0)}.`);
    const medians = rowsOf(found, 1);
    const modes = rowsOf(found, 2);
    const column = (row: Row) => domain.resultColumns.find((one) => one.name === str(row, "feature"));
    const top = medians.slice(0, 3).map((row) => {
      const described = column(row);
      return described ? `${described.label} (median ${formatValue(num(row, "median_group"), described.format)} against ${formatValue(num(row, "median_all"), described.format)} overall)` : "";
    });
    const outcomes = targetsOf(domain).map((target) => {
      const label = target.type === "boolean" ? (target.rateLabel ?? target.label) : `average ${target.label}`;
      return `${label} ${formatMean(num(size, `group_${target.name}`), target)} (${formatMean(num(size, `all_${target.name}`), target)} overall)`;
    });
    const totals = targetsOf(domain).flatMap((target) =>
      target.format === "usd" ? [`They hold ${percent(num(size, `share_of_${target.name}`))} of the ${target.label}.`] : [],
    );
    const archetype = analysis.isArchetype ? "**Yes, there is such a group.** " : "";
    const lead = `${archetype}${capitalised(who)}: **${integer(num(size, "customers"))}** ${domain.entity.plural}, ${percent(num(size, "share"))} of all${cite(found, 0)}. What sets them apart most is ${listOf(top)}${cite(found, 1)}.`;
    const table = markdownTable(
      ["Feature", "This group (median)", "Everybody (median)", "Cohen's d"],
      medians.slice(0, featuresShown).map((row) => {
        const described = column(row);
        const told = (name: string) => (described ? formatValue(num(row, name), described.format) : decimal(num(row, name)));
        return [capitalised(described?.label ?? str(row, "feature")), told("median_group"), told("median_all"), `${num(row, "cohens_d") > 0 ? "+" : ""}${decimal(num(row, "cohens_d"))}`];
      }),
    );
    return draft([lead, `Outcomes: ${listOf(outcomes)}. ${totals.join(" ")}`.trim(), table, modesText(domain, modes, found)].join("\n\n"), {
      caveats: [notCausal],
      followUps: ["How can we retain them?", `What features differentiate low-engaged users from high-engaged users?`],
    });
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
    ({ column }) => column.type !== "string" && !population.some((condition) => "column" in condition && condition.column === column.name),
  );
  const where = populationSql(domain, population);
  const moments = (clause: string) =>
    `SELECT ${columns.map(({ column, sql }) => `approx_percentile(${column.name}, 0.5) AS q_${column.name}, avg(${sql}) AS m_${column.name}, stddev_samp(${sql}) AS s_${column.name}`).join(", ")} FROM ${domain.results.table}${clause}`;
  const list = (each: (name: string) => string) => `ARRAY[${columns.map(({ column }) => each(column.name)).join(", ")}]`;
  return query(
    "Medians of the group beside everybody's",
    [
      `WITH a AS (${moments(where ? ` WHERE ${where}` : "")}), b AS (${moments("")})`,
      "SELECT u.feature, u.median_group, u.median_all, u.cohens_d FROM a CROSS JOIN b CROSS JOIN UNNEST(",
      [
        list((name) => literalSql(name)),
        list((name) => `CAST(a.q_${name} AS double)`),
        list((name) => `CAST(b.q_${name} AS double)`),
        list((name) => `(a.m_${name} - b.m_${name}) / nullif(b.s_${name}, 0E0)`),
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
    (column) => column.type === "string" && column.role === "feature" && column.privacy !== "confidential" && column.name !== primary.category,
  );
  const share = (clause: string) => `CAST((SELECT count(*) FROM ${table}${clause}) AS double)`;
  const grouped = (column: Column) =>
    `SELECT ${literalSql(column.name)} AS feature, value, share_group, share_all FROM (SELECT ${column.name} AS value, count(*) / ${share(where ? ` WHERE ${where}` : "")} AS share_group FROM ${table}${where ? ` WHERE ${where}` : ""} GROUP BY ${column.name}) JOIN (SELECT ${column.name} AS value_all, count(*) / ${share("")} AS share_all FROM ${table} GROUP BY ${column.name}) ON value = value_all`;
  return query("Most frequent values of the group beside everybody's", `SELECT feature, value, share_group, share_all FROM (${columns.map(grouped).join(" UNION ALL ")}) ORDER BY feature, share_group DESC`);
}

function modesText(domain: Domain, rows: readonly Row[], found: Parameters<Teller<Profile>["tell"]>[2]): string {
  const features = [...new Set(rows.map((row) => str(row, "feature")))];
  const parts = features.flatMap((feature) => {
    const row = rows.find((candidate) => str(candidate, "feature") === feature);
    const column = domain.resultColumns.find((one) => one.name === feature);
    if (!row || !column) return [];
    const label = column.values.find((value) => value.value === str(row, "value"))?.label ?? str(row, "value");
    return [`${column.label} ${label} (${percent(num(row, "share_group"))} against ${percent(num(row, "share_all"))} overall)`];
  });
  return parts.length > 0 ? `Most frequent values: ${listOf(parts)}${cite(found, 2)}.` : "";
}
