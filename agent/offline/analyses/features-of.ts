import { resultColumn } from "#knowledge";

import type { Analysis } from "../reading/analysis.ts";
import { literalSql, numberSql, populationSql } from "../reading/conditions-sql.ts";
import { describePopulation, labelOf } from "../telling/describe-population.ts";
import { capitalised, correlation, formatDifference, formatMean, integer, listOf, percent } from "../telling/format.ts";
import { chartOf, cite, draft, markdownTable, notCausal, num, query, rowsOf, str, type Teller } from "./teller.ts";

/** A family of columns that belong together, each with its relation to an outcome among those it applies to. */
export const featuresOfFamily: Teller<Extract<Analysis, { kind: "features-of" }>> = {
  calls: (analysis, { domain }, found) => {
    const measure = resultColumn(domain, analysis.measure);
    if (found.length > 0 || !measure) return [];
    const where = populationSql(domain, analysis.population) ?? "true";
    const value = `CAST(${numberSql(measure)} AS double)`;
    const one = (name: string) =>
      `SELECT ${literalSql(name)} AS feature, count(${name}) AS customers, corr(CAST(${name} AS double), ${value}) AS pearson, regr_slope(${value}, CAST(${name} AS double)) AS slope, avg(CASE WHEN place = 1 THEN ${value} END) AS mean_lowest_fifth, avg(CASE WHEN place = 5 THEN ${value} END) AS mean_highest_fifth FROM (SELECT ${name}, ${measure.name}, ntile(5) OVER (ORDER BY ${name}) AS place FROM ${domain.results.table} WHERE ${where}) AS placed`;
    const model = domain.models.find((candidate) => candidate.actual === measure.name) ?? domain.models[0];
    return [
      query(
        `Relation of each with ${measure.label} among ${describePopulation(domain, analysis.population)}`,
        `SELECT feature, customers, pearson, slope, mean_lowest_fifth, mean_highest_fifth, mean_highest_fifth - mean_lowest_fifth AS lift FROM (${analysis.columns.map(one).join(" UNION ALL ")}) AS family ORDER BY abs(pearson) DESC`,
      ),
      query(
        `Their rank in the ${model?.label ?? "model"}`,
        `SELECT feature, importance_rank, share, direction FROM ${domain.databases.analytics}.feature_importance WHERE model = ${literalSql(model?.name ?? "")} AND feature IN (${analysis.columns.map(literalSql).join(", ")}) ORDER BY importance_rank`,
      ),
    ];
  },
  tell: (analysis, { domain }, found) => {
    const measure = resultColumn(domain, analysis.measure);
    const rows = rowsOf(found, 0);
    const ranks = rowsOf(found, 1);
    const [best] = rows;
    if (!measure || !best) return draft(`There is nobody to look at${cite(found, 0)}.`);
    const label = (name: string) => labelOf(domain, name);
    const lead = `Among ${describePopulation(domain, analysis.population)}, **${label(str(best, "feature"))}** goes with ${measure.label} most: Pearson r ${correlation(num(best, "pearson"))}, and the highest fifth averages ${formatMean(num(best, "mean_highest_fifth"), measure)} against ${formatMean(num(best, "mean_lowest_fifth"), measure)} in the lowest, over ${integer(num(best, "customers"))} ${domain.entity.plural}${cite(found, 0)}.`;
    const table = markdownTable(
      ["Column", "Pearson r", "Lowest fifth", "Highest fifth", "Lift", "Importance rank", "Share"],
      rows.map((row) => {
        const rank = ranks.find((candidate) => str(candidate, "feature") === str(row, "feature"));
        return [
          capitalised(label(str(row, "feature"))),
          correlation(num(row, "pearson")),
          formatMean(num(row, "mean_lowest_fifth"), measure),
          formatMean(num(row, "mean_highest_fifth"), measure),
          formatDifference(num(row, "lift"), measure),
          rank ? integer(num(rank, "importance_rank")) : "–",
          rank ? percent(num(rank, "share")) : "–",
        ];
      }),
    );
    const limits = `The data does not name the single features: it holds only ${listOf(analysis.columns.map(label))}, so I cannot say which feature brings most.`;
    return draft(`${lead}\n\n${table}\n\n${limits}`, {
      chart: chartOf(found, 0, {
        kind: "bar",
        title: `Lift in ${measure.label} from the lowest to the highest fifth`,
        x: "feature",
        y: "lift",
      }),
      caveats: [notCausal],
      followUps: analysis.columns.map((name) => `How does ${label(name)} affect ${measure.label}?`),
    });
  },
};
