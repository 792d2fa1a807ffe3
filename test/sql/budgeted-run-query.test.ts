import { beforeEach, expect, test } from "vitest";

import { AppError, isAppError, type Clock } from "#core";
import { createBudgetedRunQuery, type QueryRequest, type QueryResult, type RunQuery } from "#sql";

const hourMs = 3_600_000;
let atMs: number;
const clock: Clock = { now: () => new Date(atMs), monotonicMs: () => atMs };
let runQuery: RunQuery;
beforeEach(() => {
  atMs = Date.UTC(2026, 0, 31, 12);
  runQuery = createBudgetedRunQuery({ runQuery: pretend, perDay: { bytes: 1_000, seconds: 60 }, clock });
});

/** Runs "SELECT bytes seconds"; fewer than no bytes are a failure after that time. */
async function pretend({ sql }: QueryRequest): Promise<QueryResult> {
  const [, bytes = 0, seconds = 0] = sql.split(" ").map(Number);
  atMs += seconds * 1_000;
  if (bytes < 0) throw new AppError("SQL_TIMEOUT", { detail: "Too long.", hint: "Ask for less." });
  return {
    queryId: "query_1",
    sql,
    columns: [],
    rows: [],
    rowCount: 0,
    truncated: false,
    scannedBytes: bytes,
    costUsd: 0,
    elapsedMs: seconds * 1_000,
    engine: "duckdb",
    notices: [],
  };
}

const ask = (sql: string, person?: string) =>
  runQuery({ sql, role: "analyst", person }).then(
    () => "answered",
    (error: unknown) => (isAppError(error) ? error.detail : String(error)),
  );

test("a person's bytes of a day are theirs alone, and back the next day", async () => {
  expect(await ask("SELECT 600 1", "ann")).toBe("answered");
  expect(await ask("SELECT 600 1", "ann")).toBe("answered");
  expect(await ask("SELECT 0 0", "ann")).toBe("Today's budget of bytes for queries is used up.");
  expect(await ask("SELECT 600 1", "bob")).toBe("answered");
  expect(await ask("SELECT 600 1")).toBe("answered");
  atMs += 12 * hourMs;
  expect(await ask("SELECT 600 1", "ann")).toBe("answered");
});

test("time counts as well, that of queries which failed included", async () => {
  expect(await ask("SELECT -1 59", "ann")).toBe("Too long.");
  expect(await ask("SELECT 1 1", "ann")).toBe("answered");
  expect(await ask("SELECT 0 0", "ann")).toBe("Today's budget of time for queries is used up.");
});
