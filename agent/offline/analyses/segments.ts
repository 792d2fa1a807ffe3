import { resultColumn } from "#knowledge";

import type { Analysis } from "../reading/analysis.ts";
import { groupSql, measureSql, populationSql } from "../reading/conditions-sql.ts";
import { labelOf, valueLabel } from "../telling/describe-population.ts";
import { capitalised, formatMean, integer, percent } from "../telling/format.ts";
import { chartOf, cite, draft, markdownTable, num, query, rowsOf, str, type Teller } from "./teller.ts";

/** The segments by a category: size, share and the mean of every outcome. */
export const segments: Teller<Extract<Analysis, { kind: "segments" }>> = {
  calls: (analysis, { domain }, found) => {
    const by = resultColumn(domain, analysis.by);
    if (found.length > 0 || !by) return [];
    const { key, order } = groupSql(by);
    const where = populationSql(domain, analysis.population);
    const outcomes = domain.resultColumns.filter((column) => column.role === "target");
    const means = outcomes.map(
      (column) => `${measureSql(domain, { column: column.name, statistic: "mean" })} AS mean_${column.name}`,
    );
    return [
      query(
        `Segments by ${by.label}`,
        `SELECT ${key} AS segment, count(*) AS customers, count(*) / CAST(sum(count(*)) OVER () AS double) AS share, ${means.join(", ")} FROM ${domain.results.table}${where ? ` WHERE ${where}` : ""} GROUP BY ${key} ORDER BY ${order}`,
      ),
    ];
  },
  tell: (analysis, { domain }, found) => {
    const rows = rowsOf(found, 0);
    const outcomes = domain.resultColumns.filter((column) => column.role === "target");
    const name = (value: string) => valueLabel(domain, analysis.by, value);
    const [largest] = [...rows].sort((a, b) => num(b, "customers") - num(a, "customers"));
    if (!largest) return draft(`There are no segments to show${cite(found, 0)}.`);
    const lead = `By ${labelOf(domain, analysis.by)} there are ${integer(rows.length)} segments; the largest is **${name(str(largest, "segment"))}** with ${integer(num(largest, "customers"))} ${domain.entity.plural} (${percent(num(largest, "share"))})${cite(found, 0)}.`;
    const table = markdownTable(
      [
        "Segment",
        capitalised(domain.entity.plural),
        "Share",
        ...outcomes.map((column) =>
          capitalised(column.type === "boolean" ? (column.rateLabel ?? column.label) : `average ${column.label}`),
        ),
      ],
      rows.map((row) => [
        capitalised(name(str(row, "segment"))),
        integer(num(row, "customers")),
        percent(num(row, "share")),
        ...outcomes.map((column) => formatMean(num(row, `mean_${column.name}`), column)),
      ]),
    );
    const definitions = domain.groups
      .filter((group) => group.column === analysis.by)
      .map((group) => `${capitalised(group.label)}: ${group.definition}.`);
    const behavioural = domain.resultColumns.some((column) => column.name === "segment")
      ? ""
      : "Behavioural segments are not part of this run; these are levels of the prediction.";
    return draft([lead, table, [...definitions, behavioural].join(" ").trim()].join("\n\n"), {
      chart: chartOf(found, 0, {
        kind: "bar",
        title: `${capitalised(domain.entity.plural)} by ${labelOf(domain, analysis.by)}`,
        x: "segment",
        y: "customers",
      }),
      followUps: [
        "What features differentiate low-engaged users from high-engaged users?",
        "Describe the typical high engagement user profile",
        "Break that down by device",
      ],
    });
  },
};
