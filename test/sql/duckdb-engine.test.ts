import { copyFile, mkdtemp, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";

import { DuckDBInstance } from "@duckdb/node-api";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { createFixedClock, createSequentialIdSource, type AppError } from "#core";
import { createDuckDbRunQuery } from "#sql";

import { openTinyEngine, type TinyEngine } from "../support/open-tiny-engine.ts";

let engine: TinyEngine;
let directory: string;
beforeAll(async () => {
  engine = await openTinyEngine();
  directory = await mkdtemp(path.join(tmpdir(), "reckoner-engine-"));
});
afterAll(async () => {
  await engine.remove();
  await rm(directory, { recursive: true, force: true });
});

function open(databasePath: string, options: { readonly timeoutMs?: number; readonly maxRows?: number } = {}) {
  return createDuckDbRunQuery({
    databasePath,
    domain: engine.domain,
    memoryMb: 256,
    timeoutMs: 5_000,
    maxRows: 100,
    clock: createFixedClock(new Date(0), 7),
    ids: createSequentialIdSource(),
    ...options,
  });
}

/** A query that keeps a core busy for minutes: a product of nine small tables, none of which the guard may refuse. */
const endless = `SELECT sum(a.x * b.x * c.x * d.x * e.x) FROM ${"abcde"
  .split("")
  .map((name) => `UNNEST(sequence(1, 10000)) AS ${name}(x)`)
  .join(" CROSS JOIN ")}`;

async function failure(promise: Promise<unknown>): Promise<Pick<AppError, "code" | "detail">> {
  const error = await promise.then(
    () => null,
    (thrown: AppError) => thrown,
  );
  if (!error) throw new Error("it succeeded");
  return { code: error.code, detail: error.detail };
}

describe("a result", () => {
  test("has the query as it ran, typed columns, converted values and its costs", async () => {
    const { runQuery, close } = await open(engine.databasePath);
    const result = await runQuery({
      sql: `SELECT account_type, 5000000000 AS big, 1.25 AS exact, 0E0 / 0E0 AS nothing, DATE '2026-01-02' AS day,
              TIMESTAMP '2026-01-02 03:04:05' AS moment, ARRAY[1, NULL] AS list, map(ARRAY['a'], ARRAY[1]) AS dict, NULL AS gap
            FROM final_results WHERE customer_id = 'user_10000'`,
      role: "analyst",
    });
    await close();
    expect(result).toEqual({
      queryId: "query_1",
      sql: "SELECT account_type, 5000000000 AS big, 1.25 AS exact, 0E0 / 0E0 AS nothing, DATE '2026-01-02' AS day, TIMESTAMP '2026-01-02 03:04:05' AS moment, ARRAY[1, NULL] AS list, map(ARRAY['a'], ARRAY[1]) AS dict, NULL AS gap FROM engagement_analytics.final_results WHERE customer_id = 'user_10000' LIMIT 100",
      columns: [
        { name: "account_type", type: "varchar" },
        { name: "big", type: "bigint" },
        { name: "exact", type: "decimal(3, 2)" },
        { name: "nothing", type: "double" },
        { name: "day", type: "date" },
        { name: "moment", type: "timestamp" },
        { name: "list", type: "array(integer)" },
        { name: "dict", type: "map(varchar, integer)" },
        { name: "gap", type: "unknown" },
      ],
      rows: [["premium", 5_000_000_000, 1.25, null, "2026-01-02", "2026-01-02T03:04:05", "[1,null]", '{"a":1}', null]],
      rowCount: 1,
      truncated: false,
      // 200 rows of a 10-letter id, and of "free" and "premium".
      scannedBytes: 2_000 + 1_115,
      costUsd: 0,
      elapsedMs: 7,
      engine: "duckdb",
      notices: [],
    });
  });

  test("is cut at the cap and says so; a LIMIT below the cap is no cut", async () => {
    const { runQuery, close } = await open(engine.databasePath, { maxRows: 5 });
    const sizes = async (sql: string, maxRows?: number) => {
      const { rowCount, truncated, rows } = await runQuery({ sql, role: "analyst", maxRows });
      return [rowCount, rows.length, truncated];
    };
    expect(await sizes("SELECT customer_id FROM final_results")).toEqual([5, 5, true]);
    expect(await sizes("SELECT customer_id FROM final_results LIMIT 9")).toEqual([5, 5, true]);
    expect(await sizes("SELECT customer_id FROM final_results LIMIT 5")).toEqual([5, 5, false]);
    expect(await sizes("SELECT customer_id FROM final_results", 2)).toEqual([2, 2, true]);
    expect(await sizes("SELECT customer_id FROM final_results", 99)).toEqual([5, 5, true]);
    expect(await sizes("SELECT count(*) FROM final_results")).toEqual([1, 1, false]);
    await close();
  });

  test("leaves out groups under k and says which column was the reason", async () => {
    const sql = "SELECT location, count(*) AS n FROM final_results GROUP BY location";
    const all = await engine.runQuery({ sql, role: "steward" });
    const shown = await engine.runQuery({ sql, role: "analyst" });
    expect(all.rows.some((row) => Number(row[1]) < 10)).toBe(true);
    expect(shown.rows.every((row) => Number(row[1]) >= 10)).toBe(true);
    expect(shown.notices).toEqual(["Groups of fewer than 10 are left out, because of location."]);
    expect(all.notices).toEqual([]);
  });

  test("gives a part of a group only where the part and the rest are large enough", async () => {
    const parts =
      "count_if(age >= 18) AS everyone, count_if(age >= 64) AS few, count_if(age >= 40) AS some, count(*) AS n";
    const result = await engine.runQuery({
      sql: `SELECT ${parts} FROM final_results`,
      role: "analyst",
    });
    const truth = await engine.runQuery({
      sql: `SELECT ${parts} FROM final_results`,
      role: "steward",
    });
    const [everyone, few, some, n] = truth.rows[0] ?? [];
    expect(Number(few)).toBeLessThan(10);
    // A rest of nobody is no rest of ten: were it told, a missing value would say that somebody is outside.
    expect(everyone).toBe(n);
    expect(result.rows).toEqual([[null, null, some, n]]);
  });
});

describe("a query that takes too long or is not wanted any more", () => {
  test("is stopped at its deadline, and the engine goes on", async () => {
    const { runQuery, close } = await open(engine.databasePath, { timeoutMs: 100 });
    expect(await failure(runQuery({ sql: endless, role: "analyst" }))).toEqual({
      code: "SQL_TIMEOUT",
      detail: "The query took longer than 100 ms.",
    });
    expect((await runQuery({ sql: "SELECT 1", role: "analyst" })).rows).toEqual([[1]]);
    await close();
  });

  test("is stopped when the signal aborts, before it starts or under way", async () => {
    const { runQuery, close } = await open(engine.databasePath);
    const stop = new AbortController();
    const running = failure(runQuery({ sql: endless, role: "analyst", signal: stop.signal }));
    stop.abort();
    expect((await running).code).toBe("TURN_ABORTED");
    expect((await failure(runQuery({ sql: "SELECT 1", role: "analyst", signal: AbortSignal.abort() }))).code).toBe(
      "TURN_ABORTED",
    );
    await close();
  });

  test("waits its turn no longer than its deadline: more queries than the engine takes at once all end", async () => {
    const { runQuery, close } = await open(engine.databasePath, { timeoutMs: 150 });
    const codes = await Promise.all(
      Array.from({ length: 6 }, async () => (await failure(runQuery({ sql: endless, role: "analyst" }))).code),
    );
    expect(codes).toEqual(Array.from({ length: 6 }, () => "SQL_TIMEOUT"));
    await close();
  });
});

describe("a failure of the engine", () => {
  test("says what happened without values of rows", async () => {
    const run = (sql: string) => failure(engine.runQuery({ sql, role: "analyst" }));
    expect(await run("SELECT 1 / 0")).toEqual({
      code: "SQL_FAILED",
      detail: "A division by zero stopped the query.",
    });
    expect(await run("SELECT CAST(customer_id AS double) FROM final_results")).toEqual({
      code: "SQL_FAILED",
      detail: "A value could not be converted or is out of range.",
    });
  });

  test("for want of memory leaves the engine usable", async () => {
    const sql = `SELECT array_agg(a.x * b.x) FROM UNNEST(sequence(1, 10000)) AS a(x) CROSS JOIN UNNEST(sequence(1, 10000)) AS b(x)`;
    expect((await failure(engine.runQuery({ sql, role: "analyst" }))).detail).toBe(
      "The query needs more memory than it may take.",
    );
    expect((await engine.runQuery({ sql: "SELECT 2", role: "analyst" })).rows).toEqual([[2]]);
  });
});

describe("a results file that cannot be used", () => {
  const code = async (file: string) => (await failure(open(path.join(directory, file)))).code;

  test("is missing", async () => {
    expect(await code("nowhere.duckdb")).toBe("RESULTS_MISSING");
  });

  test("is no database, is cut short, or is another program's", async () => {
    await writeFile(path.join(directory, "text.duckdb"), "not a database at all");
    await copyFile(engine.databasePath, path.join(directory, "short.duckdb"));
    await truncate(path.join(directory, "short.duckdb"), 5_000);
    const other = await DuckDBInstance.create(path.join(directory, "other.duckdb"));
    other.closeSync();
    await writeFile(path.join(directory, "empty.duckdb"), "");
    expect([
      await code("text.duckdb"),
      await code("short.duckdb"),
      await code("other.duckdb"),
      await code("empty.duckdb"),
    ]).toEqual(["RESULTS_DAMAGED", "RESULTS_DAMAGED", "RESULTS_DAMAGED", "RESULTS_DAMAGED"]);
  });
});
