import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeEach, describe, expect, test } from "vitest";

import { AppError, isAppError, type Clock } from "#core";
import {
  createBudgetedRunQuery,
  createMemoryUsageStore,
  type DailyBudget,
  type QueryRequest,
  type QueryResult,
  type UsageStore,
} from "#sql";
import { createFileUsageStore } from "#store";

const hourMs = 3_600_000;
let atMs: number;
const clock: Clock = { now: () => new Date(atMs), monotonicMs: () => atMs };

const folders: string[] = [];
afterAll(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true }))));
async function newFileStore(): Promise<UsageStore> {
  const folder = await mkdtemp(path.join(os.tmpdir(), "reckoner-usage-"));
  folders.push(folder);
  return createFileUsageStore({ directory: folder });
}

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

function budgeted(usage: UsageStore, perDay: DailyBudget = { bytes: 1_000, seconds: 60 }) {
  const runQuery = createBudgetedRunQuery({ runQuery: pretend, perDay, usage, clock });
  return (sql: string, person?: string) =>
    runQuery({ sql, role: "analyst", person }).then(
      () => "answered",
      (error: unknown) => (isAppError(error) ? `${error.code}: ${error.detail}` : String(error)),
    );
}

const noBytesLeft = "QUERY_BUDGET: Today's budget of 1 kB for queries is used up.";

describe.each([
  ["memory", async () => createMemoryUsageStore()],
  ["files", newFileStore],
])("budgets kept in %s", (_name, createStore) => {
  let usage: UsageStore;
  let ask: ReturnType<typeof budgeted>;
  beforeEach(async () => {
    atMs = Date.UTC(2026, 0, 31, 12);
    usage = await createStore();
    ask = budgeted(usage);
  });

  test("are each person's own: one is used up, the other's is not", async () => {
    expect(await ask("SELECT 600 1", "ann")).toBe("answered");
    expect(await ask("SELECT 600 1", "ann")).toBe("answered");
    expect(await ask("SELECT 0 0", "ann")).toBe(noBytesLeft);
    expect(await ask("SELECT 600 1", "bob")).toBe("answered");
    expect(await ask("SELECT 600 1")).toBe("answered");
  });

  test("are renewed when the next day begins, and say so", async () => {
    await ask("SELECT 1000 1", "ann");
    const failing = createBudgetedRunQuery({ runQuery: pretend, perDay: { bytes: 1, seconds: null }, usage, clock });
    await expect(failing({ sql: "SELECT 0 0", role: "analyst", person: "ann" })).rejects.toMatchObject({
      code: "QUERY_BUDGET",
      hint: expect.stringContaining("renewed on 2026-02-01 at 00:00 UTC"),
    });
    atMs += 12 * hourMs;
    expect(await ask("SELECT 600 1", "ann")).toBe("answered");
  });

  test("count time as well, that of queries which failed included", async () => {
    expect(await ask("SELECT -1 59", "ann")).toBe("SQL_TIMEOUT: Too long.");
    expect(await ask("SELECT 1 1", "ann")).toBe("answered");
    expect(await ask("SELECT 0 0", "ann")).toBe("QUERY_BUDGET: Today's budget of 60 seconds for queries is used up.");
  });

  test("may be of time only, or of bytes only", async () => {
    const timeOnly = budgeted(usage, { bytes: null, seconds: 60 });
    expect(await timeOnly("SELECT 999999 1", "ann")).toBe("answered");
    expect(await timeOnly("SELECT 1 60", "ann")).toBe("answered");
    expect(await timeOnly("SELECT 1 1", "ann")).toContain("60 seconds");
    expect(await budgeted(usage, { bytes: 9e9, seconds: null })("SELECT 1 1", "ann")).toBe("answered");
  });

  test("count a query on the day it began", async () => {
    atMs = Date.UTC(2026, 0, 31, 23, 59, 59);
    expect(await ask("SELECT 1000 2", "ann")).toBe("answered");
    expect(await ask("SELECT 1 1", "ann")).toBe("answered");
  });
});

test("a restart does not renew a budget, and two processes share it", async () => {
  atMs = Date.UTC(2026, 0, 31, 12);
  const folder = await mkdtemp(path.join(os.tmpdir(), "reckoner-usage-"));
  folders.push(folder);
  const [one, other] = [createFileUsageStore({ directory: folder }), createFileUsageStore({ directory: folder })];
  expect(await budgeted(one)("SELECT 600 1", "ann")).toBe("answered");
  expect(await budgeted(other)("SELECT 600 1", "ann")).toBe("answered");
  expect(await budgeted(one)("SELECT 1 1", "ann")).toBe(noBytesLeft);
  expect(await budgeted(createFileUsageStore({ directory: folder }))("SELECT 1 1", "ann")).toBe(noBytesLeft);
});

test("a use that cannot be counted is not given away", async () => {
  atMs = Date.UTC(2026, 0, 31, 12);
  const usage: UsageStore = {
    ...createMemoryUsageStore(),
    add: () => Promise.reject(new AppError("INTERNAL", { detail: "No room.", hint: "Make room." })),
  };
  expect(await budgeted(usage)("SELECT 1 1", "ann")).toBe("INTERNAL: No room.");
});
