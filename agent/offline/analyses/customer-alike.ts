import { resultColumn, type Column, type Domain } from "#knowledge";

import { literalSql, measureSql } from "../reading/conditions-sql.ts";
import { capitalised, formatMean, formatValue, integer, percent } from "../telling/format.ts";
import { cite, draft, markdownTable, num, query, rowsOf, str, type Call, type Draft, type Found } from "./teller.ts";

/** One customer beside the segment it belongs to and everybody: outcomes, and the columns the segments are made of. */
export function alikeCalls(id: string, domain: Domain): Call[] {
  const { segments } = domain;
  if (!segments) return [];
  const { table } = domain.results;
  const columns = comparedColumns(domain);
  const means = columns.map(
    (column) => `${measureSql(domain, { column: column.name, statistic: "mean" })} AS ${column.name}`,
  );
  const own = `(SELECT ${segments.column} FROM ${table} WHERE ${domain.entity.column} = ${literalSql(id)})`;
  return [
    query(
      `The segment of ${id}`,
      `SELECT ${segments.column}, ${columns.map((column) => column.name).join(", ")} FROM ${table} WHERE ${domain.entity.column} = ${literalSql(id)}`,
    ),
    query(
      `Means of that segment`,
      `SELECT count(*) AS customers, count(*) / CAST((SELECT count(*) FROM ${table}) AS double) AS share, ${means.join(", ")} FROM ${table} WHERE ${segments.column} = ${own}`,
    ),
    query("Means of everybody", `SELECT count(*) AS customers, ${means.join(", ")} FROM ${table}`),
  ];
}

function comparedColumns(domain: Domain): Column[] {
  const outcomes = domain.resultColumns.filter((column) => column.role === "target");
  const inputs = (domain.segments?.inputs ?? []).flatMap((name) => resultColumn(domain, name) ?? []);
  return [...outcomes, ...inputs];
}

/** Tells which segment it is, how large, and the values of the three side by side. */
export function tellAlike(id: string, domain: Domain, found: readonly Found[]): Draft {
  const { segments } = domain;
  const [own] = rowsOf(found, 0);
  const [alike] = rowsOf(found, 1);
  const [everybody] = rowsOf(found, 2);
  if (!segments) return draft("No segments are part of this run.", { outcome: "not-in-data" });
  if (!own || !alike) {
    return draft(
      `**${id} is not in the data**: no ${domain.entity.singular} of this snapshot has that id${cite(found, 0)}.`,
      {
        outcome: "not-in-data",
      },
    );
  }
  const name = str(own, segments.column);
  const lead = `${id} is one of the **${name}**${cite(found, 0)}, a segment of ${integer(num(alike, "customers"))} ${domain.entity.plural}, ${percent(num(alike, "share"))} of all${cite(found, 1)}. Segments are made of how ${domain.entity.plural} behave; this is the ${domain.entity.singular} beside the segment's means and everybody's${cite(found, 2)}.`;
  const table = markdownTable(
    ["", capitalised(id), `Mean, ${name}`, "Mean, everybody"],
    comparedColumns(domain).map((column) => [
      capitalised(column.label),
      formatValue(own[column.name], column.format),
      formatMean(num(alike, column.name), column),
      formatMean(num(everybody, column.name), column),
    ]),
  );
  return draft(`${lead}\n\n${table}`, {
    followUps: ["Describe the segments", `Is ${id} unusual?`, `Why is the prediction for ${id} what it is?`],
  });
}
