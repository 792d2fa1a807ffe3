import { beforeEach, describe, expect, test } from "vitest";

import { AppError, type Role } from "#core";
import { createCachedRunQuery, type QueryRequest, type QueryResult } from "#sql";

let asked: string[];
let runId: string;
let duringQuery: () => void;
beforeEach(() => {
  asked = [];
  runId = "r_1";
  duringQuery = () => {};
});

async function runQuery({ sql, role }: QueryRequest): Promise<QueryResult> {
  asked.push(`${role}: ${sql}`);
  duringQuery();
  if (sql.includes("fails")) throw new AppError("SQL_FAILED", { detail: "It failed.", hint: "Mend it." });
  return {
    queryId: `query_${asked.length}`,
    sql,
    columns: [{ name: "n", type: "bigint" }],
    rows: [[asked.length]],
    rowCount: 1,
    truncated: false,
    scannedBytes: 800,
    costUsd: 0.000_05,
    elapsedMs: 12,
    engine: "duckdb",
    notices: ["Groups of fewer than 10 are left out."],
  };
}

function open(options: { readonly maxResults?: number; readonly maxCharacters?: number } = {}) {
  const cached = createCachedRunQuery({ runQuery, runId: () => runId, ...options });
  const ask = async (sql: string, role: Role = "analyst", more: Partial<QueryRequest> = {}) =>
    (await cached.runQuery({ sql, role, ...more })).queryId;
  return { ...cached, ask };
}

describe("a query asked again", () => {
  test("is answered from memory, and says so", async () => {
    const { runQuery: cached } = open();
    const first = await cached({ sql: "SELECT 1", role: "analyst" });
    expect(await cached({ sql: " SELECT 1\n", role: "analyst", person: "ann" })).toEqual({
      ...first,
      scannedBytes: 0,
      costUsd: 0,
      elapsedMs: 0,
      notices: ["Groups of fewer than 10 are left out.", "Computed earlier, on the same data."],
    });
    expect(asked.length).toBe(1);
  });

  test("with other rights, another cap or another text is another query", async () => {
    const { ask } = open();
    expect(await ask("SELECT 1")).toBe("query_1");
    expect(await ask("SELECT 1", "viewer")).toBe("query_2");
    expect(await ask("SELECT 1", "analyst", { maxRows: 5 })).toBe("query_3");
    expect(await ask("SELECT 'A'")).toBe("query_4");
    expect(await ask("SELECT 'a'")).toBe("query_5");
    expect(await ask("SELECT 1")).toBe("query_1");
  });

  test("on a new run is computed anew, also when the run changed while it was under way", async () => {
    const { ask } = open();
    await ask("SELECT 1");
    runId = "r_2";
    expect(await ask("SELECT 1")).toBe("query_2");
    duringQuery = () => (runId = "r_3");
    expect(await ask("SELECT 2")).toBe("query_3");
    duringQuery = () => {};
    expect(await ask("SELECT 2")).toBe("query_4");
  });

  test("after a failure, or after everything was forgotten, is computed anew", async () => {
    const { ask, clear } = open();
    await expect(ask("SELECT fails")).rejects.toMatchObject({ code: "SQL_FAILED" });
    await expect(ask("SELECT fails")).rejects.toMatchObject({ code: "SQL_FAILED" });
    expect(asked.length).toBe(2);
    expect(await ask("SELECT 1")).toBe("query_3");
    clear();
    expect(await ask("SELECT 1")).toBe("query_4");
  });
});

describe("the cache is bounded", () => {
  test("by results: what was not asked for longest goes first", async () => {
    const { ask } = open({ maxResults: 2 });
    await ask("SELECT 1");
    await ask("SELECT 2");
    await ask("SELECT 1");
    await ask("SELECT 3");
    expect(await ask("SELECT 1")).toBe("query_1");
    expect(await ask("SELECT 2")).toBe("query_4");
  });

  test("by size: a result larger than all of it is not kept, and pushes nothing out", async () => {
    const { ask } = open({ maxCharacters: 300 });
    await ask("SELECT 1");
    expect(await ask("SELECT 1")).toBe("query_1");
    const long = `SELECT '${"x".repeat(400)}'`;
    expect(await ask(long)).toBe("query_2");
    expect(await ask(long)).toBe("query_3");
    expect(await ask("SELECT 1")).toBe("query_1");
  });
});
