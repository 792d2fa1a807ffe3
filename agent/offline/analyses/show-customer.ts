import { resultColumn, type Column, type Domain } from "#knowledge";

import type { Analysis } from "../reading/analysis.ts";
import { literalSql } from "../reading/conditions-sql.ts";
import { valueLabel } from "../telling/describe-population.ts";
import { whyOneFollowUp } from "../telling/follow-ups.ts";
import { capitalised, formatValue, listOf } from "../telling/format.ts";
import { cite, draft, markdownTable, query, rowsOf, type Call, type Draft, type Found } from "./teller.ts";

type Customer = Extract<Analysis, { kind: "customer" }>;

/** The row of one customer: the columns that were asked for, or outcomes and features. */
export function showCustomerCall(analysis: Customer, domain: Domain): Call {
  const names = shownColumns(analysis, domain).map((column) => column.name);
  return query(
    `What the data holds on ${analysis.id}`,
    `SELECT ${[...new Set([domain.entity.column, ...names])].join(", ")} FROM ${domain.results.table} WHERE ${domain.entity.column} = ${literalSql(analysis.id)}`,
  );
}

/** The columns asked for stay as they are: what a role may not see is refused by the guard, with its reason. */
function shownColumns(analysis: Customer, domain: Domain): Column[] {
  if (analysis.columns.length > 0) return analysis.columns.flatMap((name) => resultColumn(domain, name) ?? []);
  return domain.resultColumns.filter(
    (column) => column.privacy !== "confidential" && ["target", "prediction", "feature"].includes(column.role),
  );
}

/** Tells the customer's values: a sentence for what was asked, a table for everything. */
export function tellShown(analysis: Customer, domain: Domain, found: readonly Found[]): Draft {
  const [row] = rowsOf(found, 0);
  const { id } = analysis;
  if (!row) {
    return draft(
      `**${id} is not in the data**: no ${domain.entity.singular} of this snapshot has that id${cite(found, 0)}.`,
      { outcome: "not-in-data", followUps: whyOneFollowUp(domain) },
    );
  }
  const columns = shownColumns(analysis, domain);
  const told = (column: Column) => {
    const value = row[column.name];
    if (value === null || value === undefined) return column.missingMeans ? `none (${column.missingMeans})` : "none";
    return typeof value === "string" ? valueLabel(domain, column.name, value) : formatValue(value, column.format);
  };
  const followUps = [`Why is the prediction for ${id} what it is?`, `What would change it for ${id}?`];
  if (analysis.columns.length > 0) {
    const sentences = columns.map((column) =>
      column.type === "boolean" ? `${column.label}: **${told(column)}**` : `the ${column.label} is **${told(column)}**`,
    );
    return draft(`For ${id}, ${listOf(sentences)}${cite(found, 0)}.`, { followUps });
  }
  const [outcomes, features] = [
    columns.filter((column) => column.role !== "feature"),
    columns.filter((column) => column.role === "feature"),
  ];
  const lead = `${id}: ${listOf(outcomes.map((column) => `${column.label} **${told(column)}**`))}${cite(found, 0)}.`;
  return draft(
    `${lead}\n\n${markdownTable(
      ["Feature", "Value"],
      features.map((column) => [capitalised(column.label), told(column)]),
    )}`,
    { followUps },
  );
}
