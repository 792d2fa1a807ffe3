import type { Analysis } from "../reading/analysis.ts";
import { literalSql } from "../reading/conditions-sql.ts";
import { historyOf } from "../reading/daily-history.ts";
import { capitalised, decimal, integer } from "../telling/format.ts";
import { driversFollowUp, leversFollowUp } from "../telling/follow-ups.ts";
import { chartOf, cite, draft, markdownTable, notCausal, num, query, rowsOf, str, type Teller } from "./teller.ts";

const firstDays = 30;

/** Whether the first weeks of new customers differ between those who left later and those who stayed. */
export const earlySigns: Teller<Extract<Analysis, { kind: "early-signs" }>> = {
  calls: (_, { domain, snapshotDate }, found) => {
    const source = historyOf(domain);
    const churn = domain.models.find((model) => model.kind === "classification");
    if (found.length > 0 || !source || !churn) return [];
    const { table, day, measures, signups, signup } = source;
    const id = domain.entity.column;
    const names = ["active_days", ...measures.map((measure) => measure.name)];
    const sums = measures.map((measure) => `coalesce(sum(d.${measure.name}), 0) / ${firstDays}E0 AS ${measure.name}`);
    const moments = (flag: string) =>
      `SELECT count(*) AS n, ${names.map((name) => `avg(CAST(${name} AS double)) AS m_${name}, var_samp(CAST(${name} AS double)) AS v_${name}`).join(", ")} FROM early WHERE ${flag}`;
    const list = (each: (name: string) => string) => `ARRAY[${names.map(each).join(", ")}]`;
    return [
      query(
        `The first ${firstDays} days of customers who signed up ${firstDays} to 90 days ago, by whether they left later`,
        [
          `WITH starters AS (SELECT a.${id}, a.${signup.name} AS started, r.${churn.actual} AS has_left FROM ${signups.database}.${signups.name} a JOIN ${domain.results.table} r ON a.${id} = r.${id} WHERE a.${signup.name} BETWEEN date_add('day', -90, DATE '${snapshotDate}') AND date_add('day', -${firstDays}, DATE '${snapshotDate}')),`,
          `early AS (SELECT s.${id}, s.has_left, count(d.${day.name}) AS active_days, ${sums.join(", ")} FROM starters s LEFT JOIN ${table.database}.${table.name} d ON d.${id} = s.${id} AND d.${day.name} < date_add('day', ${firstDays}, s.started) GROUP BY s.${id}, s.has_left),`,
          `a AS (${moments("has_left")}), b AS (${moments("NOT has_left")})`,
          `SELECT u.behaviour, u.mean_left, u.mean_stayed, u.cohens_d, a.n AS customers_left, b.n AS customers_stayed FROM a CROSS JOIN b CROSS JOIN UNNEST(${[list(literalSql), list((name) => `a.m_${name}`), list((name) => `b.m_${name}`), list((name) => `(a.m_${name} - b.m_${name}) / nullif(sqrt((a.v_${name} + b.v_${name}) / 2E0), 0E0)`)].join(", ")}) AS u (behaviour, mean_left, mean_stayed, cohens_d) ORDER BY abs(u.cohens_d) DESC`,
        ].join(" "),
      ),
    ];
  },
  tell: (_, { domain }, found) => {
    const rows = rowsOf(found, 0);
    const [best] = rows;
    if (!best || !(num(best, "customers_left") > 0)) {
      return draft(
        `**The data cannot tell**: nobody who signed up 30 to 90 days ago has left since${cite(found, 0)}.`,
        { outcome: "not-in-data" },
      );
    }
    const name = (text: string) => text.replaceAll("_", " ");
    const effect = Math.abs(num(best, "cohens_d"));
    const verdict = effect >= 0.2 ? "**Yes, there are early signs**" : "**Hardly**: the first weeks differ little";
    const lead = `${verdict}: among customers who signed up 30 to 90 days ago, those who left later had ${num(best, "cohens_d") < 0 ? "fewer" : "more"} ${name(str(best, "behaviour"))} in their first 30 days (${decimal(num(best, "mean_left"))} against ${decimal(num(best, "mean_stayed"))}, Cohen's d ${decimal(num(best, "cohens_d"))})${cite(found, 0)}. ${integer(num(best, "customers_left"))} of these ${domain.entity.plural} left and ${integer(num(best, "customers_stayed"))} stayed.`;
    const table = markdownTable(
      ["In the first 30 days", "Left later", "Stayed", "Cohen's d"],
      rows.map((row) => [
        str(row, "behaviour") === "active_days" ? "Active days" : `${capitalised(name(str(row, "behaviour")))} a day`,
        decimal(num(row, "mean_left")),
        decimal(num(row, "mean_stayed")),
        `${num(row, "cohens_d") > 0 ? "+" : ""}${decimal(num(row, "cohens_d"))}`,
      ]),
    );
    const limits =
      "The history covers the last 90 days, so only customers who signed up in that time show their first 30 days; older ones cannot tell.";
    return draft(`${lead}\n\n${table}\n\n${limits}`, {
      chart: chartOf(found, 0, {
        kind: "bar",
        title: "Who left later against who stayed, first 30 days",
        x: "behaviour",
        y: "cohens_d",
      }),
      caveats: [notCausal],
      followUps: [
        ...driversFollowUp(domain, domain.models.find((model) => model.kind === "classification")?.actual),
        ...leversFollowUp(domain),
      ],
    });
  },
};
