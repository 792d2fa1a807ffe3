import { primaryModel, type Domain } from "#knowledge";

import type { Analysis } from "../reading/analysis.ts";
import { populationSql } from "../reading/conditions-sql.ts";
import { describePopulation, labelOf } from "../telling/describe-population.ts";
import { sameForFollowUp } from "../telling/follow-ups.ts";
import { capitalised, integer, listOf, percent } from "../telling/format.ts";
import { chartOf, cite, draft, markdownTable, num, query, rowsOf, str, type Row, type Teller } from "./teller.ts";

/** Which features a model weighs most, or least: share of the importance and direction. */
export const importance: Teller<Extract<Analysis, { kind: "importance" }>> = {
  calls: (analysis, { domain }, found) => {
    if (found.length > 0) return [];
    const levers = domain.feedColumns.filter((column) => column.lever !== null).map((column) => `'${column.name}'`);
    const only = analysis.isLeversOnly ? ` AND feature IN (${levers.join(", ")})` : "";
    const order = analysis.end === "top" ? "ASC" : "DESC";
    const where = populationSql(domain, analysis.population ?? []);
    if (where)
      return [
        query(
          `What weighs on the ${modelOf(domain, analysis.model).label}'s predictions for ${describePopulation(domain, analysis.population ?? [])}`,
          groupImportanceSql(domain, analysis, where, only),
        ),
      ];
    return [
      query(
        `The ${analysis.end === "top" ? "most" : "least"} important features of the ${modelOf(domain, analysis.model).label}`,
        `SELECT importance_rank, feature, share, mean_abs_contribution, direction FROM ${domain.databases.analytics}.feature_importance WHERE model = '${analysis.model}'${only} ORDER BY importance_rank ${order} LIMIT ${analysis.limit}`,
      ),
    ];
  },
  tell: (analysis, { domain }, found) => {
    const model = modelOf(domain, analysis.model);
    const rows = rowsOf(found, 0);
    const name = (row: Row) => labelOf(domain, str(row, "feature"));
    const isTop = analysis.end === "top";
    const group = analysis.population ?? [];
    const kind = analysis.isLeversOnly ? "levers" : "features";
    const lead = `The ${integer(rows.length)} ${isTop ? "most" : "least"} important ${kind} of the ${model.label} are ${listOf(rows.map((row) => `**${name(row)}**`))}, by their mean absolute SHAP contribution over ${group.length > 0 ? `the ${integer(num(rows[0], "customers"))} ${describePopulation(domain, group)}` : `all ${domain.entity.plural}`}${cite(found, 0)}.`;
    const table = markdownTable(
      [
        "Feature",
        "Rank",
        "Share of importance",
        `Mean |contribution| (${model.unit})`,
        group.length > 0 ? "Mean contribution" : "Direction",
      ],
      rows.map((row) => [
        capitalised(name(row)),
        integer(num(row, "importance_rank")),
        percent(num(row, "share")),
        contribution(num(row, "mean_abs_contribution")),
        group.length > 0 ? signed(num(row, "mean_contribution")) : str(row, "direction"),
      ]),
    );
    const reading =
      group.length > 0
        ? "The mean contribution says which way the feature moves the predictions of this group on average; these are the model's weights, not causes."
        : isTop
          ? `A positive direction means that a higher value raises the model's prediction; these are the model's weights, not causes.`
          : `With shares this small the ${model.label} would predict nearly the same without them.`;
    return draft(`${lead}\n\n${table}\n\n${reading}`, {
      chart: chartOf(found, 0, { kind: "bar", title: `Importance in the ${model.label}`, x: "feature", y: "share" }),
      caveats: isTop
        ? [
            {
              kind: "not-causal",
              text: "Importance says what the model uses to predict; it does not show that changing a feature changes the outcome.",
            },
          ]
        : [],
      followUps: isTop
        ? [
            `Which features does the model find least important?`,
            rows[0]
              ? `How does ${name(rows[0])} affect ${labelOf(domain, model.actual)}?`
              : "How accurate is the model?",
            ...sameForFollowUp(domain, model.actual),
          ]
        : ["What are the top 5 features?", "How accurate is the model?"],
    });
  },
};

/** The same importance over the contributions of a group only. */
function groupImportanceSql(
  domain: Domain,
  analysis: Extract<Analysis, { kind: "importance" }>,
  where: string,
  only: string,
): string {
  const id = domain.entity.column;
  const order = analysis.end === "top" ? "ASC" : "DESC";
  return [
    `WITH weights AS (SELECT e.feature, avg(abs(e.contribution)) AS mean_abs_contribution, avg(e.contribution) AS mean_contribution, count(*) AS customers FROM ${domain.databases.predictions}.explanations e JOIN (SELECT ${id} AS member FROM ${domain.results.table} WHERE ${where}) g ON e.${id} = g.member WHERE e.model = '${analysis.model}' GROUP BY e.feature)`,
    `SELECT rank() OVER (ORDER BY mean_abs_contribution DESC) AS importance_rank, feature, mean_abs_contribution / sum(mean_abs_contribution) OVER () AS share, mean_abs_contribution, mean_contribution, customers FROM weights${only ? ` WHERE ${only.replace(/^ AND /, "")}` : ""} ORDER BY importance_rank ${order} LIMIT ${analysis.limit}`,
  ].join(" ");
}

function signed(value: number): string {
  return `${value > 0 ? "+" : ""}${value.toFixed(4).replace("-", "−")}`;
}

/** A model of the domain by name, the primary one where there is none. */
export function modelOf(domain: Domain, name: string) {
  return domain.models.find((model) => model.name === name) ?? primaryModel(domain);
}

function contribution(value: number): string {
  return value >= 0.001 ? value.toFixed(4) : String(Number(value.toPrecision(2)));
}
