import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { openTinySql } from "../../support/open-tiny-sql.ts";
import { runWithFake } from "./build-cli.ts";

let tiny: Awaited<ReturnType<typeof openTinySql>>;
beforeAll(async () => {
  tiny = await openTinySql();
});
afterAll(() => tiny.remove());

const run = (args: readonly string[], options: Parameters<typeof runWithFake>[1] = {}) =>
  runWithFake(["sql", ...args], { openSql: tiny.openSql, ...options });

const two = "SELECT * FROM (VALUES (1, 'a,\"b'), (20, NULL), (300, '')) AS t(n, word)";

describe("reckoner sql QUERY", () => {
  it("prints an aligned table, and what it took on standard error", async () => {
    const { exitCode, out, err } = await run([two]);
    expect(exitCode).toBe(0);
    expect(out).toBe('  n  word\n───  ────\n  1  a,"b\n 20  –\n300\n');
    expect(err).toBe("3 rows, 0 bytes read, 0 ms, duckdb\n");
  });

  it("prints CSV in which NULL and the empty text stay apart", async () => {
    expect((await run(["--csv", two])).out).toBe('n,word\n1,"a,""b"\n20,\n300,""\n');
  });

  it("prints the whole result as one line of JSON", async () => {
    const { out } = await run(["--json", "--max-rows", "2", two]);
    expect(out.endsWith("}\n")).toBe(true);
    expect(JSON.parse(out)).toEqual({
      queryId: "query_1",
      sql: `SELECT t.n, t.word FROM (VALUES (1, 'a,"b'), (20, NULL), (300, '')) AS t(n, word) LIMIT 2`,
      columns: [
        { name: "n", type: "integer" },
        { name: "word", type: "varchar" },
      ],
      rows: [
        [1, 'a,"b'],
        [20, null],
      ],
      rowCount: 2,
      truncated: true,
      scannedBytes: 0,
      costUsd: 0,
      elapsedMs: 0,
      engine: "duckdb",
      notices: [],
    });
  });

  it("reads the query from standard input, and joins words that the shell has split", async () => {
    const input = "SELECT 7 AS n\n-- and a comment\n;";
    expect((await run(["--csv", "-"], { input })).out).toBe("n\n7\n");
    expect((await run(["--csv"], { input })).out).toBe("n\n7\n");
    expect((await run(["--csv", "SELECT", "7", "AS", "n"])).out).toBe("n\n7\n");
  });

  it("says how many rows it was cut to, and tells what was withheld", async () => {
    const { err } = await run(["--max-rows", "1", two]);
    expect(err).toBe("1 row (cut: there are more), 0 bytes read, 0 ms, duckdb\n");
    const withheld = await run(["SELECT account_type, avg(age) AS a FROM final_results GROUP BY 1"]);
    expect(withheld.err).toMatch(/^Groups of fewer than 10 are left out, because of age\.\n/);
  });

  it("cannot be told to act on the terminal by what is in the data", async () => {
    const { out } = await run(["SELECT chr(27) || '[31mred' AS word"]);
    expect(out).toBe("word\n────\nred\n");
  });

  it("refuses with the role's rights, before any engine is opened", async () => {
    const before = tiny.opened.engines;
    const { exitCode, out, err } = await run(["--role", "viewer", "SELECT customer_id FROM final_results"]);
    expect({ exitCode, out }).toEqual({ exitCode: 1, out: "" });
    expect(err).toMatch(/^error PRIVACY_REFUSED: .*\nhint {2}.*aggregate/);
    expect(tiny.opened.engines).toBe(before);
  });

  it("keeps to the budget of the person at this machine", async () => {
    const env = { RECKONER_QUERY_BYTES_PER_DAY: "1" };
    const sql = "SELECT count(*) AS n FROM final_results WHERE trust_score > 0";
    expect((await run([sql], { env })).exitCode).toBe(0);
    const { exitCode, err } = await run([sql], { env });
    expect(exitCode).toBe(1);
    expect(err).toBe(
      "error QUERY_BUDGET: Today's budget of 1 bytes for queries is used up.\nhint  It is renewed on 2026-11-21 at 00:00 UTC. Answer from what was already found; who runs the service can raise it.\n",
    );
  });

  it.each([
    [["--json", "--csv", "SELECT 1"], "--json and --csv exclude each other."],
    [
      ["--role", "king", "SELECT 1"],
      'There is no role "king"; the roles are viewer, analyst, steward, admin, auditor.',
    ],
    [["--engine", "oracle", "SELECT 1"], 'There is no engine "oracle"; the engines are duckdb, athena, trino.'],
    [["--max-rows", "0", "SELECT 1"], "--max-rows must be a whole number from 1 to 100000."],
    [["--run", "SELECT 1"], "--run goes with --check; a query by itself is run anyway."],
    [["--explain", "--csv", "SELECT 1"], "--explain prints text, or JSON with --json."],
    [["--check", "x.jsonl", "SELECT 1"], "--check takes its queries from the file; leave the query out."],
    [["--check", "x.jsonl", "--json"], "--check prints JSON lines; no other form goes with it."],
    [["--check", "no-such-file.jsonl"], "no-such-file.jsonl cannot be read."],
    [["--check", "-", "--ddl", "s3://bucket"], "--check and --ddl exclude each other."],
    [["--ddl", "s3://bucket", "SELECT 1"], "--ddl stands by itself."],
    [["--ddl", "/home"], '"/home" is no place in S3.'],
    [["--check", "/tmp"], "/tmp cannot be read."],
    [["--bad"], "Unknown option '--bad'"],
    [["  "], "There is no query."],
  ])("takes %j for a mistake, says which, and exits with 2", async (args, detail) => {
    const { exitCode, out, err } = await run(args);
    expect({ exitCode, out }).toEqual({ exitCode: 2, out: "" });
    expect(err).toContain(`error USAGE: ${detail}`);
  });

  it("takes a setting that is missing for a mistake", async () => {
    const { exitCode, err } = await run(["--engine", "athena", "SELECT 1"]);
    expect(exitCode).toBe(2);
    expect(err).toContain("ATHENA_WORKGROUP is needed when SQL_ENGINE is athena");
  });
});

it("reckoner sql --ddl prints what makes the tables in Athena", async () => {
  const { exitCode, out, err } = await run(["--ddl", "s3://bucket/run"]);
  expect({ exitCode, err }).toEqual({ exitCode: 0, err: "" });
  expect(out).toMatch(/^CREATE DATABASE IF NOT EXISTS `engagement_analytics`;\n/);
  expect(out).toContain("s3://bucket/run/results/final/");
});

describe("reckoner sql --explain", () => {
  it("shows decision, reasons, what is read, lineage and both texts, and opens no engine", async () => {
    const before = tiny.opened.engines;
    const { exitCode, out, err } = await run(
      ["--explain", "SELECT account_type AS t, avg(age) AS a, count(*) AS n FROM final_results GROUP BY 1"],
      { columns: 100 },
    );
    expect({ exitCode, err }).toEqual({ exitCode: 0, err: "" });
    expect(out).toBe(`rewrite for the role analyst

Groups of fewer than 10 are left out, because of age.
At most 1000 rows are given.

Reads engagement_analytics.final_results
column                      privacy
──────────────────────────  ────────────
final_results.account_type  internal
final_results.age           confidential

Gives
column  type     made from
──────  ───────  ──────────────────────────
t       varchar  final_results.account_type
a       double   final_results.age
n       bigint   –

Athena and Trino run
SELECT account_type AS t, avg(age) AS a, count(*) AS n FROM engagement_analytics.final_results GROUP BY account_type HAVING count(*) >= 10 LIMIT 1000

DuckDB runs
SELECT "final_results"."account_type" AS "t", avg("final_results"."age") AS "a", count(*) AS "n" FROM "engagement_analytics"."final_results" GROUP BY "final_results"."account_type" HAVING count(*) >= 10 LIMIT 1001
`);
    expect(tiny.opened.engines).toBe(before);
  });

  it("gives the same as JSON, and shows a denial as a decision, not as a failure", async () => {
    const { exitCode, out } = await run(["--explain", "--json", "DELETE FROM final_results"]);
    expect(exitCode).toBe(0);
    expect(JSON.parse(out)).toEqual({
      decision: "deny",
      role: "analyst",
      code: "SQL_REFUSED",
      reasons: [expect.stringContaining("delete"), expect.any(String)],
      tables: [],
      columns: [],
      outputs: [],
      athenaSql: null,
      duckdbSql: null,
    });
    expect((await run(["--explain", "DELETE FROM final_results"])).out).toMatch(
      /^deny for the role analyst: SQL_REFUSED\n\n/,
    );
  });
});
