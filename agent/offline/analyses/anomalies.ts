import { resultColumn, type Domain } from "#knowledge";

import type { Analysis } from "../reading/analysis.ts";
import { populationSql } from "../reading/conditions-sql.ts";
import { listedGroup } from "../reading/recognise-anomalies.ts";
import { describePopulation } from "../telling/describe-population.ts";
import { capitalised, formatValue, integer, listOf } from "../telling/format.ts";
import { traitsOf } from "../telling/traits.ts";
import { cite, draft, markdownTable, num, query, rowsOf, str, type Teller } from "./teller.ts";

/** The most unusual customers in order, with what stands out in each; only listed ones have published reasons. */
export const anomalies: Teller<Extract<Analysis, { kind: "anomalies" }>> = {
  calls: (analysis, { domain }, found) => {
    const { anomaly } = domain;
    if (found.length > 0 || !anomaly) return [];
    const id = domain.entity.column;
    const where = populationSql(domain, analysis.population) ?? "true";
    return [
      query(
        `The most unusual ${domain.entity.plural}`,
        `SELECT * FROM ${anomaly.table} WHERE ${id} IN (SELECT ${id} FROM ${domain.results.table} WHERE ${where}) ORDER BY anomaly_rank LIMIT ${analysis.limit}`,
      ),
      query(
        "How many are listed, beside everybody",
        `SELECT count(*) AS listed, (SELECT count(*) FROM ${domain.results.table}) AS everybody, (SELECT approx_percentile(${anomaly.prediction}, 0.5) FROM ${domain.results.table}) AS median_score FROM ${domain.results.table} WHERE ${where}`,
      ),
    ];
  },
  tell: (analysis, { domain }, found) => {
    const { anomaly } = domain;
    const rows = rowsOf(found, 0);
    const [all] = rowsOf(found, 1);
    const [first] = rows;
    const { singular, plural, column } = domain.entity;
    if (!anomaly) return draft("No model of this run says who is unusual.", { outcome: "not-in-data" });
    if (!first)
      return draft(
        `There are no ${describePopulation(domain, analysis.population)} in this snapshot${cite(found, 0)}.`,
      );
    const label = resultColumn(domain, anomaly.prediction)?.label ?? anomaly.prediction;
    const score = (row: typeof first) => formatValue(num(row, anomaly.prediction), "score");
    const id = str(first, column);
    const traits = traitsOf(domain, first).map((trait) => `${trait.label} (${trait.value})`);
    const lead = `**${id}** is the most unusual, with an ${label} of ${score(first)}; the median is ${formatValue(num(all, "median_score"), "score")}${cite(found, 0)}${cite(found, 1)}. What stands out most in ${id}: ${listOf(traits)}.`;
    const listed = `${integer(num(all, "listed"))} of ${integer(num(all, "everybody"))} ${plural} are listed${cite(found, 1)}${rows.length < num(all, "listed") ? `; here are the first ${integer(rows.length)}` : ""}.`;
    const table = markdownTable(
      [capitalised(singular), capitalised(label), "What stands out, strongest first"],
      rows.map((row) => [
        str(row, column),
        score(row),
        traitsOf(domain, row)
          .map((trait) => `${trait.label} ${trait.value}`)
          .join("; "),
      ]),
    );
    const limits = anomaly.limits.join(" ");
    return draft(`${lead} ${listed}\n\n${table}\n\n${limits} ${definitionOf(domain)}`.trim(), {
      followUps: [`Why is ${id} unusual?`, "What sets them apart?", `What's the distribution of ${label}?`],
    });
  },
};

/** Who is listed, in the dictionary's words. */
function definitionOf(domain: Domain): string {
  const group = listedGroup(domain);
  return group ? `${capitalised(group.label)}: ${group.definition}.` : "";
}
