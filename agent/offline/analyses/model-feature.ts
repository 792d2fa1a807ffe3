import { resultColumn } from "#knowledge";

import type { Analysis } from "../reading/analysis.ts";
import { literalSql } from "../reading/conditions-sql.ts";
import { labelOf } from "../telling/describe-population.ts";
import { capitalised, integer, percent } from "../telling/format.ts";
import { modelOf } from "./importance.ts";
import { cite, draft, num, query, rowsOf, str, type Teller } from "./teller.ts";

/** Share of a model's importance below which a feature is told as hardly weighing. */
const slight = 0.01;

/** Whether models use a column: its rank among the features, its share of the importance and its direction. */
export const modelFeature: Teller<Extract<Analysis, { kind: "model-feature" }>> = {
  calls: (analysis, { domain }, found) => {
    if (found.length > 0) return [];
    const table = `${domain.databases.analytics}.feature_importance`;
    const models = analysis.models.map(literalSql).join(", ");
    return [
      query(
        `Rank of ${labelOf(domain, analysis.column)} among the features of the models`,
        `SELECT w.model, w.importance_rank, w.share, w.direction, n.features FROM ${table} w JOIN (SELECT model, max(importance_rank) AS features FROM ${table} GROUP BY model) n ON n.model = w.model WHERE w.feature = ${literalSql(analysis.column)} AND w.model IN (${models}) ORDER BY w.importance_rank`,
      ),
    ];
  },
  tell: (analysis, { domain }, found) => {
    const column = resultColumn(domain, analysis.column);
    const label = labelOf(domain, analysis.column);
    const rows = rowsOf(found, 0);
    const sentences = analysis.models.map((name) => {
      const row = rows.find((one) => str(one, "model") === name);
      const model = modelOf(domain, name);
      if (!row) return `**No**: ${label} is not an input of the ${model.label}${cite(found, 0)}.`;
      const verdict = num(row, "share") < slight ? "**Yes, but it hardly weighs**" : "**Yes**";
      return `${verdict}: ${label} is an input of the ${model.label}, **number ${integer(num(row, "importance_rank"))}** of ${integer(num(row, "features"))} features by importance, with **${percent(num(row, "share"))}** of the total and a ${str(row, "direction")} direction${cite(found, 0)}.`;
    });
    const meaning = column && rows.length === 0 ? ` ${capitalised(column.meaning)}` : "";
    const protects =
      column?.privacy === "confidential" && rows.length > 0
        ? " It is confidential, so the model may use it and no single customer's value is told."
        : "";
    return draft(`${sentences.join(" ")}${meaning}${protects}`, {
      followUps: [
        `What are the top 5 features of the ${modelOf(domain, analysis.models[0] ?? "").label}?`,
        `What does ${analysis.column} mean?`,
      ],
    });
  },
};
