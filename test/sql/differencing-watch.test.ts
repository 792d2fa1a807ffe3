import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";

import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { createSequentialIdSource, createSystemClock, isAppError, type Role } from "#core";
import { domainDirectory, loadDomain, type Domain } from "#knowledge";
import {
  createCachedRunQuery,
  createDifferencingWatch,
  createDuckDbRunQuery,
  type DuckDbEngine,
  type RunQuery,
} from "#sql";

import { createTinyServeDatabase } from "../support/tiny-serve-database.ts";

let engine: DuckDbEngine;
let domain: Domain;
let directory: string;
/** Scores that exactly 3 and 30 customers of the premium tier have more than. */
let high: number;
let middle: number;
beforeAll(async () => {
  domain = await loadDomain(domainDirectory("engagement"));
  directory = await mkdtemp(path.join(tmpdir(), "reckoner-watch-"));
  engine = await createDuckDbRunQuery({
    databasePath: await createTinyServeDatabase(directory, { domain, entities: 600 }),
    domain,
    memoryMb: 256,
    timeoutMs: 5_000,
    maxRows: 40,
    clock: createSystemClock(),
    ids: createSequentialIdSource(),
  });
  const { rows } = await engine.runQuery({
    sql: "SELECT trust_score FROM final_results WHERE account_type = 'premium' ORDER BY trust_score DESC LIMIT 60",
    role: "steward",
  });
  const between = (place: number) => (Number(rows[place - 1]?.[0]) + Number(rows[place]?.[0])) / 2;
  high = between(3);
  middle = between(30);
});
afterAll(async () => {
  await engine.close();
  await rm(directory, { recursive: true, force: true });
});

function watched(runQuery: RunQuery = engine.runQuery, runId = () => "run_1") {
  return createDifferencingWatch({ runQuery, domain, runId });
}

/** The codes of the queries asked in turn by one person; "answered" where there is a result. */
async function askAll(sqls: readonly string[], role: Role = "analyst", runQuery = watched()): Promise<string[]> {
  const codes: string[] = [];
  for (const sql of sqls) {
    const code = await runQuery({ sql, role, person: "ann" }).then(
      () => "answered",
      (error: unknown) => (isAppError(error) ? error.code : String(error)),
    );
    codes.push(code);
  }
  return codes;
}

const age = (where: string) => `SELECT avg(age) AS mean_age, count(*) AS n FROM final_results WHERE ${where}`;
const level = () =>
  `CASE WHEN trust_score > ${high} THEN 'high' WHEN trust_score > ${middle} THEN 'middle' ELSE 'low' END`;
const premium = "account_type = 'premium'";

describe("a query that differs from an earlier one by fewer than k persons is refused", () => {
  const attacks: Readonly<Record<string, () => readonly [string, string]>> = {
    "one more condition": () => [age(premium), age(`${premium} AND trust_score < ${high}`)],
    "the narrower one first": () => [age(`${premium} AND trust_score < ${high}`), age(premium)],
    "two bounds of an inequality": () => [
      age(`${premium} AND trust_score > ${middle}`),
      age(`${premium} AND trust_score > ${middle} AND trust_score <= ${high}`),
    ],
    "the same with NOT and OR": () => [age(premium), age(`NOT (account_type <> 'premium' OR trust_score >= ${high})`)],
    "CASE in the condition": () => [
      age(premium),
      age(`CASE WHEN account_type <> 'premium' THEN 0 WHEN trust_score > ${high} THEN 0 ELSE 1 END = 1`),
    ],
    "arithmetic around the bound": () => [age(premium), age(`${premium} AND trust_score * 2 - 1 < ${high * 2 - 1}`)],
    "a list without one of its values": () => [
      age(`${level()} IN ('high', 'middle', 'low') AND ${premium}`),
      age(`${level()} IN ('middle', 'low') AND ${premium}`),
    ],
    "a WITH query": () => [
      age(premium),
      `WITH t AS (SELECT age, account_type FROM final_results WHERE trust_score < ${high}) SELECT sum(age) FROM t WHERE ${premium}`,
    ],
    "a list of ids from a subquery": () => [
      age(premium),
      age(`${premium} AND customer_id IN (SELECT customer_id FROM final_results WHERE trust_score < ${high})`),
    ],
    "a join": () => [
      age(premium),
      `SELECT avg(f.age) FROM final_results f JOIN accounts a ON a.customer_id = f.customer_id WHERE f.${premium} AND f.trust_score < ${high}`,
    ],
    "FILTER against WHERE": () => [
      age(premium),
      `SELECT avg(age) FILTER (WHERE ${premium} AND trust_score < ${high}) FROM final_results`,
    ],
    "count_if against count": () => [
      `SELECT count(*) FROM final_results WHERE age > 30 AND ${premium}`,
      `SELECT count_if(age > 30 AND ${premium} AND trust_score < ${high}) FROM final_results`,
    ],
    "a group against a condition": () => [
      "SELECT account_type, avg(age) FROM final_results GROUP BY account_type",
      age(`${premium} AND trust_score < ${high}`),
    ],
    "groups of both": () => [
      "SELECT account_type, avg(age) FROM final_results GROUP BY account_type",
      `SELECT account_type, avg(age) FROM final_results WHERE trust_score < ${high} OR account_type <> 'premium' GROUP BY 1`,
    ],
    "the total less the groups, one of them withheld": () => [
      `SELECT ${premium} AND trust_score > ${high} AS x, avg(age) FROM final_results GROUP BY 1`,
      age("true"),
    ],
    "another measure": () => [
      age(premium),
      `SELECT stddev(age), approx_percentile(age, 0.5) FROM final_results WHERE ${premium} AND trust_score < ${high}`,
    ],
    "UNION ALL of both, the second time": () => [
      "SELECT 1",
      `${age(premium)} UNION ALL ${age(`${premium} AND trust_score < ${high}`)}`,
    ],
    "ROLLUP, whose total tells the withheld group": () => [
      "SELECT 1",
      `SELECT ${premium} AND trust_score > ${high} AS x, avg(age) FROM final_results GROUP BY ROLLUP(1)`,
    ],
    "two scalar subqueries": () => [
      "SELECT 1",
      `SELECT (SELECT avg(age) FROM final_results WHERE ${premium}) AS a, (SELECT avg(age) FROM final_results WHERE ${premium} AND trust_score < ${high}) AS b`,
    ],
  };
  test.each(Object.keys(attacks))("%s", async (name) => {
    expect(await askAll(attacks[name]?.() ?? [])).toEqual(["answered", "PRIVACY_REFUSED"]);
  });

  test("three answers of which no two are near", async () => {
    expect(
      await askAll([
        age(premium),
        age(`${premium} AND trust_score <= ${middle}`),
        age(`${premium} AND trust_score > ${middle} AND trust_score < ${high}`),
      ]),
    ).toEqual(["answered", "answered", "PRIVACY_REFUSED"]);
  });

  test("for a viewer whatever is measured, for an analyst only beside a confidential column", async () => {
    const counts = [premium, `${premium} AND trust_score < ${high}`].map(
      (where) => `SELECT count(*), avg(trust_score) FROM final_results WHERE ${where}`,
    );
    expect(await askAll(counts, "viewer")).toEqual(["answered", "PRIVACY_REFUSED"]);
    expect(await askAll(counts, "analyst")).toEqual(["answered", "answered"]);
    expect(await askAll([age(premium), age(`${premium} AND trust_score < ${high}`)], "steward")).toEqual([
      "answered",
      "answered",
    ]);
  });
});

describe("what people ask one after another is answered", () => {
  const conversations: readonly (readonly [string, readonly string[], Role?])[] = [
    ["the same again, in another spelling", [age(premium), age(premium), age("NOT account_type <> 'premium'")]],
    ["break it down", [age(premium), `SELECT gender, avg(age) FROM final_results WHERE ${premium} GROUP BY gender`]],
    ["leave a large part out", [age("true"), age("location <> 'Texas'"), age("account_type <> 'free'")]],
    ["only one part, then the next", ["free", "basic", "premium"].map((tier) => age(`account_type = '${tier}'`))],
    ["another bound", [age("trust_score > 60"), age("trust_score > 70"), age("trust_score > 80")]],
    [
      "by one column, by another, and the total",
      [
        ...["account_type", "device_type", "gender"].map(
          (key) => `SELECT ${key}, avg(age) FROM final_results GROUP BY 1`,
        ),
        age("true"),
      ],
    ],
    [
      "other measures of the same groups",
      ["avg(age)", "stddev(age)", "approx_percentile(age, 0.5)", "corr(age, trust_score)"].map(
        (measure) => `SELECT account_type, ${measure} FROM final_results GROUP BY 1`,
      ),
    ],
    [
      "days, and then tiers, as a viewer",
      [
        "SELECT activity_date, sum(logins) FROM activity_daily GROUP BY 1",
        "SELECT account_type, count(*) FROM final_results GROUP BY 1",
        "SELECT count(*) FROM final_results",
      ],
      "viewer",
    ],
  ];
  test.each(conversations.map(([name, sqls, role]) => ({ name, sqls, role })))(
    "$name",
    async ({ sqls, role = "analyst" }) => {
      expect(await askAll(sqls, role)).toEqual(sqls.map(() => "answered"));
    },
  );
});

describe("what counts as an earlier answer", () => {
  const near = () => age(`${premium} AND trust_score < ${high}`);

  test("one that came from the cache, whoever asked for it first", async () => {
    const cache = createCachedRunQuery({ runQuery: engine.runQuery, runId: () => "run_1" });
    const runQuery = watched(cache.runQuery);
    await runQuery({ sql: age(premium), role: "analyst", person: "bob" });
    expect(await askAll([age(premium), near()], "analyst", runQuery)).toEqual(["answered", "PRIVACY_REFUSED"]);
  });

  test("not another person's, nor one of an earlier run, nor a query that failed or was refused", async () => {
    let run = "run_1";
    let fails = false;
    const runQuery = watched(
      (request) => {
        if (fails && request.role !== "steward") throw new RangeError("the engine is gone");
        return engine.runQuery(request);
      },
      () => run,
    );
    await runQuery({ sql: age(premium), role: "analyst", person: "bob" });
    expect(await askAll([near()], "analyst", runQuery)).toEqual(["answered"]);
    run = "run_2";
    fails = true;
    expect(await askAll([near()], "analyst", runQuery)).toEqual(["RangeError: the engine is gone"]);
    fails = false;
    expect(await askAll([age(premium), near(), age(premium)], "analyst", runQuery)).toEqual([
      "answered",
      "PRIVACY_REFUSED",
      "answered",
    ]);
  });

  test("one that is still under way", async () => {
    const runQuery = watched();
    const outcomes = await Promise.allSettled(
      [age(premium), near()].map((sql) => runQuery({ sql, role: "analyst", person: "ann" })),
    );
    expect(outcomes.map((outcome) => outcome.status)).toEqual(["fulfilled", "rejected"]);
  });
});

test("the refusal says why and what to ask instead, and neither how many persons nor who", async () => {
  const runQuery = watched();
  await runQuery({ sql: age(premium), role: "analyst", person: "ann" });
  const refusal = await runQuery({
    sql: age(`${premium} AND trust_score < ${high}`),
    role: "analyst",
    person: "ann",
  }).catch((error: unknown) => error);
  expect(isAppError(refusal) && [refusal.code, refusal.detail, refusal.hint]).toEqual([
    "PRIVACY_REFUSED",
    "Beside what was answered before, or within itself, the query tells of fewer than 10 persons by the difference.",
    "Ask for the same groups as before, for groups that differ by at least 10 persons, or without the total or the small groups.",
  ]);
});

describe("groups are withheld before a query is refused", () => {
  /** Of 600 customers 4 are in the group `few`, 12 in `some`, the rest in groups of 146. */
  const groups = () => {
    const rank = "row_number() OVER (ORDER BY trust_score, lifetime_value_usd)";
    const ranked = `(SELECT age, customer_id, ${rank} AS place FROM final_results) t`;
    return `SELECT CASE WHEN place <= 4 THEN 'few' WHEN place <= 16 THEN 'some' WHEN place <= 162 THEN 'a' WHEN place <= 308 THEN 'b' WHEN place <= 454 THEN 'c' ELSE 'd' END AS g, avg(age) FROM ${ranked} GROUP BY 1`;
  };

  test("more of them than the small ones, so that the total may be told, with a notice", async () => {
    const runQuery = watched();
    const first = await runQuery({ sql: groups(), role: "analyst", person: "ann" });
    expect(first.rows.map(([name]) => String(name)).toSorted((a, b) => a.localeCompare(b))).toEqual([
      "a",
      "b",
      "c",
      "d",
    ]);
    expect(first.notices.at(-1)).toMatch(/^All groups of fewer than 15 are left out here/);
    expect(await askAll([age("true"), groups()], "analyst", runQuery)).toEqual(["answered", "answered"]);
    // Asked again they are still withheld.
    const again = await runQuery({ sql: groups(), role: "analyst", person: "ann" });
    expect(again.rows.length).toBe(4);
  });

  test("not where that would leave less than half to tell", async () => {
    const sql = `SELECT ${premium} AND trust_score > ${high} AS x, avg(age) FROM final_results GROUP BY ROLLUP(1)`;
    expect(await askAll([sql])).toEqual(["PRIVACY_REFUSED"]);
  });
});

test("what is kept nowhere else is not compared with counts of customers", async () => {
  const few = `${premium} AND trust_score > ${high}`;
  const activity = (measure: string) =>
    `SELECT ${measure} FROM final_results f JOIN activity_daily a ON a.customer_id = f.customer_id WHERE f.gender IN ('M', 'F') AND NOT (f.${few.replace("trust", "f.trust")})`;
  const all = age("gender IN ('M', 'F')");
  expect(await askAll([all, activity("avg(a.minutes)")])).toEqual(["answered", "answered"]);
  expect(await askAll([all, activity("avg(f.age)")])).toEqual(["answered", "PRIVACY_REFUSED"]);
  expect(await askAll([all, activity("count(*)")])).toEqual(["answered", "PRIVACY_REFUSED"]);
});
