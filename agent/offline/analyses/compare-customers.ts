import type { Column } from "#knowledge";

import type { Analysis } from "../reading/analysis.ts";
import { literalSql } from "../reading/conditions-sql.ts";
import { capitalised, formatValue, integer } from "../telling/format.ts";
import { cite, draft, markdownTable, query, rowsOf, type Teller } from "./teller.ts";
/** Two customers beside each other: outcomes, predictions and the features in which they differ. */
export const compareCustomers: Teller<Extract<Analysis, { kind: "compare-customers" }>> = {
  calls: (analysis, { domain }, found) => {
    if (found.length > 0) return [];
    const columns = domain.resultColumns.filter(
      (column) => column.privacy !== "confidential" && ["id", "feature", "target", "prediction"].includes(column.role),
    );
    return [
      query(
        `${analysis.ids[0]} and ${analysis.ids[1]} beside each other`,
        `SELECT ${columns.map((column) => column.name).join(", ")} FROM ${domain.results.table} WHERE ${domain.entity.column} IN (${analysis.ids.map(literalSql).join(", ")}) ORDER BY ${domain.entity.column}`,
      ),
    ];
  },
  tell: (analysis, { domain }, found) => {
    const rows = rowsOf(found, 0);
    const [a, b] = analysis.ids.map((id) => rows.find((row) => row[domain.entity.column] === id));
    if (!a || !b) {
      const lost = a ? analysis.ids[1] : analysis.ids[0];
      return draft(`${lost} is not among the ${domain.entity.plural} of this snapshot${cite(found, 0)}.`, {
        outcome: "not-in-data",
      });
    }
    const columns = domain.resultColumns.filter(
      (column) => column.name in a && column.role !== "id" && a[column.name] !== b[column.name],
    );
    const outcomes = columns.filter((column) => column.role === "target" || column.role === "prediction");
    const features = columns.filter((column) => column.role === "feature");
    const cells = (column: Column) => [
      capitalised(column.label),
      formatValue(a[column.name], column.format),
      formatValue(b[column.name], column.format),
    ];
    const header = ["", analysis.ids[0], analysis.ids[1]];
    return draft(
      [
        `${analysis.ids[0]} and ${analysis.ids[1]} differ in ${integer(features.length)} features${cite(found, 0)}.`,
        markdownTable(header, outcomes.map(cells)),
        markdownTable(header, features.map(cells)),
      ].join("\n\n"),
      { followUps: analysis.ids.map((id) => `Why is the prediction for ${id} what it is?`) },
    );
  },
};
