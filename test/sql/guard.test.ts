import { beforeAll, describe, expect, test } from "vitest";

import type { AppError, Role } from "#core";
import { domainDirectory, loadDomain } from "#knowledge";
import { createGuard, type CheckedQuery, type Guard } from "#sql";

let guard: Guard;
beforeAll(async () => {
  guard = createGuard({ domain: await loadDomain(domainDirectory("engagement")) });
});

const check = (sql: string, role: Role = "analyst", maxRows = 100): CheckedQuery => guard.check({ sql, role, maxRows });
const textOf = (sql: string, role?: Role) => check(sql, role).athenaSql;

function refusal(sql: string, role?: Role): Pick<AppError, "code" | "detail" | "hint"> {
  try {
    check(sql, role);
  } catch (error) {
    const { code, detail, hint } = error as AppError; // the guard throws nothing else
    return { code, detail, hint };
  }
  throw new Error(`it passed: ${sql}`);
}

describe("a query that passes", () => {
  test("comes back in both dialects, with what it reads and gives", () => {
    expect(
      check("select Account_Type, Count(*) n from Final_Results where trust_score > .5 group by 1 order by n desc"),
    ).toEqual({
      athenaSql:
        "SELECT account_type, count(*) AS n FROM engagement_analytics.final_results WHERE trust_score > .5 GROUP BY account_type ORDER BY n DESC LIMIT 100",
      duckdbSql:
        'SELECT "final_results"."account_type" AS "account_type", count(*) AS "n" FROM "engagement_analytics"."final_results" WHERE "final_results"."trust_score" > .5 GROUP BY "final_results"."account_type" ORDER BY "n" DESC NULLS LAST LIMIT 101',
      outputs: [
        { name: "account_type", type: "varchar" },
        { name: "n", type: "bigint" },
      ],
      lineage: [["final_results.account_type"], []],
      isIndividual: false,
      isCapped: true,
      tables: ["engagement_analytics.final_results"],
      columns: ["final_results.trust_score", "final_results.account_type"],
      notices: [],
      populations: [],
    });
  });

  test("tells whether its rows are single persons'", () => {
    const isIndividual = (sql: string) => check(sql).isIndividual;
    expect(
      [
        "SELECT trust_score FROM final_results",
        "SELECT customer_id, count(*) AS n FROM final_results GROUP BY customer_id",
        "WITH top AS (SELECT customer_id, trust_score FROM final_results ORDER BY 2 DESC LIMIT 3) SELECT trust_score FROM top",
        "SELECT rank() OVER (ORDER BY trust_score) AS place FROM final_results",
      ].map(isIndividual),
    ).toEqual([true, true, true, true]);
    expect(
      [
        "SELECT max(trust_score) AS top FROM final_results",
        "SELECT account_type, min(trust_score) AS low FROM final_results GROUP BY account_type",
        "WITH ranked AS (SELECT rank() OVER (ORDER BY trust_score) AS x, match_success_rate AS y FROM final_results) SELECT corr(x, y) AS rho FROM ranked",
        "SELECT metric, value FROM model_metrics",
        "SELECT 1 AS a",
      ].map(isIndividual),
    ).toEqual([false, false, false, false, false]);
  });

  test("has a LIMIT: its own where it is low enough, else the cap", () => {
    expect(textOf("SELECT 1 AS a LIMIT 7")).toBe("SELECT 1 AS a LIMIT 7");
    expect(textOf("SELECT 1 AS a LIMIT 7000")).toBe("SELECT 1 AS a LIMIT 100");
    expect(textOf("SELECT 1 AS a LIMIT ALL")).toBe("SELECT 1 AS a LIMIT 100");
    expect(check("SELECT 1 AS a LIMIT 7").duckdbSql).toMatch(/LIMIT 7$/);
  });

  test("keeps the meaning of its operators whatever the engine's precedence", () => {
    expect(textOf("SELECT 1 - (2 - 3) * 4 AS a")).toBe("SELECT 1 - ((2 - 3) * 4) AS a LIMIT 100");
    expect(textOf("SELECT NOT 1 = 2 OR 3 < 4 AND true AS a")).toBe(
      "SELECT (NOT (1 = 2)) OR ((3 < 4) AND TRUE) AS a LIMIT 100",
    );
  });

  test("has an alias in GROUP BY or HAVING written out, since Athena knows none there", () => {
    expect(textOf("SELECT year(signup_date) AS y, count(*) AS n FROM accounts GROUP BY y HAVING n > 1")).toBe(
      "SELECT year(signup_date) AS y, count(*) AS n FROM engagement_raw.accounts GROUP BY year(signup_date) HAVING count(*) > 1 LIMIT 100",
    );
  });

  test("has a CTE hide a table of its name, but not the qualified table", () => {
    expect(check("WITH accounts AS (SELECT 1 AS x) SELECT x FROM accounts").tables).toEqual([]);
    expect(check("WITH accounts AS (SELECT 1 AS x) SELECT count(*) AS n FROM engagement_raw.accounts").tables).toEqual([
      "engagement_raw.accounts",
    ]);
  });

  test("has a star without the columns that the role sees in groups only, and a notice of it", () => {
    const { outputs, notices } = check("SELECT * FROM final_results");
    expect(outputs.map((column) => column.name)).not.toContain("age");
    expect(notices).toEqual(["age, gender, location left out of *: confidential, shown in groups only."]);
    expect(check("SELECT * FROM final_results", "steward").outputs).toHaveLength(outputs.length + 3);
  });

  test("is told when decimals cut its ratio", () => {
    expect(check("SELECT count(*) * 1.0 / 3 AS share FROM accounts").notices).toEqual([
      "A division of decimals keeps 1 decimals only; write 1E0 for 1.0, or CAST to double, for all of them.",
    ]);
  });
});

describe("groups that a confidential column takes part in", () => {
  test("must hold ten customers: rows are counted where each is one customer's, ids elsewhere", () => {
    expect(textOf("SELECT gender, avg(trust_score) AS m FROM final_results GROUP BY gender")).toBe(
      "SELECT gender, avg(trust_score) AS m FROM engagement_analytics.final_results GROUP BY gender HAVING count(*) >= 10 LIMIT 100",
    );
    expect(
      textOf(
        "SELECT f.gender, avg(a.minutes) AS m FROM activity_daily a JOIN final_results f USING (customer_id) GROUP BY f.gender HAVING count(*) > 3",
      ),
    ).toBe(
      "SELECT f.gender, avg(a.minutes) AS m FROM engagement_raw.activity_daily AS a INNER JOIN engagement_analytics.final_results AS f ON a.customer_id = f.customer_id GROUP BY f.gender HAVING (count(*) > 3) AND (count(DISTINCT f.customer_id) >= 10) LIMIT 100",
    );
  });

  test("are counted through subqueries that do not show the id", () => {
    expect(textOf("SELECT g, count(*) AS n FROM (SELECT gender AS g FROM final_results) t GROUP BY g")).toBe(
      "SELECT g, count(*) AS n FROM (SELECT gender AS g, final_results.customer_id AS row_owner_1 FROM engagement_analytics.final_results) AS t GROUP BY g HAVING count(DISTINCT t.row_owner_1) >= 10 LIMIT 100",
    );
  });

  test("are what DISTINCT becomes", () => {
    expect(textOf("SELECT DISTINCT gender FROM final_results")).toBe(
      "SELECT gender FROM engagement_analytics.final_results GROUP BY gender HAVING count(*) >= 10 LIMIT 100",
    );
  });

  test("are not withheld from a steward, nor where nothing confidential takes part", () => {
    expect(textOf("SELECT gender, count(*) AS n FROM final_results GROUP BY gender", "steward")).not.toContain(
      "HAVING",
    );
    expect(textOf("SELECT account_type, count(*) AS n FROM final_results GROUP BY account_type")).not.toContain(
      "HAVING",
    );
    expect(textOf("SELECT account_type, count(*) AS n FROM final_results GROUP BY account_type", "viewer")).toContain(
      "HAVING count(*) >= 10",
    );
  });
});

describe("a refusal names the part of the query and how to mend it", () => {
  test.each([
    ["SELECT trust FROM final_results", "There is no column trust in final_results.", "Near it are trust_score."],
    [
      "SELECT median(trust_score) FROM final_results",
      "The function median is not open to queries.",
      "Use approx_percentile(x, 0.5).",
    ],
    [
      "SELECT account_type, count(*) FROM final_results",
      "The column account_type is neither grouped by nor inside an aggregate.",
      "Add it to GROUP BY, or put it into an aggregate such as avg or max.",
    ],
    [
      "SELECT * FROM activity_daily WHERE activity_date > '2026-01-01'",
      "> compares date with varchar.",
      "Write the literal as DATE 'YYYY-MM-DD' or TIMESTAMP '…'.",
    ],
    [
      "SELECT customer_id FROM final_results f JOIN accounts a ON f.customer_id = a.customer_id",
      "The column customer_id could be f.customer_id or a.customer_id.",
      "Put the table's alias before it.",
    ],
    [
      "DROP TABLE accounts",
      'The statement starts with "drop".',
      "Only SELECT queries are run, alone or after WITH; nothing may be written, set, described or called.",
    ],
    [
      "SELECT 1; SELECT 2",
      'Where the end of the query is expected, "select" stands at position 11.',
      "Only one SELECT query in Athena's dialect (Trino) is read; mend it at this place.",
    ],
  ])("%s", (sql, detail, hint) => {
    expect(refusal(sql)).toEqual({ code: "SQL_REFUSED", detail, hint });
  });

  test("for privacy with its own code", () => {
    expect(refusal("SELECT customer_id FROM final_results WHERE age > 60")).toEqual({
      code: "PRIVACY_REFUSED",
      detail: "The query shows rows of single persons by age, which is confidential.",
      hint: "Group by it and aggregate (groups under 10 are left out), or leave it out, also in WHERE and ORDER BY.",
    });
  });
});

describe("limits", () => {
  test.each([
    ["length", `SELECT '${"a".repeat(17_000)}'`],
    ["words", `SELECT ${"1 + ".repeat(2_500)}1`],
    ["brackets", `SELECT ${"(".repeat(3_000)}1${")".repeat(3_000)}`],
    ["NOT chains", `SELECT ${"NOT ".repeat(3_000)}true`],
    ["sign chains", `SELECT ${"- ".repeat(3_000)}1`],
    ["CASE depth", `SELECT ${"CASE WHEN true THEN ".repeat(300)}1${" END".repeat(300)}`],
    ["subqueries", `SELECT * FROM ${"(SELECT * FROM ".repeat(100)}accounts${") t".repeat(100)}`],
    ["array depth", `SELECT ${"ARRAY[".repeat(200)}1${"]".repeat(200)}`],
    ["IN lists", `SELECT 1 IN (${"1, ".repeat(1_500)}1)`],
    [
      "tables",
      `SELECT count(*) FROM accounts a0 ${Array.from({ length: 14 }, (_, n) => `JOIN accounts a${n + 1} ON a0.customer_id = a${n + 1}.customer_id`).join(" ")}`,
    ],
    ["branches", Array.from({ length: 20 }, () => "SELECT 1").join(" UNION ALL ")],
    ["rows of VALUES", `SELECT * FROM (VALUES ${"1, ".repeat(1_100)}1) AS t(x)`],
    ["comments", `SELECT 1 ${"/* x */".repeat(2_500)}`],
  ])("%s: a query far past them is refused", (_name, sql) => {
    expect(refusal(sql).code).toBe("SQL_REFUSED");
  });
});
