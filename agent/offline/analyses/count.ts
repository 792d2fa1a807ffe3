import type { Domain } from "#knowledge";

import type { Analysis } from "../reading/analysis.ts";
import { populationSql } from "../reading/conditions-sql.ts";
import { describePopulation } from "../telling/describe-population.ts";
import { integer, percent } from "../telling/format.ts";
import { breakdownFollowUp, helpThemFollowUp, rateFollowUp, segmentsFollowUp } from "../telling/follow-ups.ts";
import { countByCalls, tellCountBy } from "./count-by.ts";
import { crossCountCalls, tellCrossCount } from "./cross-count.ts";
import { cite, draft, num, query, rowsOf, withheld, type Found, type Row, type Teller } from "./teller.ts";

/** How many customers, of whom, and what share; or how many in each group. */
export const count: Teller<Extract<Analysis, { kind: "count" }>> = {
  calls: (analysis, { domain }, found) => {
    if (found.length > 0) return [];
    if (analysis.by !== null)
      return analysis.and === undefined ? countByCalls(analysis, domain) : crossCountCalls(analysis, domain);
    const table = domain.results.table;
    const where = populationSql(domain, analysis.population);
    const base = populationSql(domain, analysis.base);
    const beside = analysis.beside ? populationSql(domain, analysis.beside) : null;
    const overall = beside
      ? `, (SELECT avg(CASE WHEN ${beside} THEN 1E0 ELSE 0E0 END) FROM ${table}) AS share_of_everybody`
      : "";
    const purpose = `Count ${describePopulation(domain, analysis.population)}`;
    return [
      query(
        purpose,
        `SELECT count(*) AS customers, (SELECT count(*) FROM ${table}${base ? ` WHERE ${base}` : ""}) AS of_customers, count(*) / CAST((SELECT count(*) FROM ${table}${base ? ` WHERE ${base}` : ""}) AS double) AS share${overall} FROM ${table}${where ? ` WHERE ${where}` : ""}`,
      ),
    ];
  },
  tell: (analysis, { domain }, found) => {
    if (analysis.by !== null)
      return analysis.and === undefined
        ? tellCountBy(analysis, domain, found)
        : tellCrossCount(analysis, domain, found);
    const rows = rowsOf(found, 0);
    const who = describePopulation(domain, analysis.population);
    const [row] = rows;
    if (!row) return withheld(domain, who, found);
    const customers = num(row, "customers");
    const of = describePopulation(domain, analysis.base);
    const counted = describePopulation(
      domain,
      analysis.population.filter((condition) => !analysis.base.includes(condition)),
    );
    const share =
      analysis.population.length > 0
        ? `, ${percent(num(row, "share"))} of ${analysis.base.length > 0 ? "the" : "all"} ${integer(num(row, "of_customers"))}${analysis.base.length > 0 ? ` ${of}` : ""}`
        : "";
    const text =
      analysis.base.length > 0 && customers > 0
        ? `**${percent(num(row, "share"))}** of the ${integer(num(row, "of_customers"))} ${of} are ${counted}: **${integer(customers)}** ${domain.entity.plural}${cite(found, 0)}.` +
          besideText(domain, row, found)
        : customers === 0
          ? `**None**: there are no ${who} in this snapshot; the filter leaves nobody${cite(found, 0)}.`
          : `There are **${integer(customers)}** ${who.replace(/^all /, "")}${share}${cite(found, 0)}.`;
    const used = analysis.population.map((condition) => ("column" in condition ? condition.column : ""));
    return draft(text, {
      followUps:
        customers === 0
          ? []
          : analysis.population.length > 0
            ? ["What sets them apart?", ...helpThemFollowUp(domain), ...breakdownFollowUp(domain, used)]
            : [...segmentsFollowUp(domain), ...rateFollowUp(domain)],
    });
  },
};

/** Whether the share is above that of everybody, where it is told beside it. */
function besideText(domain: Domain, row: Row | undefined, found: readonly Found[]): string {
  const [share, overall] = [num(row, "share"), num(row, "share_of_everybody")];
  if (!Number.isFinite(overall)) return "";
  const verdict =
    share > overall
      ? "they are over-represented"
      : share < overall
        ? "they are under-represented"
        : "they are as frequent as overall";
  return ` Of all ${domain.entity.plural} it is ${percent(overall)}, so ${verdict}${cite(found, 0)}.`;
}
