import { resultColumn, type Domain } from "#knowledge";

import { literalSql } from "../reading/conditions-sql.ts";
import { decimal, formatValue, integer, listOf, percent } from "../telling/format.ts";
import { traitsOf } from "../telling/traits.ts";
import { cite, draft, num, query, rowsOf, type Call, type Draft, type Found } from "./teller.ts";

/** Where one customer's anomaly score lies among all, and what stands out of a customer who is listed. */
export function unusualCalls(id: string, domain: Domain): Call[] {
  const { anomaly } = domain;
  if (!anomaly) return [];
  const { table } = domain.results;
  const score = anomaly.prediction;
  const own = `(SELECT ${score} FROM ${table} WHERE ${domain.entity.column} = ${literalSql(id)})`;
  return [
    query(
      `How unusual ${id} is`,
      `SELECT ${own} AS ${score}, avg(CASE WHEN ${score} < ${own} THEN 1E0 ELSE 0E0 END) AS share_below, approx_percentile(${score}, 0.5) AS median_score, count(*) AS ${domain.entity.plural} FROM ${table}`,
    ),
    query(
      `What is unusual in ${id}`,
      `SELECT * FROM ${anomaly.table} WHERE ${domain.entity.column} = ${literalSql(id)}`,
    ),
  ];
}

/** Tells it: listed or not, the score beside the usual one, and the traits that set the customer apart. */
export function tellUnusual(id: string, domain: Domain, found: readonly Found[]): Draft {
  const { anomaly } = domain;
  const [place] = rowsOf(found, 0);
  const [listed] = rowsOf(found, 1);
  const score = num(place, anomaly?.prediction ?? "");
  if (!anomaly) return draft("No model of this run says who is unusual.", { outcome: "not-in-data" });
  if (!Number.isFinite(score)) {
    return draft(
      `**${id} is not in the data**: no ${domain.entity.singular} of this snapshot has that id${cite(found, 0)}.`,
      {
        outcome: "not-in-data",
      },
    );
  }
  const label = resultColumn(domain, anomaly.prediction)?.label ?? anomaly.prediction;
  const beside = `the ${label} is ${formatValue(score, "score")}, higher than that of ${percent(num(place, "share_below"))} of all ${integer(num(place, domain.entity.plural))}; the median is ${formatValue(num(place, "median_score"), "score")}${cite(found, 0)}`;
  const traits = listed
    ? traitsOf(domain, listed).map(({ label: name, value, cuts }) => `${name} (${value}, ${decimal(cuts)} cuts)`)
    : [];
  const text = listed
    ? `**Yes**, ${id} is among the most unusual ${domain.entity.plural}, number ${integer(num(listed, "anomaly_rank"))}: ${beside}. What stands out most: ${listOf(traits)}${cite(found, 1)}.\n\nThe fewer random cuts set a ${domain.entity.singular} apart from everybody else, the higher the score; in brackets is by how many cuts each trait shortens that. Unusual does not mean bad, and nothing should follow from the score alone.`
    : `**No**, ${id} is not listed as unusual: ${beside}. Reasons are published only for the ${domain.entity.plural} who are listed${cite(found, 1)}.`;
  return draft(text, {
    followUps: [
      `Show me ${id}`,
      `Why is the prediction for ${id} what it is?`,
      `Who are the most unusual ${domain.entity.plural}?`,
    ],
  });
}
