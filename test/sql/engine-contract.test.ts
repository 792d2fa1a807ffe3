import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { createRandom, createSequentialIdSource, createSystemClock, isAppError, type Role } from "#core";
import {
  createAthenaRunQuery,
  createDuckDbRunQuery,
  createIsolatedRunQuery,
  createTrinoRunQuery,
  type QueryResult,
  type RunQuery,
  type SqlValue,
} from "#sql";

import { createAthenaWire } from "../support/athena-wire.ts";
import { openTinyEngine, type TinyEngine } from "../support/open-tiny-engine.ts";
import { openTestTrino } from "../support/trino-recordings.ts";

// What every engine behind the port does alike. Athena's rows come from DuckDB, in the texts that Athena sends; Trino's
// from a recording of it, or from the Trino that RECKONER_TEST_TRINO_URL names (test/fixtures/trino-protocol/README.md).

const region = "eu-central-1";
const wire = createAthenaWire(region);
const environment = { ...process.env };
const maxRows = 20;

type Engine = { readonly runQuery: RunQuery; readonly close: () => Promise<void> };

let tiny: TinyEngine;
let trino: Awaited<ReturnType<typeof openTestTrino>>;
const engines = new Map<string, Engine>();
beforeAll(async () => {
  Object.assign(process.env, { AWS_ACCESS_KEY_ID: "id", AWS_SECRET_ACCESS_KEY: "key" });
  wire.start();
  tiny = await openTinyEngine({ maxRows: maxRows + 1 });
  const options = {
    databasePath: tiny.databasePath,
    domain: tiny.domain,
    memoryMb: 256,
    timeoutMs: 20_000,
    maxRows,
    clock: createSystemClock(),
    ids: createSequentialIdSource(),
  };
  engines.set("DuckDB in this process", await createDuckDbRunQuery(options));
  engines.set("DuckDB in its own", await createIsolatedRunQuery(options));
  const random = createRandom(1);
  const athena = await createAthenaRunQuery({
    ...options,
    region,
    workgroup: "w",
    runId: "r",
    random,
    sleep: async () => {},
  });
  engines.set("Athena", { ...athena, runQuery: overDuckDb(athena.runQuery) });
  trino = await openTestTrino();
  engines.set(
    "Trino",
    await createTrinoRunQuery({
      ...options,
      baseUrl: trino.baseUrl,
      user: "contract",
      catalog: "awsdatacatalog",
      runId: "r",
      random,
    }),
  );
});
afterAll(async () => {
  await Promise.all([...engines.values()].map((engine) => engine.close()));
  await tiny.remove();
  await trino.close();
  wire.stop();
  process.env = environment;
});

/** The Athena engine, each query of which finds on the wire what DuckDB says to it. */
function overDuckDb(runQuery: RunQuery): RunQuery {
  return async (request) => {
    wire.reset();
    const maxRowsAsked = Math.min(request.maxRows ?? maxRows, maxRows) + 1;
    const found = await tiny.runQuery({ ...request, maxRows: maxRowsAsked, signal: undefined }).catch(() => null);
    wire.script(
      found
        ? {
            states: [{ Status: { State: "SUCCEEDED" } }],
            columns: found.columns.map(({ name, type }) => [name, type.replace(/\(.*/, "")] as const),
            rows: found.rows.map((row) =>
              row.map((value, place) => toAthenaText(value, found.columns[place]?.type ?? "")),
            ),
          }
        : {
            states: [
              {
                Status: {
                  State: "FAILED",
                  StateChangeReason: "DIVISION_BY_ZERO: Division by zero",
                  AthenaError: { ErrorCategory: 2 },
                },
              },
            ],
          },
    );
    return runQuery(request);
  };
}

/** A value as Athena writes it. */
function toAthenaText(value: SqlValue, type: string): string | null {
  if (value === null) return type === "double" ? "NaN" : null;
  if (type === "double" && Number.isInteger(value)) return `${String(value)}.0`;
  if (type === "timestamp") return `${String(value).replace("T", " ")}.000`;
  if (type.startsWith("array(")) return String(value).replaceAll(",", ", ");
  return String(value);
}

const names = ["DuckDB in this process", "DuckDB in its own", "Athena", "Trino"] as const;

describe.each(names)("%s", (name) => {
  const ask = (
    sql: string,
    more: { readonly role?: Role; readonly maxRows?: number; readonly signal?: AbortSignal } = {},
  ) => {
    const engine = engines.get(name);
    if (!engine) throw new Error(`there is no engine ${name}`);
    return engine.runQuery({ sql, role: "analyst", ...more });
  };
  const code = (promise: Promise<unknown>) =>
    promise.then(
      () => "answered",
      (error: unknown) => (isAppError(error) ? `${error.code}: ${error.detail}` : String(error)),
    );
  /** What does not depend on the engine. */
  const common = ({ sql, columns, rows, rowCount, truncated, notices }: QueryResult) => ({
    sql,
    columns,
    rows,
    rowCount,
    truncated,
    notices,
  });

  test("gives values of every type alike", async () => {
    const result =
      await ask(`SELECT 'a' AS word, '' AS empty, 5000000000 AS big, 1.25 AS exact, 3E0 AS whole, 0E0 / 0E0 AS nothing,
      DATE '2026-01-02' AS day, TIMESTAMP '2026-01-02 03:04:05' AS moment, ARRAY[1, NULL] AS list, true AS yes, NULL AS gap`);
    expect(result.rows).toEqual([
      ["a", "", 5_000_000_000, 1.25, 3, null, "2026-01-02", "2026-01-02T03:04:05", "[1,null]", true, null],
    ]);
    expect(result.columns.map(({ type }) => type)).toEqual([
      "varchar",
      "varchar",
      "bigint",
      "decimal(3, 2)",
      "double",
      "double",
      "date",
      "timestamp",
      "array(integer)",
      "boolean",
      "unknown",
    ]);
  });

  test("gives groups, their notices and the query as it ran", async () => {
    const sql = "SELECT location, count(*) AS n FROM final_results GROUP BY location ORDER BY location";
    const result = await ask(sql);
    expect(common(result)).toEqual(common(await tiny.runQuery({ sql, role: "analyst", maxRows })));
    expect(result.notices.length).toBe(1);
  });

  test("cuts at the cap, the caller's or its own, and tells when there was more", async () => {
    const sizes = async (sql: string, cap?: number) => {
      const { rowCount, rows, truncated } = await ask(sql, { maxRows: cap });
      return [rowCount, rows.length, truncated];
    };
    const sql = "SELECT customer_id FROM final_results ORDER BY customer_id";
    expect(await sizes(sql)).toEqual([20, 20, true]);
    expect(await sizes(sql, 3)).toEqual([3, 3, true]);
    expect(await sizes(`${sql} LIMIT 20`)).toEqual([20, 20, false]);
    expect(await sizes(`${sql} LIMIT 21`)).toEqual([20, 20, true]);
    expect(await sizes("SELECT customer_id FROM final_results WHERE customer_id = 'nobody'")).toEqual([0, 0, false]);
  });

  test("refuses and fails with the same words", async () => {
    expect(await code(ask("SELECT 1; SELECT 2"))).toMatch(/^SQL_REFUSED: /);
    expect(await code(ask("SELECT 1", { role: "auditor" }))).toBe("PRIVACY_REFUSED: The role auditor sees no data.");
    expect(await code(ask("SELECT 1 / 0"))).toBe("SQL_FAILED: A division by zero stopped the query.");
    expect(await code(ask("SELECT 1", { signal: AbortSignal.abort() }))).toBe("TURN_ABORTED: The query was stopped.");
  });

  test("after it was closed answers nothing", async () => {
    await engines.get(name)?.close();
    expect(await code(ask("SELECT 1"))).toBe("TURN_ABORTED: The query was stopped.");
  });
});
