import { resultColumn, type Column, type Domain } from "#knowledge";

import type { Analysis } from "../reading/analysis.ts";
import { literalSql } from "../reading/conditions-sql.ts";
import { capitalised, formatValue, integer, listOf } from "../telling/format.ts";
import { apartCalls, tellApart } from "./customers-apart.ts";
import {
  cite,
  draft,
  markdownTable,
  query,
  rowsOf,
  type Call,
  type Draft,
  type Found,
  type Row,
  type Teller,
} from "./teller.ts";

type Compared = Extract<Analysis, { kind: "compare-customers" }>;

/** Customers beside each other: what was asked, or all in which they differ; of two also why predictions differ. */
export const compareCustomers: Teller<Compared> = {
  calls: (analysis, { domain }, found) => {
    if (found.length > 0) return [];
    return analysis.why === undefined ? [valuesCall(analysis, domain)] : apartCalls(analysis);
  },
  tell: (analysis, { domain }, found) =>
    analysis.why === undefined ? tellValues(analysis, domain, found) : tellApart(analysis, domain, found),
};

function valuesCall(analysis: Compared, domain: Domain): Call {
  const names = [domain.entity.column, ...comparedColumns(analysis, domain).map(({ name }) => name)];
  return query(
    `${listOf(analysis.ids)} beside each other`,
    `SELECT ${[...new Set(names)].join(", ")} FROM ${domain.results.table} WHERE ${domain.entity.column} IN (${analysis.ids.map(literalSql).join(", ")}) ORDER BY ${domain.entity.column}`,
  );
}

/** Columns that were asked for stay as they are: what a role may not see is refused by the guard, with its reason. */
function comparedColumns({ columns }: Compared, domain: Domain): Column[] {
  if (columns.length > 0) {
    const predicted = domain.models.flatMap(({ actual, prediction }) =>
      columns.includes(actual) && !columns.includes(prediction) ? [prediction] : [],
    );
    return [...columns, ...predicted].flatMap((name) => resultColumn(domain, name) ?? []);
  }
  return domain.resultColumns.filter(
    ({ privacy, role }) => privacy !== "confidential" && ["feature", "target", "prediction"].includes(role),
  );
}

function tellValues(analysis: Compared, domain: Domain, found: readonly Found[]): Draft {
  const { ids } = analysis;
  const rows = rowsOf(found, 0);
  const byId = ids.map((id) => rows.find((row) => row[domain.entity.column] === id));
  const lost = ids.filter((_, index) => byId[index] === undefined);
  if (lost.length > 0) {
    return draft(
      `${listOf(lost)} ${lost.length > 1 ? "are" : "is"} not among the ${domain.entity.plural} of this snapshot${cite(found, 0)}.`,
      { outcome: "not-in-data" },
    );
  }
  const present = byId.filter((row) => row !== undefined);
  const columns = comparedColumns(analysis, domain);
  const followUps = ids.slice(0, 3).map((id) => `Why is the prediction for ${id} what it is?`);
  const header = ["", ...ids];
  const cells = (column: Column) => [
    capitalised(column.label),
    ...present.map((row) => formatValue(row[column.name], column.format)),
  ];
  if (analysis.columns.length > 0) {
    const first =
      columns.find(({ name, type }) => type !== "boolean" && type !== "string" && areApart(present, name)) ??
      columns[0];
    const lead = first ? leadOf(first, ids, present) : "";
    return draft(`${lead}${cite(found, 0)}.\n\n${markdownTable(header, columns.map(cells))}`, { followUps });
  }
  const differing = columns.filter(({ name }) => present.some((row) => row[name] !== present[0]?.[name]));
  const features = differing.filter(({ role }) => role === "feature");
  return draft(
    [
      `${listOf(ids)} differ in ${integer(features.length)} features${cite(found, 0)}.`,
      markdownTable(header, differing.filter(({ role }) => role !== "feature").map(cells)),
      markdownTable(header, features.map(cells)),
    ].join("\n\n"),
    { followUps },
  );
}

function areApart(rows: readonly Row[], name: string): boolean {
  return new Set(rows.map((row) => row[name])).size > 1;
}

/** Who has the most of the first thing that was asked. */
function leadOf(column: Column, ids: readonly string[], rows: readonly Row[]): string {
  const values = rows.map((row) => row[column.name]);
  const numbers = values.filter((value) => typeof value === "number");
  if (numbers.length < values.length || new Set(numbers).size < 2) return `${listOf(ids)} beside each other`;
  const most = numbers.indexOf(Math.max(...numbers));
  return `Of ${listOf(ids)}, **${ids[most] ?? ""}** has the highest ${column.label}, ${formatValue(numbers[most], column.format)}`;
}
