import type { Column } from "#knowledge";

import type { Analysis } from "../reading/analysis.ts";
import { literalSql } from "../reading/conditions-sql.ts";
import { labelOf } from "../telling/describe-population.ts";
import { distributionFollowUp } from "../telling/follow-ups.ts";
import { capitalised, decimal, integer, percent } from "../telling/format.ts";
import { comparableColumns } from "./separate.ts";
import { chartOf, cite, draft, markdownTable, num, query, rowsOf, str, type Teller } from "./teller.ts";

/** What validation found: missing values by column, and what was wrong with the raw rows. */
export const dataQuality: Teller<Extract<Analysis, { kind: "data-quality" }>> = {
  calls: (_, { domain }, found) =>
    found.length > 0
      ? []
      : [
          query(
            "Missing values by column",
            `SELECT column_name, rows_checked, rows_failed, share_failed, severity, detail FROM ${domain.databases.analytics}.data_quality WHERE "check" = 'missing' AND rows_failed > 0 ORDER BY rows_failed DESC`,
          ),
          query(
            "What validation found in the raw rows",
            `SELECT "check", count(*) AS checks, sum(rows_failed) AS rows_failed, max(rows_checked) AS rows_checked FROM ${domain.databases.analytics}.data_quality WHERE "check" <> 'missing' GROUP BY "check" ORDER BY rows_failed DESC`,
          ),
          query(
            "Columns with bad values",
            `SELECT "check", table_name, column_name, rows_failed, share_failed, detail FROM ${domain.databases.analytics}.data_quality WHERE "check" <> 'missing' AND rows_failed > 0 ORDER BY rows_failed DESC LIMIT 30`,
          ),
        ],
  tell: (_, { domain }, found) => {
    const missing = rowsOf(found, 0);
    const checks = rowsOf(found, 1);
    const bad = rowsOf(found, 2);
    const failed = checks.filter((row) => num(row, "rows_failed") > 0);
    const lead =
      missing.length + failed.length === 0
        ? `**No**: validation found neither missing values nor bad rows${cite(found, 0)}.`
        : `**Yes, some, all accounted for.** ${integer(missing.length)} columns have missing values${cite(found, 0)}, and validation found ${failed.length > 0 ? failed.map((row) => `${integer(num(row, "rows_failed"))} ${str(row, "check").replaceAll("_", " ")}`).join(", ") : "nothing else"}${cite(found, 1)}; bad rows were put into quarantine and are in no result.`;
    const missingTable = markdownTable(
      ["Column", "Missing", "Share", "Why"],
      missing.map((row) => [
        capitalised(labelOf(domain, str(row, "column_name"))),
        integer(num(row, "rows_failed")),
        percent(num(row, "share_failed")),
        str(row, "detail"),
      ]),
    );
    const checksTable = markdownTable(
      ["Check", "Rows that failed", "Rows checked"],
      checks.map((row) => [
        capitalised(str(row, "check").replaceAll("_", " ")),
        integer(num(row, "rows_failed")),
        integer(num(row, "rows_checked")),
      ]),
    );
    const columns =
      bad.length > 0
        ? `The columns with bad values: ${bad.map((row) => `${str(row, "column_name") || "the row itself"} (${str(row, "check").replaceAll("_", " ")}, ${integer(num(row, "rows_failed"))})`).join(", ")}${cite(found, 2)}.`
        : "";
    return draft([lead, missing.length > 0 ? missingTable : "", checksTable, columns].filter(Boolean).join("\n\n"), {
      chart:
        missing.length > 0
          ? chartOf(found, 0, { kind: "bar", title: "Missing values by column", x: "column_name", y: "share_failed" })
          : null,
      followUps: ["Show me summary statistics for all features", ...distributionFollowUp(domain)],
    });
  },
};

/** Columns of one query: a statement has a limit of length. */
const columnsPerQuery = 12;

function chunksOf<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}

/** Summary statistics of every feature in one table, and the modes of the categorical ones. */
export const describeAll: Teller<Extract<Analysis, { kind: "describe-all" }>> = {
  calls: (_, { domain }, found) => {
    if (found.length > 0) return [];
    const columns = comparableColumns(domain, false)
      .map(({ column }) => column)
      .concat(
        domain.resultColumns.filter(
          (column) => column.role === "target" || column.role === "prediction" || column.role === "heuristic",
        ),
      )
      .filter((column) => column.type === "int" || column.type === "double");
    const confidential = domain.feedColumns.filter(
      (column) => column.privacy === "confidential" && (column.type === "int" || column.type === "double"),
    );
    const statistics: readonly (readonly [string, (name: string, isConfidential: boolean) => string])[] = [
      ["n", (name) => `count(${name})`],
      ["missing", (name) => `count(*) - count(${name})`],
      ["mean", (name) => `avg(CAST(${name} AS double))`],
      ["sd", (name) => `stddev_samp(CAST(${name} AS double))`],
      [
        "low",
        (name, hidden) =>
          hidden ? `CAST(approx_percentile(${name}, 0.01) AS double)` : `CAST(min(${name}) AS double)`,
      ],
      ["q1", (name) => `CAST(approx_percentile(${name}, 0.25) AS double)`],
      ["median", (name) => `CAST(approx_percentile(${name}, 0.5) AS double)`],
      ["q3", (name) => `CAST(approx_percentile(${name}, 0.75) AS double)`],
      [
        "high",
        (name, hidden) =>
          hidden ? `CAST(approx_percentile(${name}, 0.99) AS double)` : `CAST(max(${name}) AS double)`,
      ],
    ];
    const categorical = domain.feedColumns.filter((column) => column.type === "string" && column.role === "feature");
    const modes = categorical.map(
      (column) =>
        `SELECT ${literalSql(column.name)} AS feature, ${column.name} AS value, count(*) AS customers FROM ${domain.results.table} GROUP BY ${column.name}`,
    );
    const names = statistics.map(([key]) => (key === "low" ? "minimum" : key === "high" ? "maximum" : key));
    const summary = (part: readonly Column[]) => {
      const aggregates = part.flatMap((column, place) =>
        statistics.map(([key, sql]) => `${sql(column.name, confidential.includes(column))} AS ${key}${place}`),
      );
      const arrays = [
        `ARRAY[${part.map((column) => literalSql(column.name)).join(", ")}]`,
        ...statistics.map(([key]) => `ARRAY[${part.map((_, place) => `s.${key}${place}`).join(", ")}]`),
      ];
      return query(
        `Summary statistics, ${part[0]?.label ?? ""} and following`,
        `WITH s AS (SELECT ${aggregates.join(", ")} FROM ${domain.results.table}) SELECT ${["u.feature", ...names.map((name) => `u.${name}`)].join(", ")} FROM s CROSS JOIN UNNEST(${arrays.join(", ")}) AS u (feature, ${names.join(", ")})`,
      );
    };
    return [
      ...chunksOf(columns, columnsPerQuery).map(summary),
      ...chunksOf(confidential, columnsPerQuery).map(summary),
      query(
        "Frequency of every category",
        `SELECT feature, value, customers, count(*) OVER (PARTITION BY feature) AS different_values FROM (${modes.join(" UNION ALL ")}) AS modes ORDER BY feature, customers DESC`,
      ),
    ];
  },
  tell: (_, { domain }, found) => {
    const last = found.length - 1;
    const rows = found.slice(0, last).flatMap((_, index) => rowsOf(found, index));
    const categories = rowsOf(found, last);
    const cited = found
      .slice(0, last)
      .map((_, index) => cite(found, index))
      .join("");
    const names = [...new Set(categories.map((row) => str(row, "feature")))];
    const table = markdownTable(
      ["Feature", "Count", "Missing", "Mean", "SD", "Min", "Q1", "Median", "Q3", "Max"],
      rows.map((row) => [
        labelOf(domain, str(row, "feature")),
        integer(num(row, "n")),
        integer(num(row, "missing")),
        ...["mean", "sd", "minimum", "q1", "median", "q3", "maximum"].map((name) => decimal(num(row, name))),
      ]),
    );
    const modes = markdownTable(
      ["Feature", "Values", "Most frequent", capitalised(domain.entity.plural)],
      names.map((name) => {
        const first = categories.find((row) => str(row, "feature") === name);
        return [
          labelOf(domain, name),
          integer(num(first, "different_values")),
          str(first, "value"),
          integer(num(first, "customers")),
        ];
      }),
    );
    const hidden = domain.feedColumns.some((column) => column.privacy === "confidential" && column.type === "int");
    const note = hidden
      ? "Of protected numbers the 1st and 99th percentile stand in place of minimum and maximum."
      : "";
    return draft(
      `Summary statistics of ${integer(rows.length)} numeric columns${cited} and ${integer(names.length)} categorical ones${cite(found, last)}.\n\n${table}\n\n${modes}\n\n${note}`.trim(),
      {
        followUps: ["Are there any missing values or data quality issues?", ...distributionFollowUp(domain)],
      },
    );
  },
};
