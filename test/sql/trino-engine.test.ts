import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { createIdSource, createRandom, createSystemClock, isAppError } from "#core";
import { createTrinoRunQuery, type TrinoEngine } from "#sql";

import { openTinyEngine, type TinyEngine } from "../support/open-tiny-engine.ts";
import { openTestTrino } from "../support/trino-recordings.ts";

// What a real Trino answered, as recorded, or answers now where RECKONER_TEST_TRINO_URL names one; beside DuckDB, over
// the same rows. How it was recorded: test/fixtures/trino-protocol/README.md.

const maxRows = 3_000;

let tiny: TinyEngine;
let trino: Awaited<ReturnType<typeof openTestTrino>>;
let engine: TrinoEngine;
beforeAll(async () => {
  tiny = await openTinyEngine({ maxRows });
  trino = await openTestTrino();
  engine = await createTrinoRunQuery({
    baseUrl: trino.baseUrl,
    user: "tests",
    catalog: "awsdatacatalog",
    domain: tiny.domain,
    runId: "r_1",
    timeoutMs: 20_000,
    maxRows,
    clock: createSystemClock(),
    ids: createIdSource(),
    random: createRandom(1),
  });
});
afterAll(async () => {
  await engine.close();
  await trino.close();
  await tiny.remove();
});

const ask = (sql: string) => engine.runQuery({ sql, role: "analyst" });

describe("gives what DuckDB gives", () => {
  test.each([
    ["numbers", "SELECT 1 AS a, 5000000000 AS b, -7 / 2 AS c, 1.25 AS d, -0.10 AS e, 1E300 AS f, 0.1E0 + 0.2E0 AS g"],
    ["wide numbers", "SELECT 9007199254740993 AS a, 12345678901234567890.1234567890 AS b, -9223372036854775807 AS c"],
    [
      "what is no number",
      "SELECT nan() AS a, infinity() AS b, -infinity() AS c, 0E0 / 0E0 AS d, CAST(NULL AS double) AS e",
    ],
    ["texts", "SELECT 'a' AS a, '' AS b, 'häuser 😀' AS c, 'it''s \"quoted\"' AS d, CAST(NULL AS varchar) AS e"],
    ["truth", "SELECT true AS a, false AS b, 1 = 2 AS c, NULL AND true AS d"],
    [
      "days",
      "SELECT DATE '2024-02-29' AS a, DATE '0001-01-01' AS b, DATE '9999-12-31' AS c, date_add('day', 1, DATE '2026-12-31') AS d",
    ],
    [
      "moments",
      "SELECT TIMESTAMP '2026-01-02 03:04:05' AS a, TIMESTAMP '2026-01-02 03:04:05.120' AS b, TIMESTAMP '1969-12-31 23:59:59.999' AS c, TIMESTAMP '2026-01-02 03:04:05.123456' AS d",
    ],
    [
      "intervals",
      "SELECT INTERVAL '1' DAY AS a, INTERVAL '-2' DAY AS b, INTERVAL '14' MONTH AS c, INTERVAL '1' YEAR AS d",
    ],
    [
      "arrays",
      "SELECT ARRAY[1, NULL, 3] AS a, ARRAY[1.50, 2.25] AS b, ARRAY['x, y', '\"z\"', NULL] AS c, ARRAY[nan(), 1E0] AS d, ARRAY[true, NULL] AS e, ARRAY[DATE '2026-01-02'] AS f, ARRAY[TIMESTAMP '2026-01-02 03:04:05.120'] AS g, ARRAY[ARRAY[1], ARRAY[2, 3]] AS h",
    ],
    [
      "maps",
      "SELECT map(ARRAY['a', 'b'], ARRAY[1, NULL]) AS a, map(ARRAY[2], ARRAY['x']) AS b, map(ARRAY[1E0], ARRAY[1.50]) AS c, map(ARRAY[2.50], ARRAY[true]) AS d, map(ARRAY[DATE '2026-01-01'], ARRAY[TIMESTAMP '2026-01-02 03:04:05.120']) AS e, map(ARRAY[true], ARRAY[ARRAY[1, 2]]) AS f",
    ],
    ["nothing", "SELECT NULL AS a, nullif(1, 1) AS b"],
    ["no row", "SELECT customer_id, trust_score FROM final_results WHERE customer_id = 'nobody'"],
    ["a table", "SELECT customer_id, upper(customer_id) AS loud FROM final_results ORDER BY customer_id LIMIT 25"],
    [
      "many rows",
      "SELECT n, n * n AS square, 'row ' || CAST(n AS varchar) AS text FROM UNNEST(sequence(1, 2500)) AS t(n) ORDER BY n",
    ],
    ["more rows than the cap", "SELECT n FROM UNNEST(sequence(1, 9000)) AS t(n) ORDER BY n"],
    [
      "groups",
      "SELECT g, count(*) AS n, sum(x) AS total, avg(x) AS mean FROM (VALUES ('a', 1.5), ('b', 2.5), ('a', 4.0), (NULL, NULL)) AS t(g, x) GROUP BY ROLLUP (g) ORDER BY g, n",
    ],
    [
      "a join",
      "SELECT l.k, r.v FROM (VALUES (1), (2), (3)) AS l(k) LEFT JOIN (VALUES (1, 'x'), (3, 'y'), (3, 'z')) AS r(k, v) ON r.k = l.k ORDER BY 1, 2",
    ],
    [
      "places",
      "SELECT x, rank() OVER (ORDER BY x DESC) AS place, lag(x) OVER (ORDER BY x) AS before FROM (VALUES 3, 1, 3, 2) AS t(x) ORDER BY 2, 1",
    ],
  ])("%s", async (_, sql) => {
    const [{ columns, rows, rowCount, truncated, notices, sql: ran }, expected] = await Promise.all([
      ask(sql),
      tiny.runQuery({ sql, role: "analyst", maxRows }),
    ]);
    expect({ columns, rows, rowCount, truncated, notices, sql: ran }).toEqual({
      columns: expected.columns,
      rows: expected.rows,
      rowCount: expected.rowCount,
      truncated: expected.truncated,
      notices: expected.notices,
      sql: expected.sql,
    });
  });
});

test("gives a row without names as a list", async () => {
  expect((await ask("SELECT ROW(1, 'a', NULL) AS r")).rows).toEqual([['[1,"a",null]']]);
});

test("tells Trino's own id, what was read, and that nobody bills it", async () => {
  const {
    queryId,
    scannedBytes,
    costUsd,
    engine: name,
  } = await ask("SELECT max(customer_id) AS last FROM final_results");
  expect(queryId).toMatch(/^\d{8}_\d{6}_\d{5}_\w{5}$/);
  expect(scannedBytes).toBeGreaterThan(0);
  expect([costUsd, name]).toEqual([null, "trino"]);
});

test.each([
  ["SELECT 1 / 0 AS x", "A division by zero stopped the query."],
  ["SELECT CAST('a secret' AS integer) AS x", "A value could not be converted or is out of range."],
  ["SELECT 9223372036854775807 + 1 AS x", "A value could not be converted or is out of range."],
  ["SELECT CAST(customer_id AS integer) AS x FROM final_results", "A value could not be converted or is out of range."],
])("says why a query failed, without values: %s", async (sql, detail) => {
  const error = await ask(sql).catch((thrown: unknown) => thrown);
  expect(isAppError(error) ? { code: error.code, detail: error.detail } : error).toEqual({
    code: "SQL_FAILED",
    detail,
  });
});
