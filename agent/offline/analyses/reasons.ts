import { resultColumn, type Domain } from "#knowledge";

import type { Analysis } from "../reading/analysis.ts";
import { literalSql } from "../reading/conditions-sql.ts";
import { labelOf } from "../telling/describe-population.ts";
import { capitalised, listOf } from "../telling/format.ts";
import { formatContribution, formatPrediction, unitOfContribution } from "../telling/format-prediction.ts";
import { modelOf } from "./importance.ts";
import { cite, draft, markdownTable, num, query, rowsOf, str, type Row, type Teller } from "./teller.ts";

const reasonsEach = 3;

/** Of each of several customers the features that moved the model's prediction most. */
export const reasons: Teller<Extract<Analysis, { kind: "reasons" }>> = {
  calls: ({ ids, model: name }, { domain }, found) => {
    if (found.length > 0) return [];
    const { column } = domain.entity;
    const model = modelOf(domain, name);
    const listed = ids.map(literalSql).join(", ");
    return [
      query(
        `What moved the predictions of the ${model.label} for ${ids.length} ${domain.entity.plural} most`,
        `SELECT ${column}, feature, contribution, feature_rank FROM ${domain.databases.predictions}.explanations WHERE model = ${literalSql(model.name)} AND feature_rank <= ${reasonsEach} AND ${column} IN (${listed}) ORDER BY ${column}, feature_rank`,
      ),
      query(
        `Their predictions`,
        `SELECT ${column}, ${model.prediction} FROM ${domain.results.table} WHERE ${column} IN (${listed})`,
      ),
    ];
  },
  tell: ({ ids, model: name }, { domain }, found) => {
    const model = modelOf(domain, name);
    const { column } = domain.entity;
    const rows = rowsOf(found, 0);
    const predictions = new Map(rowsOf(found, 1).map((row) => [str(row, column), num(row, model.prediction)]));
    const reasonOf = (row: Row) =>
      `${labelOf(domain, str(row, "feature"))} (${formatContribution(domain, model, num(row, "contribution"))})`;
    const table = markdownTable(
      [
        capitalised(resultColumn(domain, column)?.label ?? column),
        capitalised(labelOf(domain, model.prediction)),
        "Strongest reasons",
      ],
      ids.map((id) => [
        id,
        formatPrediction(domain, model, predictions.get(id) ?? Number.NaN),
        rows
          .filter((row) => str(row, column) === id)
          .map(reasonOf)
          .join("; "),
      ]),
    );
    const unit = unitOfContribution(domain, model).trim();
    const common = commonOf(domain, rows);
    const lead = `These are the ${reasonsEach} features that moved the ${model.label}'s prediction most for each of them${unit === "" ? "" : `, with the contribution in ${unit}`}${cite(found, 0)}.${common}`;
    return draft(`${lead}\n\n${table}\n\nThese are the model's reasons for its predictions, not causes.`, {
      caveats: [
        {
          kind: "not-causal",
          text: "Contributions are what the model made of the features; they do not show what caused the outcome.",
        },
      ],
      followUps: ids.slice(0, 2).map((id) => `Why is the prediction for ${id} what it is?`),
    });
  },
};

/** The features that stand among the reasons of the most. */
function commonOf(domain: Domain, rows: readonly Row[]): string {
  const counts = new Map<string, number>();
  for (const row of rows) counts.set(str(row, "feature"), (counts.get(str(row, "feature")) ?? 0) + 1);
  const shared = [...counts].filter(([, times]) => times > 1).toSorted((a, b) => b[1] - a[1]);
  if (shared.length === 0) return "";
  return ` Most often among them: ${listOf(shared.slice(0, reasonsEach).map(([feature]) => `**${labelOf(domain, feature)}**`))}.`;
}
