import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";

import { createFixedClock, createRandom, createSequentialIdSource, isAppError } from "#core";
import { domainDirectory, loadDomain, type Domain } from "#knowledge";
import { createAthenaRunQuery, type AthenaEngine, type AthenaRunQueryOptions } from "#sql";

import { createAthenaWire, type AthenaScript } from "../support/athena-wire.ts";

const region = "eu-central-1";
const wire = createAthenaWire(region);
const opened: AthenaEngine[] = [];
const environment = { ...process.env };
let domain: Domain;

beforeAll(async () => {
  Object.assign(process.env, { AWS_ACCESS_KEY_ID: "id", AWS_SECRET_ACCESS_KEY: "key" });
  wire.start();
  domain = await loadDomain(domainDirectory("engagement"));
});
beforeEach(() => wire.reset());
afterEach(async () => {
  await Promise.all(opened.splice(0).map((engine) => engine.close()));
});
afterAll(() => {
  wire.stop();
  process.env = environment;
});

/** An engine whose waits take no time; `waitsMs` are those it made. */
async function open(options: Partial<AthenaRunQueryOptions> = {}) {
  const waitsMs: number[] = [];
  const engine = await createAthenaRunQuery({
    region,
    workgroup: "analysts",
    domain,
    runId: "r_1",
    timeoutMs: 5_000,
    maxRows: 100,
    clock: createFixedClock(new Date(0), 7),
    ids: createSequentialIdSource(),
    random: createRandom(1),
    sleep: async (delayMs, signal) => {
      waitsMs.push(delayMs);
      await new Promise((resolve) => setImmediate(resolve));
      signal.throwIfAborted();
    },
    ...options,
  });
  opened.push(engine);
  const ask = (sql = short, signal?: AbortSignal) => engine.runQuery({ sql, role: "analyst", signal });
  const failure = async (sql?: string, signal?: AbortSignal) => {
    const error = await ask(sql, signal).then(
      () => null,
      (thrown: unknown) => thrown,
    );
    return isAppError(error) ? { code: error.code, detail: error.detail } : error;
  };
  return { ...engine, ask, failure, waitsMs };
}

const short = "SELECT count(*) AS n FROM final_results";
const state = (name: string, more: Readonly<Record<string, unknown>> = {}) => ({
  Status: { State: name, ...more },
});
const done = { ...state("SUCCEEDED"), Statistics: { DataScannedInBytes: 12_345, EngineExecutionTimeInMillis: 900 } };
const counted: AthenaScript = { states: [done], columns: [["n", "bigint"]], rows: [["42"]] };
const failed = (reason: string, error: Readonly<Record<string, unknown>> = { ErrorCategory: 2, Retryable: false }) => ({
  states: [state("FAILED", { StateChangeReason: reason, AthenaError: error })],
});
const operations = () => wire.calls.map(({ operation }) => operation);

describe("a result", () => {
  test("has the query as the guard shows it, its costs, and Athena's id", async () => {
    wire.script({ ...counted, states: [state("QUEUED"), state("RUNNING"), state("QUEUED"), done] });
    const engine = await open();
    expect(await engine.ask()).toEqual({
      queryId: "execution-1",
      sql: "SELECT count(*) AS n FROM engagement_analytics.final_results LIMIT 100",
      columns: [{ name: "n", type: "bigint" }],
      rows: [[42]],
      rowCount: 1,
      truncated: false,
      scannedBytes: 12_345,
      // Ten megabytes are billed at least.
      costUsd: 0.000_05,
      elapsedMs: 7,
      engine: "athena",
      notices: [],
    });
    expect(wire.calls[0]).toEqual({
      operation: "StartQueryExecution",
      signed: true,
      input: {
        QueryString: "SELECT count(*) AS n FROM engagement_analytics.final_results LIMIT 101\n-- run r_1",
        ClientRequestToken: expect.stringMatching(/^[0-9a-f]{64}$/),
        WorkGroup: "analysts",
        QueryExecutionContext: { Catalog: "AwsDataCatalog", Database: "engagement_analytics" },
        ResultReuseConfiguration: { ResultReuseByAgeConfiguration: { Enabled: true, MaxAgeInMinutes: 60 } },
      },
    });
    expect(operations().slice(1)).toEqual([...Array.from({ length: 4 }, () => "GetQueryExecution"), "GetQueryResults"]);
    // 200 ms, then half as much again each time, by a quarter more or less.
    for (const [place, waitMs] of engine.waitsMs.entries()) {
      const middleMs = 200 * 1.5 ** place;
      expect(waitMs).toBeGreaterThanOrEqual(middleMs * 0.75);
      expect(waitMs).toBeLessThanOrEqual(middleMs * 1.25);
    }
  });

  test("has the values that DuckDB gives, of every type, and null where there is none", async () => {
    wire.script({
      states: [done],
      columns: ["t", "b", "i", "d", "x", "y", "day", "moment", "fine", "list", "words", "dict", "gap", "empty"].map(
        (name) => [name, "varchar"] as const,
      ),
      rows: [
        [
          "a",
          "true",
          "5000000000",
          "1.25",
          "1.0E7",
          "NaN",
          "2026-01-02",
          "2026-01-02 03:04:05.000",
          "2026-01-02 03:04:05.120",
          "[1, null, 3]",
          "[a, b]",
          "{a=1}",
          null,
          "",
        ],
      ],
    });
    const engine = await open();
    const { rows } = await engine.ask(
      `SELECT 'a' AS t, true AS b, 5000000000 AS i, 1.25 AS d, 1E7 AS x, 0E0 / 0E0 AS y, DATE '2026-01-02' AS day,
         TIMESTAMP '2026-01-02 03:04:05' AS moment, TIMESTAMP '2026-01-02 03:04:05.12' AS fine, ARRAY[1, NULL, 3] AS list,
         ARRAY['a', 'b'] AS words, map(ARRAY['a'], ARRAY[1]) AS dict, CAST(NULL AS varchar) AS gap, '' AS empty`,
    );
    expect(rows).toEqual([
      [
        "a",
        true,
        5_000_000_000,
        1.25,
        1e7,
        null,
        "2026-01-02",
        "2026-01-02T03:04:05",
        "2026-01-02T03:04:05.12",
        "[1,null,3]",
        "[a, b]",
        "{a=1}",
        null,
        "",
      ],
    ]);
  });

  test("comes page by page: the header once, no page that is not needed, cut at the cap", async () => {
    const rows = Array.from({ length: 2_500 }, (_, place) => [`user_${place}`]);
    // The second page begins with a row that only looks like the header.
    rows[999] = ["customer_id"];
    const script: AthenaScript = { states: [done], columns: [["customer_id", "varchar"]], rows };
    wire.script(script, script);
    const sql = "SELECT customer_id FROM final_results";
    const whole = await (await open({ maxRows: 5_000 })).ask(sql);
    expect([whole.rowCount, whole.truncated, whole.rows[0], whole.rows.at(-1)]).toEqual([
      2_500,
      false,
      ["user_0"],
      ["user_2499"],
    ]);
    expect(operations().filter((one) => one === "GetQueryResults").length).toBe(3);
    wire.calls.length = 0;
    const cut = await (await open({ maxRows: 1_200 })).ask(sql);
    expect([cut.rowCount, cut.truncated, cut.rows.at(-1)]).toEqual([1_200, true, ["user_1199"]]);
    expect(
      wire.calls.filter(({ operation }) => operation === "GetQueryResults").map(({ input }) => input["MaxResults"]),
    ).toEqual([1_000, 202]);
  });

  test("that Athena had already costs nothing; without reuse it is not asked for", async () => {
    wire.script(
      {
        ...counted,
        states: [
          { ...done, Statistics: { DataScannedInBytes: 9, ResultReuseInformation: { ReusedPreviousResult: true } } },
        ],
      },
      counted,
    );
    expect(await (await open()).ask()).toMatchObject({ scannedBytes: 0, costUsd: 0 });
    await (await open({ reuseMinutes: 0 })).ask();
    expect(wire.calls.findLast(({ operation }) => operation === "StartQueryExecution")?.input).not.toHaveProperty(
      "ResultReuseConfiguration",
    );
  });
});

test.each([
  // Rounded up to a megabyte, at 5 dollars a terabyte.
  [10_000_001, undefined, (11e6 / 1e12) * 5],
  [3e12, undefined, 15],
  // What was read is nothing, and ten megabytes are billed all the same.
  [0, undefined, 0.000_05],
  [1e12, 6.75, 6.75],
])("%d bytes cost, at %s dollars a terabyte, %d dollars", async (DataScannedInBytes, usdPerTerabyte, costUsd) => {
  wire.script({ ...counted, states: [{ ...done, Statistics: { DataScannedInBytes } }] });
  expect((await (await open({ usdPerTerabyte })).ask()).costUsd).toBeCloseTo(costUsd, 12);
});

describe("a query that fails", () => {
  test.each([
    [
      "SYNTAX_ERROR: line 1:8: Column 'x' cannot be resolved",
      "SQL_FAILED",
      "SYNTAX_ERROR: line 1:8: Column 'x' cannot be resolved",
    ],
    ["DIVISION_BY_ZERO: Division by zero", "SQL_FAILED", "A division by zero stopped the query."],
    [
      "INVALID_CAST_ARGUMENT: Cannot cast 'secret value' to DOUBLE",
      "SQL_FAILED",
      "A value could not be converted or is out of range.",
    ],
    [
      "EXCEEDED_LOCAL_MEMORY_LIMIT: Query exceeded per-node memory limit",
      "SQL_FAILED",
      "The query needs more memory than it may take.",
    ],
    [
      "HIVE_BAD_DATA: Field x's type INT64 in s3://bucket/key is incompatible",
      "SQL_FAILED",
      "Athena cannot read the tables' files.",
    ],
    [
      "Insufficient permissions to execute the query. Access Denied to s3://bucket",
      "ENGINE_FORBIDDEN",
      "AWS does not let this service read the results.",
    ],
    ["GENERIC_USER_ERROR: secret value", "SQL_FAILED", "Athena could not run the query."],
  ])("by its own fault runs once and says why, without values: %s", async (reason, code, detail) => {
    wire.script(failed(reason));
    expect(await (await open()).failure()).toEqual({ code, detail });
    expect(operations().filter((one) => one === "StartQueryExecution").length).toBe(1);
  });

  test("by Athena's fault runs once more, as a new query", async () => {
    wire.script(failed("INTERNAL_ERROR", { ErrorCategory: 1 }), counted);
    expect((await (await open()).ask()).rows).toEqual([[42]]);
    const tokens = wire.calls
      .filter(({ operation }) => operation === "StartQueryExecution")
      .map(({ input }) => input["ClientRequestToken"]);
    expect(new Set(tokens).size).toBe(2);
    wire.reset();
    wire.script(failed("INTERNAL_ERROR", { ErrorCategory: 1 }), failed("INTERNAL_ERROR", { Retryable: true }));
    expect(await (await open()).failure()).toEqual({ code: "SQL_FAILED", detail: "Athena failed inside, twice." });
  });

  test("at a limit of bytes, the workgroup's or ours, is told from one that somebody cancelled", async () => {
    const engine = await open({ maxScannedBytes: 1_000 });
    const tooMuch = { code: "SQL_FAILED", detail: "The query would read more bytes than a query may." };
    wire.script({
      states: [state("CANCELLED", { StateChangeReason: "Query cancelled! : Bytes scanned limit was exceeded" })],
    });
    expect(await engine.failure()).toEqual(tooMuch);
    wire.script({ states: [{ ...state("RUNNING"), Statistics: { DataScannedInBytes: 1_001 } }] });
    expect(await engine.failure()).toEqual(tooMuch);
    expect(operations().at(-1)).toBe("StopQueryExecution");
    wire.script({ states: [state("CANCELLED")] });
    expect(await engine.failure()).toEqual({ code: "SQL_FAILED", detail: "The query was cancelled in Athena." });
  });

  test("when Athena reads it as anything but a SELECT, and is stopped", async () => {
    wire.script({ states: [{ ...state("RUNNING"), StatementType: "DML", SubstatementType: "INSERT" }] });
    expect(await (await open()).failure()).toEqual({
      code: "SQL_REFUSED",
      detail: "Athena reads the query as DML INSERT, not as a SELECT.",
    });
    expect(wire.running.size).toBe(0);
  });

  test("at the guard never reaches Athena", async () => {
    expect(await (await open()).failure("DROP TABLE final_results")).toMatchObject({ code: "SQL_REFUSED" });
    expect(wire.calls).toEqual([]);
  });

  test("with an answer of another form is not taken for a result", async () => {
    wire.script({
      ...counted,
      columns: [
        ["n", "bigint"],
        ["m", "bigint"],
      ],
      rows: [["1", "2"]],
    });
    expect(await (await open()).failure()).toEqual({
      code: "SQL_FAILED",
      detail: "Athena's answer has 2 columns where 1 were asked for.",
    });
  });
});

describe("a call that fails", () => {
  const throttled = {
    type: "TooManyRequestsException",
    message: "You have exceeded the limit",
    reason: "CONCURRENT_QUERY_LIMIT_EXCEEDED",
  };
  const broken = { type: "InternalServerException", message: "inside", status: 500 };

  test("is made again after a wait where it was throttled, broke inside or on the way, with one token", async () => {
    wire.script(counted);
    wire.fail("StartQueryExecution", throttled, throttled, "tear", broken, throttled);
    wire.fail("GetQueryExecution", broken, throttled);
    wire.fail("GetQueryResults", throttled, "tear");
    const engine = await open();
    expect((await engine.ask()).rows).toEqual([[42]]);
    const starts = wire.calls.filter(({ operation }) => operation === "StartQueryExecution");
    expect([starts.length, new Set(starts.map(({ input }) => input["ClientRequestToken"])).size]).toEqual([6, 1]);
    expect(engine.waitsMs.length).toBe(5 + 1 + 2 + 2);
    for (const [place, waitMs] of engine.waitsMs.slice(0, 5).entries()) {
      expect(waitMs).toBeGreaterThanOrEqual(125 * 2 ** place);
      expect(waitMs).toBeLessThanOrEqual(250 * 2 ** place);
    }
  });

  test("gives up where Athena stays broken, or has no room until the deadline", async () => {
    wire.fail("StartQueryExecution", broken, broken, broken, broken);
    expect(await (await open()).failure()).toEqual({
      code: "ENGINE_UNAVAILABLE",
      detail: "Athena could not be reached or failed inside.",
    });
    wire.fail("StartQueryExecution", ...Array.from({ length: 10_000 }, () => throttled));
    const engine = await open({ timeoutMs: 60 });
    expect(await engine.failure()).toEqual({
      code: "SQL_TIMEOUT",
      detail: "Athena had no room for the query within 60 ms.",
    });
  });

  test.each([
    [
      { type: "AccessDeniedException", message: "User is not authorized to perform: athena:StartQueryExecution" },
      "ENGINE_FORBIDDEN",
      "AWS does not let this service use Athena.",
    ],
    [
      { type: "ExpiredTokenException", message: "The security token included in the request is expired" },
      "ENGINE_FORBIDDEN",
      "The AWS credentials have run out.",
    ],
    [
      { type: "InvalidRequestException", message: "WorkGroup analysts is not found." },
      "CONFIG_INVALID",
      "The Athena workgroup cannot be used.",
    ],
    [
      { type: "InvalidRequestException", message: "line 1:8: mismatched input" },
      "SQL_FAILED",
      "line 1:8: mismatched input",
    ],
    [
      { type: "InvalidRequestException", message: "something with a secret value" },
      "SQL_FAILED",
      "Athena did not take the query.",
    ],
  ])("for good is not made again: %o", async (fault, code, detail) => {
    wire.fail("StartQueryExecution", fault);
    expect(await (await open()).failure()).toEqual({ code, detail });
    expect(operations()).toEqual(["StartQueryExecution"]);
  });
});

describe("a query that is not wanted any more is stopped in Athena", () => {
  const endless: AthenaScript = { states: [state("RUNNING")] };

  test("when it is aborted while it starts and nobody knows its id yet", async () => {
    wire.script(endless);
    wire.fail("StartQueryExecution", "stall");
    const stop = new AbortController();
    wire.onCall = () => stop.abort();
    const engine = await open();
    expect(await engine.failure(short, stop.signal)).toMatchObject({ code: "TURN_ABORTED" });
    await engine.close();
    expect(operations()).toEqual(["StartQueryExecution", "StartQueryExecution", "StopQueryExecution"]);
    expect(wire.calls[1]?.input).toEqual(wire.calls[0]?.input);
    expect(wire.running.size).toBe(0);
  });

  test("when it is aborted while it runs", async () => {
    wire.script(endless);
    const stop = new AbortController();
    wire.onCall = ({ operation }) => operation === "GetQueryExecution" && stop.abort();
    const engine = await open();
    expect(await engine.failure(short, stop.signal)).toMatchObject({ code: "TURN_ABORTED" });
    await engine.close();
    expect(operations()).toEqual(["StartQueryExecution", "GetQueryExecution", "StopQueryExecution"]);
    expect(wire.running.size).toBe(0);
  });

  test("but not when it has ended and only its rows are still to come", async () => {
    wire.script(counted);
    wire.fail("GetQueryResults", "stall");
    const stop = new AbortController();
    wire.onCall = ({ operation }) => operation === "GetQueryResults" && stop.abort();
    const engine = await open();
    expect(await engine.failure(short, stop.signal)).toMatchObject({ code: "TURN_ABORTED" });
    await engine.close();
    expect(operations()).not.toContain("StopQueryExecution");
  });

  test("when its time is over, also where the first try to stop it fails", async () => {
    wire.script(endless);
    wire.fail("StopQueryExecution", { type: "InternalServerException", message: "inside", status: 500 });
    const engine = await open({ timeoutMs: 60 });
    expect(await engine.failure()).toEqual({ code: "SQL_TIMEOUT", detail: "The query took longer than 60 ms." });
    await engine.close();
    expect(wire.running.size).toBe(0);
  });

  test("when the engine is closed", async () => {
    wire.script(endless);
    const engine = await open();
    const running = engine.failure();
    await new Promise<void>(
      (resolve) => (wire.onCall = ({ operation }) => operation === "GetQueryExecution" && resolve()),
    );
    await engine.close();
    expect(await running).toMatchObject({ code: "TURN_ABORTED" });
    expect(wire.running.size).toBe(0);
  });

  test("an aborted signal starts nothing", async () => {
    const engine = await open();
    expect(await engine.failure(short, AbortSignal.abort())).toMatchObject({ code: "TURN_ABORTED" });
    expect(wire.calls).toEqual([]);
  });
});

test("no more queries run at once than the engine may start", async () => {
  let most = 0;
  wire.script(...Array.from({ length: 7 }, () => ({ ...counted, states: [state("RUNNING"), state("RUNNING"), done] })));
  wire.onCall = () => (most = Math.max(most, wire.running.size));
  const engine = await open({ concurrentQueries: 2 });
  const results = await Promise.all(Array.from({ length: 7 }, () => engine.ask()));
  expect(results.map(({ rows }) => rows[0]?.[0])).toEqual(Array.from({ length: 7 }, () => 42));
  expect(most).toBe(2);
});
