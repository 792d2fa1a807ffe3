import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { isAppError } from "#core";

import { openTinyEngine, type TinyEngine } from "../support/open-tiny-engine.ts";

let engine: TinyEngine;
/** The condition that one customer alone meets. */
let one: string;
/** Just below the largest trust score. */
let bound: number;
beforeAll(async () => {
  engine = await openTinyEngine();
  const { rows } = await engine.runQuery({
    sql: "SELECT trust_score FROM final_results ORDER BY 1 DESC LIMIT 2",
    role: "steward",
  });
  bound = (Number(rows[0]?.[0]) + Number(rows[1]?.[0])) / 2;
  one = `trust_score > ${bound.toFixed(9)}`;
});
afterAll(() => engine.remove());

/** By gender, so that an answer about one customer alone tells their gender. Each gives gender and one column. */
const attacks: Readonly<Record<string, () => string>> = {
  "counting the matches of an outer join": () =>
    `SELECT r.gender, count(p.customer_id) FROM final_results r LEFT JOIN (SELECT customer_id FROM final_results WHERE ${one}) p ON p.customer_id = r.customer_id GROUP BY 1`,
  "counting who is not matched": () =>
    `SELECT r.gender, count(p.customer_id) FROM final_results r LEFT JOIN (SELECT customer_id FROM final_results WHERE NOT (${one})) p ON p.customer_id = r.customer_id GROUP BY 1`,
  "counting who is not matched, in a WITH query": () =>
    `WITH p AS (SELECT customer_id FROM final_results WHERE NOT (${one})) SELECT r.gender, count(p.customer_id) FROM final_results r LEFT JOIN p ON p.customer_id = r.customer_id GROUP BY 1`,
  "counting all but one with FILTER": () =>
    `SELECT gender, count(*) FILTER (WHERE NOT (${one})) FROM final_results WHERE trust_score > 0 GROUP BY 1`,
  "a measure of the matches, from the other side": () =>
    `SELECT r.gender, sum(p.trust_score) FROM (SELECT * FROM final_results WHERE ${one}) p RIGHT JOIN final_results r ON p.customer_id = r.customer_id GROUP BY 1`,
  "matches carried through WITH": () =>
    `WITH j AS (SELECT r.customer_id, r.gender, p.s FROM final_results r LEFT JOIN (SELECT customer_id, trust_score AS s FROM final_results WHERE ${one}) p ON p.customer_id = r.customer_id) SELECT gender, sum(s) FROM j GROUP BY 1`,
  "a table of groups, joined on a condition": () =>
    `SELECT r.gender, count(s.segment) FROM final_results r LEFT JOIN segments s ON s.segment = r.segment AND r.${one} GROUP BY 1`,
  "coalesce over the matches": () =>
    `SELECT r.gender, sum(coalesce(p.n, 0)) FROM final_results r LEFT JOIN (SELECT customer_id, count(*) AS n FROM final_results WHERE ${one} GROUP BY 1) p ON p.customer_id = r.customer_id GROUP BY 1`,
  "floor of a quotient": () => `SELECT gender, sum(floor(trust_score / ${bound})) FROM final_results GROUP BY 1`,
  "rounding in a cast": () =>
    `SELECT gender, sum(CAST(trust_score / ${bound} - 0.5 AS integer)) FROM final_results GROUP BY 1`,
  "the bend of abs": () =>
    `SELECT gender, sum(abs(trust_score - ${bound})) - sum(${bound} - trust_score) FROM final_results GROUP BY 1`,
  "a boolean's cast": () =>
    `SELECT gender, sum(CAST(CAST(trust_score - ${bound} AS boolean) AS integer)) FROM final_results GROUP BY 1`,
  "dividing by a difference behind WITH": () =>
    `WITH c AS (SELECT customer_id, gender, trust_score - ${bound} AS d FROM final_results) SELECT gender, sum(1 / d) FROM c GROUP BY 1`,
  "powers of powers behind WITH": () =>
    "WITH a AS (SELECT customer_id, gender, power(trust_score, 3) AS y FROM final_results), b AS (SELECT customer_id, gender, power(y, 3) AS z FROM a) SELECT gender, sum(z) FROM b GROUP BY 1",
  "whole numbers that overflow for some": () =>
    "SELECT gender, count(total_connections * 1000000000) FROM final_results GROUP BY 1",
  "whole numbers' division": () => "SELECT gender, sum(total_connections / 990) FROM final_results GROUP BY 1",
  "years from a date of the query": () =>
    "SELECT f.gender, sum(date_diff('year', DATE '2020-01-02', a.signup_date)) FROM final_results f JOIN accounts a ON a.customer_id = f.customer_id GROUP BY 1",
  "a rank over a condition": () =>
    `WITH t AS (SELECT customer_id, gender, rank() OVER (ORDER BY ${one}) AS r FROM final_results) SELECT gender, sum(r) FROM t GROUP BY 1`,
  "a count over a condition": () =>
    `WITH t AS (SELECT customer_id, gender, count(*) OVER (PARTITION BY ${one}) AS r FROM final_results) SELECT gender, sum(r) FROM t GROUP BY 1`,
  "an extreme of a window as a group": () =>
    "SELECT f, count(*) FROM (SELECT customer_id, max(trust_score) OVER (PARTITION BY gender) AS f FROM final_results) t GROUP BY 1",
  "a place in a window as a measure": () =>
    "SELECT gender, avg(f) FROM (SELECT gender, nth_value(trust_score, 2) OVER (PARTITION BY gender ORDER BY trust_score DESC) AS f FROM final_results) t GROUP BY 1",
  "a flag times a measure": () =>
    "SELECT location, sum(CAST(churn_30_day AS integer) * lifetime_value_usd) FROM final_results GROUP BY 1",
  "eighteen percentiles": () =>
    "SELECT gender, approx_percentile(trust_score, ARRAY[0.1,0.2,0.3,0.4,0.5,0.6,0.7,0.8,0.9]), approx_percentile(trust_score, ARRAY[0.15,0.25,0.35,0.45,0.55,0.65,0.75,0.85,0.95]) FROM final_results GROUP BY 1",
  "a protected subquery as a value, row by row": () =>
    "SELECT customer_id, x FROM (SELECT customer_id, customer_id IN (SELECT customer_id FROM final_results WHERE age > 40) AS x FROM final_results) t",
  "EXISTS as a value, row by row": () =>
    "SELECT customer_id, x FROM (SELECT f.customer_id, EXISTS (SELECT 1 FROM final_results i WHERE i.customer_id = f.customer_id AND i.gender = 'F') AS x FROM final_results f) t",
  "a count for each person, row by row": () =>
    "SELECT customer_id, c FROM (SELECT customer_id, count(CASE WHEN age > 40 THEN 1 END) AS c FROM final_results GROUP BY 1) t",
  "a distinct count for each person, row by row": () =>
    "SELECT customer_id, c FROM (SELECT customer_id, approx_distinct(CASE WHEN gender = 'F' THEN 1 END) AS c FROM final_results GROUP BY 1) t",
};

describe("an analyst is told nothing of one person by", () => {
  test.each(Object.keys(attacks))("%s", async (name) => {
    const told = await engine
      .runQuery({ sql: attacks[name]?.() ?? "", role: "analyst" })
      .then(({ rows }) => rows.filter((row) => row[1] !== null))
      .catch((error: unknown) => (isAppError(error, "PRIVACY_REFUSED") ? [] : String(error)));
    expect(told).toEqual([]);
  });
});

describe("what is near to these, and about many, is told", () => {
  const harmless: Readonly<Record<string, string>> = {
    "the matches of an outer join that all have":
      "SELECT r.gender, count(a.customer_id) FROM final_results r LEFT JOIN accounts a ON a.customer_id = r.customer_id GROUP BY 1",
    "rounding a column": "SELECT gender, avg(round(lifetime_value_usd, 0)) FROM final_results GROUP BY 1",
    "the error of a prediction":
      "SELECT gender, avg(abs(actual_engagement_score - predicted_engagement_score)) FROM final_results GROUP BY 1",
    "a sum of whole numbers":
      "SELECT gender, avg(num_events_joined_month + num_new_connections_month + content_posts_per_week) FROM final_results GROUP BY 1",
    "a ratio of columns":
      "SELECT gender, avg(transaction_revenue_month / nullif(total_connections, 0)) FROM final_results GROUP BY 1",
    "a share by CASE of a column":
      "SELECT gender, avg(CASE account_type WHEN 'premium' THEN 1 ELSE 0 END) FROM final_results GROUP BY 1",
    "days since a date":
      "SELECT f.gender, avg(date_diff('day', a.signup_date, DATE '2026-11-21')) FROM final_results f JOIN accounts a ON a.customer_id = f.customer_id GROUP BY 1",
    "a rank by a column":
      "WITH t AS (SELECT customer_id, gender, percent_rank() OVER (ORDER BY lifetime_value_usd) AS r FROM final_results) SELECT gender, avg(r) FROM t GROUP BY 1",
    "the largest of the groups' values":
      "WITH o AS (SELECT avg(age) AS m FROM final_results) SELECT f.gender, avg(f.age) - max(o.m) FROM final_results f CROSS JOIN o GROUP BY 1",
  };
  test.each(Object.keys(harmless))("%s", async (name) => {
    const { rows } = await engine.runQuery({ sql: harmless[name] ?? "", role: "analyst" });
    expect(rows.filter((row) => row[1] !== null).length).toBeGreaterThan(1);
  });
});
