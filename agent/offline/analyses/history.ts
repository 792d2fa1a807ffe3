import type { Domain } from "#knowledge";

import type { Analysis } from "../reading/analysis.ts";
import { literalSql } from "../reading/conditions-sql.ts";
import { capitalised, decimal, integer } from "../telling/format.ts";
import { distributionFollowUp, driversFollowUp } from "../telling/follow-ups.ts";
import { chartOf, cite, draft, markdownTable, notCausal, num, query, rowsOf, str, type Teller } from "./teller.ts";

/** The daily history: its table, the day's column and the numbers of a day. */
function historyOf(domain: Domain) {
  const table = domain.tables.find((one) => one.name === domain.feed.activity.table);
  const day = table?.columns.find((column) => column.type === "date");
  const measures = table?.columns.filter((column) => column.type === "int" || column.type === "double") ?? [];
  const signups = domain.tables.find((one) => one.name === domain.feed.accounts.table);
  const signup = signups?.columns.find((column) => column.type === "date");
  return table && day && signups && signup ? { table, day, measures, signups, signup } : null;
}

/** A number of the daily history over time. */
export const history: Teller<Extract<Analysis, { kind: "history" }>> = {
  calls: (analysis, { domain }, found) => {
    const source = historyOf(domain);
    if (found.length > 0 || !source) return [];
    const { table, day } = source;
    const period = analysis.grain === "week" ? `date_trunc('week', ${day.name})` : day.name;
    return [
      query(
        `${capitalised(analysis.column)} by ${analysis.grain}`,
        `SELECT CAST(${period} AS varchar) AS period, count(*) AS active_days, count(DISTINCT ${domain.entity.column}) AS active_customers, sum(${analysis.column}) AS total, avg(${analysis.column}) AS mean_per_active_day FROM ${table.database}.${table.name} GROUP BY ${period} ORDER BY ${period}`,
      ),
      query(
        `${capitalised(analysis.column)} by day of the week`,
        `SELECT day_of_week(${day.name}) AS weekday, avg(total) AS mean_total FROM (SELECT ${day.name}, sum(${analysis.column}) AS total FROM ${table.database}.${table.name} GROUP BY ${day.name}) AS days GROUP BY day_of_week(${day.name}) ORDER BY mean_total DESC`,
      ),
    ];
  },
  tell: (analysis, { domain }, found) => {
    const rows = rowsOf(found, 0);
    const weekdays = rowsOf(found, 1);
    const full = analysis.grain === "week" && rows.length > 2 ? rows.slice(1, -1) : rows;
    const [first, last] = [full[0], full.at(-1)];
    if (!first || !last) return draft(`The history is empty${cite(found, 0)}.`);
    const names = ["", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
    const direction = num(last, "total") > num(first, "total") ? "more" : "less";
    const lead = `Total ${analysis.column} went from ${decimal(num(first, "total"))} (${analysis.grain} of ${str(first, "period")}) to **${decimal(num(last, "total"))}** (${analysis.grain} of ${str(last, "period")}), which is ${direction}${cite(found, 0)}.`;
    const weekday =
      weekdays.length > 0
        ? ` By day of the week it is highest on ${names[num(weekdays[0], "weekday")] ?? ""} (${decimal(num(weekdays[0], "mean_total"))} on average) and lowest on ${names[num(weekdays.at(-1), "weekday")] ?? ""} (${decimal(num(weekdays.at(-1), "mean_total"))})${cite(found, 1)}.`
        : "";
    const partial =
      full.length < rows.length ? " The first and the last week are not whole and left out of the comparison." : "";
    const step = Math.ceil(rows.length / 14);
    const table = markdownTable(
      [capitalised(analysis.grain), "Total", "Mean per active day", "Active customers"],
      rows
        .filter((_, index) => index % step === 0)
        .map((row) => [
          str(row, "period"),
          decimal(num(row, "total")),
          decimal(num(row, "mean_per_active_day")),
          integer(num(row, "active_customers")),
        ]),
    );
    return draft(`${lead}${weekday}${partial}\n\n${table}`, {
      chart: chartOf(found, 0, {
        kind: "line",
        title: `${capitalised(analysis.column)} by ${analysis.grain}`,
        x: "period",
        y: "total",
      }),
      followUps: ["Are there early warning signs in the first 30 days of usage?", ...distributionFollowUp(domain)],
    });
  },
};

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
      followUps: [...driversFollowUp(domain, domain.models.find((model) => model.kind === "classification")?.actual)],
    });
  },
};
