import type { Analysis } from "../reading/analysis.ts";
import { literalSql } from "../reading/conditions-sql.ts";
import { labelOf } from "../telling/describe-population.ts";
import { capitalised, integer, listOf, percent } from "../telling/format.ts";
import { modelOf } from "./importance.ts";
import { chartOf, cite, draft, markdownTable, num, query, rowsOf, str, type Row, type Teller } from "./teller.ts";

/** A feature counts as one model's only where the other gives it less than this part of the share. */
const muchLess = 0.5;

/** The features that two models both weigh, or that the first weighs much more than the second. */
export const compareImportance: Teller<Extract<Analysis, { kind: "compare-importance" }>> = {
  calls: (analysis, { domain }, found) => {
    if (found.length > 0) return [];
    const [a, b] = analysis.models;
    const source = `${domain.databases.analytics}.feature_importance`;
    const [condition, order] =
      analysis.asks === "both"
        ? ["", "least(a.share, b.share) DESC"]
        : [` AND b.share < ${muchLess}E0 * a.share`, "a.share - b.share DESC"];
    return [
      query(
        `Importance in the ${modelOf(domain, a).label} beside the ${modelOf(domain, b).label}`,
        `SELECT a.feature AS feature, a.importance_rank AS rank_first, a.share AS share_first, a.direction AS direction_first, b.importance_rank AS rank_second, b.share AS share_second, b.direction AS direction_second FROM ${source} a JOIN ${source} b ON a.feature = b.feature WHERE a.model = ${literalSql(a)} AND b.model = ${literalSql(b)}${condition} ORDER BY ${order} LIMIT ${analysis.limit}`,
      ),
    ];
  },
  tell: (analysis, { domain }, found) => {
    const [first, second] = [modelOf(domain, analysis.models[0]), modelOf(domain, analysis.models[1])];
    const rows = rowsOf(found, 0);
    const name = (row: Row) => labelOf(domain, str(row, "feature"));
    if (rows.length === 0)
      return draft(
        `There is no feature that the ${first.label} weighs much more than the ${second.label}${cite(found, 0)}.`,
      );
    const names = listOf(rows.map((row) => `**${name(row)}**`));
    const lead =
      analysis.asks === "both"
        ? `What both models weigh most: ${names}${cite(found, 0)}. They are ordered by the smaller of the two shares of importance.`
        : `What weighs in the ${first.label} and much less in the ${second.label}: ${names}${cite(found, 0)}. Each has less than half the share of importance there.`;
    const table = markdownTable(
      ["Feature", `Share, ${first.label}`, "Rank", "Direction", `Share, ${second.label}`, "Rank", "Direction"],
      rows.map((row) => [
        capitalised(name(row)),
        percent(num(row, "share_first")),
        integer(num(row, "rank_first")),
        str(row, "direction_first"),
        percent(num(row, "share_second")),
        integer(num(row, "rank_second")),
        str(row, "direction_second"),
      ]),
    );
    return draft(
      `${lead}\n\n${table}\n\nThe shares are of each model's mean absolute SHAP contributions over all ${domain.entity.plural}; they say what the models use, not what causes the outcome.`,
      {
        chart: chartOf(found, 0, {
          kind: "bar",
          title: `Importance in the ${first.label}`,
          x: "feature",
          y: "share_first",
        }),
        caveats: [
          {
            kind: "not-causal",
            text: "Importance says what the models use to predict; it does not show that changing a feature changes the outcome.",
          },
        ],
        followUps: [
          `What are the top 5 features of the ${first.label}?`,
          `What are the top 5 features of the ${second.label}?`,
        ],
      },
    );
  },
};
