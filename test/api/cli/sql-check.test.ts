import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { createGuard } from "#sql";

import { checkQueries } from "../../../api/cli/sql/check-queries.ts";
import { buildTerminal } from "../../support/build-terminal.ts";
import { openTinySql } from "../../support/open-tiny-sql.ts";
import { readAllowed, readDenied } from "../../support/read-corpus.ts";
import { runWithFake } from "./build-cli.ts";

let tiny: Awaited<ReturnType<typeof openTinySql>>;
let directory: string;
beforeAll(async () => {
  tiny = await openTinySql();
  directory = await mkdtemp(path.join(tmpdir(), "reckoner-check-"));
});
afterAll(async () => {
  await tiny.remove();
  await rm(directory, { recursive: true });
});

/** Judges lines from standard input; what was written for each. */
async function check(lines: readonly unknown[], args: readonly string[] = [], options: object = {}) {
  const input = lines.map((line) => (typeof line === "string" ? line : JSON.stringify(line))).join("\n");
  const result = await runWithFake(["sql", "--check", "-", ...args], { openSql: tiny.openSql, input, ...options });
  return {
    ...result,
    reports: result.out
      .split("\n")
      .slice(0, -1)
      .map((line): unknown => JSON.parse(line)),
  };
}

const counting = "SELECT count(*) AS n FROM final_results";

describe("reckoner sql --check", () => {
  it("writes a decision for each line in order, with code and reason of denials and rewrites", async () => {
    const before = tiny.opened.engines;
    const { exitCode, reports, err } = await check([
      { id: "a", sql: counting },
      "",
      { id: 2, sql: "SELECT account_type FROM final_results", note: "mine" },
      { id: "c", sql: "SELECT account_type, avg(age) AS a FROM final_results GROUP BY 1 LIMIT 5" },
      { id: "d", sql: "SELECT customer_id FROM final_results", role: "viewer" },
      { id: "e", sql: "SELECT customer_id FROM final_results LIMIT 3", role: null },
    ]);
    expect(exitCode).toBe(0);
    expect(reports).toEqual([
      {
        id: "a",
        decision: "allow",
        code: null,
        reason: null,
        sql: "SELECT count(*) AS n FROM engagement_analytics.final_results LIMIT 1000",
      },
      {
        id: 2,
        decision: "rewrite",
        code: null,
        reason: "At most 1000 rows are given.",
        sql: "SELECT account_type FROM engagement_analytics.final_results LIMIT 1000",
      },
      {
        id: "c",
        decision: "rewrite",
        code: null,
        reason: "Groups of fewer than 10 are left out, because of age.",
        sql: "SELECT account_type, avg(age) AS a FROM engagement_analytics.final_results GROUP BY account_type HAVING count(*) >= 10 LIMIT 5",
      },
      {
        id: "d",
        decision: "deny",
        code: "PRIVACY_REFUSED",
        reason: expect.stringMatching(/^The query shows rows of single persons\. .*aggregate/),
        sql: null,
      },
      {
        id: "e",
        decision: "allow",
        code: null,
        reason: null,
        sql: "SELECT customer_id FROM engagement_analytics.final_results LIMIT 3",
      },
    ]);
    expect(err).toBe("2 allowed, 2 rewritten, 1 denied\n");
    expect(tiny.opened.engines).toBe(before);
  });

  it("denies a line that it cannot read, with its number and its id where there is one, and goes on", async () => {
    const { exitCode, reports } = await check([
      "not json",
      { id: "b" },
      { sql: "SELECT 1" },
      { id: "d", sql: "SELECT 1", role: "king" },
      '"text"',
      `{"id": "f", "sql": "${"x".repeat(300_000)}"}`,
      { id: "g", sql: "SELECT 1 AS a LIMIT 1" },
    ]);
    expect(exitCode).toBe(0);
    const bad = (id: string | null, reason: RegExp) => ({
      id,
      decision: "deny",
      code: "BAD_REQUEST",
      reason: expect.stringMatching(reason),
      sql: null,
    });
    expect(reports).toEqual([
      bad(null, /^Line 1 is not a query: not JSON\. Each line is an object/),
      bad("b", /^Line 2 is not a query: sql: /),
      bad(null, /^Line 3 is not a query: id: /),
      bad("d", /^Line 4 is not a query: role: /),
      bad(null, /^Line 5 is not a query: the line: /),
      bad(null, /^Line 6 is not a query: longer than 200000 characters/),
      { id: "g", decision: "allow", code: null, reason: null, sql: "SELECT 1 AS a LIMIT 1" },
    ]);
  });

  it("decides as the corpus of allowed and denied queries says, from a file", async () => {
    const allowed = await readAllowed();
    const denied = await readDenied();
    const file = path.join(directory, "corpus.jsonl");
    const lines = [...allowed, ...denied].map(({ sql, role }, id) => JSON.stringify({ id, sql, role }));
    await writeFile(file, lines.join("\r\n"));
    const { out, exitCode } = await runWithFake(["sql", "--check", file], { openSql: tiny.openSql });
    const codes = out
      .split("\n")
      .slice(0, -1)
      .map((line) => JSON.parse(line) as { readonly id: number; readonly code: string | null }); // as written above
    expect(exitCode).toBe(0);
    expect(codes.map(({ id, code }) => [id, code])).toEqual(
      [...allowed.map(() => null), ...denied.map(({ code }) => code)].map((code, id) => [id, code]),
    );
  });

  it("with --run adds rows up to the cap, or why there are none; a late query does not hold up the next", async () => {
    const { exitCode, reports, err } = await check(
      [
        { id: "a", sql: "SELECT v FROM (VALUES (1), (2), (3)) AS t(v) ORDER BY v" },
        {
          id: "late",
          sql: "SELECT count(*) AS n FROM UNNEST(sequence(1, 9000)) AS a(x) CROSS JOIN UNNEST(sequence(1, 9000)) AS b(y) CROSS JOIN UNNEST(sequence(1, 9000)) AS c(z) WHERE x + y * z > 5",
        },
        { id: "zero", sql: "SELECT 1 / 0 AS x" },
        { id: "denied", sql: "DROP TABLE final_results" },
        "nonsense",
        { id: "z", sql: "SELECT 'last' AS word LIMIT 1" },
      ],
      ["--run", "--max-rows", "2"],
      { env: { RECKONER_QUERY_TIMEOUT_MS: "1500" } },
    );
    expect(exitCode).toBe(0);
    expect(reports).toMatchObject([
      {
        id: "a",
        decision: "rewrite",
        columns: [{ name: "v", type: "integer" }],
        rows: [[1], [2]],
        truncated: true,
        error: null,
      },
      { id: "late", decision: "allow", columns: [], rows: [], error: { code: "SQL_TIMEOUT" } },
      { id: "zero" },
      { id: "denied", decision: "deny", columns: [], rows: [], error: { code: "SQL_REFUSED" } },
      { id: null, decision: "deny", columns: [], rows: [], error: { code: "BAD_REQUEST" } },
      {
        id: "z",
        decision: "allow",
        columns: [{ name: "word", type: "varchar" }],
        rows: [["last"]],
        truncated: false,
        error: null,
      },
    ]);
    expect(err).toMatch(/^\d allowed, 1 rewritten, 2 denied, \d failed\n$/);
  });

  it("answers a line at once, also with --run, so that whoever writes the next may wait for it", async () => {
    const { terminal, written } = buildTerminal();
    const answered: number[] = [];
    async function* lines() {
      for (const id of [1, 2, 3]) {
        yield JSON.stringify({ id, sql: "SELECT 1 AS a LIMIT 1" });
        // The next line comes only after the answer to this one.
        while (written.out.split("\n").length <= id) await new Promise((resolve) => setImmediate(resolve));
        answered.push(id);
      }
    }
    const runQuery = async ({ sql }: { readonly sql: string }) => {
      await new Promise((resolve) => setImmediate(resolve));
      const engine = "duckdb" as const;
      const shape = { columns: [], rows: [], rowCount: 0, truncated: false, notices: [] };
      return { queryId: "q", sql, ...shape, scannedBytes: 0, costUsd: 0, elapsedMs: 0, engine };
    };
    const { signal } = new AbortController();
    const guard = createGuard({ domain: tiny.domain });
    await checkQueries(lines(), { check: guard.check, runQuery, role: "analyst", maxRows: 10, terminal, signal });
    expect(answered).toEqual([1, 2, 3]);
  });

  it("stops at an abort and fails then", async () => {
    const { exitCode, out, err } = await check([{ id: "a", sql: counting }], [], { signal: AbortSignal.abort() });
    expect({ exitCode, out }).toEqual({ exitCode: 1, out: "" });
    expect(err).toBe("0 allowed, 0 rewritten, 0 denied; stopped\n");
  });
});
