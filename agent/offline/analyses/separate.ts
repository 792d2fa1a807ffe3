import type { Column, Domain } from "#knowledge";

import type { Analysis, Side } from "../reading/analysis.ts";
import { literalSql, populationSql } from "../reading/conditions-sql.ts";
import { nameOfSide } from "../telling/describe-population.ts";
import { leversFollowUp } from "../telling/follow-ups.ts";
import { capitalised, decimal, formatMean, integer, listOf, percent } from "../telling/format.ts";
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
  type Call,
  type Row,
  type Teller,
} from "./teller.ts";

type Separate = Extract<Analysis, { kind: "separate" }>;

/** The features in which two groups differ most: both means and the standardised difference (Cohen's d). */
export const separate: Teller<Separate> = {
  calls: (analysis, { domain }, found) =>
    found.length > 0 ? [] : [differencesCall(analysis, domain), sizesCall(analysis, domain)],
  tell: (analysis, { domain }, found) => {
    const rows = rowsOf(found, 0);
    const sizes = rowsOf(found, 1);
    const [a, b] = analysis.sides;
    const size = (side: Side) =>
      num(
        sizes.find((row) => str(row, "side") === side.label),
        "customers",
      );
    if (rows.length === 0 || !(size(a) > 0) || !(size(b) > 0)) {
      const empty = size(a) > 0 ? b : a;
      return draft(
        `There are no ${nameOfSide(domain, empty.where)} in this snapshot, so there is nothing to compare${cite(found, 1)}.`,
      );
    }
    const [nameA, nameB] = [nameOf(domain, a), nameOf(domain, b)];
    const shown = rows.slice(0, analysis.limit);
    const column = (row: Row) => domain.resultColumns.find((one) => one.name === str(row, "feature"));
    const name = (row: Row) => column(row)?.label ?? str(row, "feature");
    const lead = `**${capitalised(listOf(shown.slice(0, 3).map(name)))}** separate ${nameA} from ${nameB} most, by standardised difference (Cohen's d)${cite(found, 0)}. The groups hold ${integer(size(a))} and ${integer(size(b))} ${domain.entity.plural}${cite(found, 1)}.`;
    const told = (row: Row, side: string) => {
      const described = column(row);
      return described && described.type !== "string" ? formatMean(num(row, side), described) : decimal(num(row, side));
    };
    const table = markdownTable(
      ["Feature", `Mean, ${nameA}`, `Mean, ${nameB}`, "Cohen's d"],
      shown.map((row) => [
        capitalised(setLabel(column(row)) ?? name(row)),
        column(row)?.type === "string" ? percent(num(row, "mean_a")) : told(row, "mean_a"),
        column(row)?.type === "string" ? percent(num(row, "mean_b")) : told(row, "mean_b"),
        `${num(row, "cohens_d") > 0 ? "+" : ""}${decimal(num(row, "cohens_d"))}`,
      ]),
    );
    const reading = "A difference of 0.2 counts as small, 0.5 as medium, 0.8 as large.";
    return draft(`${lead}\n\n${table}\n\n${reading}`, {
      chart: chartOf(found, 0, {
        kind: "bar",
        title: `What separates ${nameA} from ${nameB}`,
        x: "feature",
        y: "cohens_d",
      }),
      caveats: [notCausal],
      followUps: [
        ...(a.where.length > 0 && isSayable(a) ? [`Describe the typical profile of ${nameA}`] : []),
        "Which features are most important in the model?",
        ...leversFollowUp(domain),
      ],
    });
  },
};

/** How a side is called: by its conditions, or "everybody". */
function nameOf(domain: Domain, side: Side): string {
  if (side.where.length === 0) return "everybody";
  return side.label === "this group" ? "this group" : nameOfSide(domain, side.where);
}

/** A side that a short question can name again. */
function isSayable(side: Side): boolean {
  const [first] = side.where;
  return (
    side.where.length === 1 &&
    (first?.kind === "group" ||
      first?.kind === "tail" ||
      (first?.kind === "compare" && typeof first.value === "string" && first.op === "="))
  );
}

/** Input columns that can tell groups apart: numbers, and settable levers as the share with the better value. */
export function comparableColumns(domain: Domain, isLeversOnly: boolean): { column: Column; sql: string }[] {
  return domain.feedColumns.flatMap((column) => {
    if (column.role !== "feature" || column.privacy === "confidential" || (isLeversOnly && !column.lever)) return [];
    if (column.type === "int" || column.type === "double") return [{ column, sql: column.name }];
    const lever = column.lever;
    if (lever?.direction !== "set") return [];
    return [{ column, sql: `CASE WHEN ${column.name} = ${literalSql(lever.to)} THEN 1E0 ELSE 0E0 END` }];
  });
}

/** How a settable lever's share is told: "account type (share premium)". */
function setLabel(column: Column | undefined): string | null {
  return column?.lever?.direction === "set" ? `${column.label} (share ${column.lever.to})` : null;
}

function differencesCall(analysis: Separate, domain: Domain): Call {
  const columns = comparableColumns(domain, analysis.isLeversOnly).filter(
    ({ column }) =>
      !analysis.sides.some((side) =>
        side.where.some((condition) => "column" in condition && condition.column === column.name),
      ),
  );
  const moments = (side: Side) =>
    `SELECT ${columns.map(({ sql }, place) => `avg(${sql}) AS m${place}, var_samp(${sql}) AS v${place}`).join(", ")} FROM ${domain.results.table}${whereOf(domain, side)}`;
  const list = (each: (name: string, place: number) => string) =>
    `ARRAY[${columns.map(({ column }, place) => each(column.name, place)).join(", ")}]`;
  const [a, b] = analysis.sides;
  return query(
    `Standardised differences between ${a.label} and ${b.label}`,
    [
      `WITH a AS (${moments(a)}), b AS (${moments(b)})`,
      "SELECT u.feature, u.mean_a, u.mean_b, u.cohens_d FROM a CROSS JOIN b CROSS JOIN UNNEST(",
      [
        list((name) => literalSql(name)),
        list((_, place) => `a.m${place}`),
        list((_, place) => `b.m${place}`),
        list((_, place) => `(a.m${place} - b.m${place}) / nullif(sqrt((a.v${place} + b.v${place}) / 2E0), 0E0)`),
      ].join(", "),
      ") AS u (feature, mean_a, mean_b, cohens_d) WHERE u.cohens_d IS NOT NULL ORDER BY abs(u.cohens_d) DESC",
    ].join(" "),
  );
}

function sizesCall(analysis: Separate, domain: Domain): Call {
  const size = (side: Side) =>
    `SELECT ${literalSql(side.label)} AS side, count(*) AS customers FROM ${domain.results.table}${whereOf(domain, side)}`;
  return query("The size of both groups", analysis.sides.map(size).join(" UNION ALL "));
}

function whereOf(domain: Domain, side: Side): string {
  const where = populationSql(domain, side.where);
  return where ? ` WHERE ${where}` : "";
}
