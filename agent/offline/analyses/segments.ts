import { resultColumn, type Column, type Domain } from "#knowledge";

import type { Analysis } from "../reading/analysis.ts";
import { groupSql, measureSql, populationSql } from "../reading/conditions-sql.ts";
import { labelOf, valueLabel } from "../telling/describe-population.ts";
import { capitalised, decimal, formatMean, integer, listOf, percent } from "../telling/format.ts";
import { crossFollowUp } from "../telling/follow-ups.ts";
import { traitsOf } from "../telling/traits.ts";
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
  type Found,
  type Row,
  type Teller,
} from "./teller.ts";

type Segments = Extract<Analysis, { kind: "segments" }>;

/**
 * The segments by a category, with size, share and the mean of every outcome; for the levels of the primary model also
 * the behavioural segments that the run made; for these what sets each apart.
 */
export const segments: Teller<Segments> = {
  calls: (analysis, { domain }, found) => {
    if (found.length > 0) return [];
    const columns = partingColumns(analysis, domain);
    return [
      ...columns.map((column) => sizesCall(domain, column, analysis)),
      ...(isTraitsTold(columns, domain) ? [traitsCall(domain)] : []),
    ];
  },
  tell: (analysis, { domain }, found) => {
    const columns = partingColumns(analysis, domain);
    const traits = isTraitsTold(columns, domain) ? rowsOf(found, columns.length) : [];
    const parts = columns.map((column, place) => {
      const rows = rowsOf(found, place);
      const [largest] = [...rows].sort((a, b) => num(b, "customers") - num(a, "customers"));
      if (!largest) return `There are no segments by ${column.label} to show${cite(found, place)}.`;
      const name = valueLabel(domain, column.name, str(largest, "segment"));
      const lead = `By ${column.label} there are ${integer(rows.length)} segments; the largest is **${name}** with ${integer(num(largest, "customers"))} ${domain.entity.plural} (${percent(num(largest, "share"))})${cite(found, place)}.`;
      return `${lead}\n\n${sizesTable(domain, column, rows)}`;
    });
    const definitions = domain.groups
      .filter((group) => group.column === analysis.by && group.column !== domain.segments?.column)
      .map((group) => `${capitalised(group.label)}: ${group.definition}.`);
    const text = [...parts, traitsText(domain, traits, found, columns.length), definitions.join(" ")];
    return draft(text.filter(Boolean).join("\n\n"), {
      chart: chartOf(found, 0, {
        kind: "bar",
        title: `${capitalised(domain.entity.plural)} by ${labelOf(domain, analysis.by)}`,
        x: "segment",
        y: "customers",
      }),
      followUps: [
        ...(domain.segments ? [`What defines ${domain.segments.best}?`] : []),
        "Which is worth the most?",
        ...(analysis.by === domain.segments?.column ? crossFollowUp(domain, analysis.by) : []),
      ],
    });
  },
};

/** The column that parts, and beside the primary model's levels the behavioural segments, where there are any. */
function partingColumns(analysis: Segments, domain: Domain): Column[] {
  const isOfLevels = domain.models.some((model) => model.category === analysis.by);
  const names = [analysis.by, ...(isOfLevels && domain.segments ? [domain.segments.column] : [])];
  return names.flatMap((name) => resultColumn(domain, name) ?? []);
}

function isTraitsTold(columns: readonly Column[], domain: Domain): boolean {
  return columns.some((column) => column.name === domain.segments?.column);
}

function outcomesOf(domain: Domain): Column[] {
  return domain.resultColumns.filter((column) => column.role === "target");
}

function sizesCall(domain: Domain, by: Column, analysis: Segments): Call {
  const { key, order } = groupSql(by);
  const where = populationSql(domain, analysis.population);
  const means = outcomesOf(domain).map(
    (column) => `${measureSql(domain, { column: column.name, statistic: "mean" })} AS mean_${column.name}`,
  );
  const sorted = order === by.name ? "customers DESC" : order;
  return query(
    `Segments by ${by.label}`,
    `SELECT ${key} AS segment, count(*) AS customers, count(*) / CAST(sum(count(*)) OVER () AS double) AS share, ${means.join(", ")} FROM ${domain.results.table}${where ? ` WHERE ${where}` : ""} GROUP BY ${key} ORDER BY ${sorted}`,
  );
}

function traitsCall(domain: Domain): Call {
  const table = domain.segments?.table ?? "";
  return query("What sets each segment apart", `SELECT * FROM ${table} ORDER BY ${domain.entity.plural} DESC`);
}

function sizesTable(domain: Domain, by: Column, rows: readonly Row[]): string {
  const outcomes = outcomesOf(domain);
  return markdownTable(
    [
      "Segment",
      capitalised(domain.entity.plural),
      "Share",
      ...outcomes.map((column) =>
        capitalised(column.type === "boolean" ? (column.rateLabel ?? column.label) : `average ${column.label}`),
      ),
    ],
    rows.map((row) => [
      capitalised(valueLabel(domain, by.name, str(row, "segment"))),
      integer(num(row, "customers")),
      percent(num(row, "share")),
      ...outcomes.map((column) => formatMean(num(row, `mean_${column.name}`), column)),
    ]),
  );
}

/** A line for each segment: its traits with its means beside everybody's. */
function traitsText(domain: Domain, rows: readonly Row[], found: readonly Found[], place: number): string {
  const { segments: spec } = domain;
  if (!spec || rows.length === 0) return "";
  const lines = rows.map((row) => {
    const traits = traitsOf(domain, row).map(
      (trait) =>
        `${trait.label} ${trait.value} (${trait.overall}, ${trait.difference > 0 ? "+" : ""}${decimal(trait.difference)})`,
    );
    return `- **${capitalised(str(row, spec.column))}**: ${listOf(traits)}`;
  });
  return `What sets each apart most: the segment's mean, in brackets everybody's and the difference in standard deviations${cite(found, place)}.\n\n${lines.join("\n")}\n\n${spec.limits.join(" ")}`;
}
