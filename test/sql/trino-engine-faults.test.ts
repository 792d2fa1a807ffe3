import { gzipSync } from "node:zlib";

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";

import { createFixedClock, createRandom, createSequentialIdSource, isAppError } from "#core";
import { domainDirectory, loadDomain, type Domain } from "#knowledge";
import { createTrinoRunQuery, type TrinoEngine, type TrinoRunQueryOptions } from "#sql";

import { startTrinoServer, type TrinoReply, type TrinoRequest, type TrinoServer } from "../support/trino-server.ts";

// What a Trino, or a proxy before it, can do to its client: a server on loopback that answers as each test tells it.

type Step = TrinoReply | ((request: TrinoRequest) => TrinoReply);

/** Answers to POST and GET, in turn; the last for good. */
let steps: Step[] = [];
/** Answers to DELETE, in turn; then 204. */
let stops: TrinoReply[] = [];
let onRequest: (request: TrinoRequest) => unknown = () => {};
let server: TrinoServer;
let domain: Domain;
const opened: TrinoEngine[] = [];

beforeAll(async () => {
  domain = await loadDomain(domainDirectory("engagement"));
  server = await startTrinoServer((request) => {
    onRequest(request);
    if (request.method === "DELETE") return stops.shift() ?? { status: 204, text: "" };
    const step = steps.length > 1 ? steps.shift() : steps[0];
    return typeof step === "function" ? step(request) : (step ?? "tear");
  });
});
beforeEach(() => {
  steps = [];
  stops = [];
  onRequest = () => {};
  server.requests.length = 0;
});
afterEach(async () => {
  await Promise.all(opened.splice(0).map((engine) => engine.close()));
});
afterAll(() => server.close());

/** An engine whose waits take no time; `waitsMs` are those it made. */
async function open(options: Partial<TrinoRunQueryOptions> = {}) {
  const waitsMs: number[] = [];
  const engine = await createTrinoRunQuery({
    baseUrl: server.baseUrl,
    user: "analyst",
    catalog: "lake",
    domain,
    runId: "r_1",
    timeoutMs: 5_000,
    maxRows: 100,
    clock: createFixedClock(new Date("2026-01-01T00:00:00Z")),
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
const type = (rawType: string, ...inner: readonly unknown[]) => ({ rawType, arguments: inner });
const column = (name: string, rawType = "bigint") => ({ name, type: rawType, typeSignature: type(rawType) });
const columns = [column("n")];

/** A page that goes on at `place`, or is the last where that is null. */
function page(place: string | number | null, more: Readonly<Record<string, unknown>> = {}): TrinoReply {
  const nextUri = typeof place === "number" ? `${server.baseUrl}${pathOf(place)}` : (place ?? undefined);
  return { text: JSON.stringify({ id: "q_1", nextUri, stats: { state: "RUNNING" }, ...more }) };
}
const pathOf = (place: number) => `/v1/statement/executing/q_1/slug/${place}`;
const counted = (): Step[] => [page(1), page(null, { columns, data: [[42]] })];
const failed = (errorName: string, errorType = "USER_ERROR", message = "") =>
  // Whatever the page says of a next one: a query that has failed is over.
  page(2, { error: { errorName, errorType, message, errorCode: 1 } });
const problem = (status: number, headers: Readonly<Record<string, string>> = {}): TrinoReply => ({
  status,
  headers: { "content-type": "text/plain", ...headers },
  text: "why",
});
const calls = () => server.requests.map(({ method, path }) => `${method} ${path}`);
const posts = () => server.requests.filter(({ method }) => method === "POST");

describe("a result", () => {
  test("has the query as the guard shows it, Trino's id and what was read", async () => {
    steps = [
      page(1),
      page(2, { columns, stats: { state: "RUNNING", processedBytes: 77 } }),
      page(null, { columns, data: [[42]], stats: { state: "FINISHED", processedBytes: 99, physicalInputBytes: 12 } }),
    ];
    const engine = await open({ maxScannedBytes: 1_000, schema: "s", clock: createFixedClock(new Date(0), 7) });
    const { elapsedMs, ...result } = await engine.ask();
    expect(result).toEqual({
      queryId: "q_1",
      sql: "SELECT count(*) AS n FROM engagement_analytics.final_results LIMIT 100",
      columns: [{ name: "n", type: "bigint" }],
      rows: [[42]],
      rowCount: 1,
      truncated: false,
      scannedBytes: 12,
      costUsd: null,
      engine: "trino",
      notices: [],
    });
    expect(elapsedMs).toBeGreaterThan(0);
    expect(calls()).toEqual(["POST /v1/statement", `GET ${pathOf(1)}`, `GET ${pathOf(2)}`]);
    const [post, get] = server.requests.map(({ headers }) =>
      Object.fromEntries(Object.entries(headers).filter(([name]) => /^x-|^accept-encoding|^authorization/.test(name))),
    );
    expect(post).toEqual({
      "accept-encoding": "gzip",
      "x-trino-user": "analyst",
      "x-trino-source": "reckoner",
      "x-trino-catalog": "lake",
      "x-trino-schema": "s",
      "x-trino-time-zone": "UTC",
      "x-trino-client-capabilities": "PARAMETRIC_DATETIME",
      "x-trino-client-tags": "run=r_1",
      "x-trino-trace-token": "query_1",
      "x-trino-session": "query_max_run_time=5000ms,query_max_scan_physical_bytes=1000B",
    });
    expect(get).toEqual({ "accept-encoding": "gzip", "x-trino-user": "analyst", "x-trino-source": "reckoner" });
    expect(posts()[0]?.body).toBe("SELECT count(*) AS n FROM engagement_analytics.final_results LIMIT 101");
  });

  test("has values of types that the guard lets no query write, but a table may have", async () => {
    const named = (name: string, rawType: string) => ({
      kind: "NAMED_TYPE",
      value: { fieldName: { name }, typeSignature: type(rawType) },
    });
    const inner = (signature: unknown) => ({ kind: "TYPE", value: signature });
    const values: readonly (readonly [unknown, unknown, unknown])[] = [
      [
        type("timestamp with time zone", { kind: "LONG", value: 3 }),
        "2026-01-02 03:04:05.120 UTC",
        "2026-01-02 03:04:05.12+00",
      ],
      [type("timestamp with time zone"), "2026-01-02 01:04:05 +02:00", "2026-01-01 23:04:05+00"],
      [
        type("timestamp with time zone"),
        "2026-01-02 03:04:05.100 Europe/Berlin",
        "2026-01-02 03:04:05.1 Europe/Berlin",
      ],
      [type("timestamp", { kind: "LONG", value: 9 }), "2026-01-02 03:04:05.123456789", "2026-01-02T03:04:05.123456"],
      [type("interval day to second"), "-1 01:01:01.500", "-1 day -01:01:01.5"],
      [type("interval day to second"), "0 00:00:00.000", "00:00:00"],
      [type("interval day to second"), "0 01:00:00.000", "01:00:00"],
      [type("interval year to month"), "-1-2", "-1 year -2 months"],
      [type("interval year to month"), "0-0", "00:00:00"],
      [type("real"), 1.5, 1.5],
      [type("tinyint"), 7, 7],
      [type("char"), "ab ", "ab "],
      [type("time"), "01:02:03.000", "01:02:03.000"],
      [type("uuid"), "12151fd2-7586-11e9-8f9e-2a86e4085a59", "12151fd2-7586-11e9-8f9e-2a86e4085a59"],
      [type("json"), '{"a":1}', '{"a":1}'],
      [type("row", named("x", "integer"), named("y", "double")), [1, "NaN"], '{"x":1,"y":null}'],
      [
        type("map", inner(type("double")), inner(type("array", inner(type("decimal"))))),
        { "2.0E10": ["1.50"], NaN: null },
        '{"20000000000":[1.5],"null":null}',
      ],
      [type("map", inner(type("varchar")), inner(type("integer"))), JSON.parse('{"__proto__":1}'), '{"__proto__":1}'],
    ];
    const shown = values.map(([typeSignature], place) => ({ name: `c${place}`, type: "", typeSignature }));
    steps = [page(1), page(null, { columns: shown, data: [values.map(([, sent]) => sent)] })];
    const sql = `SELECT ${values.map((_, place) => `${place} AS c${place}`).join(", ")}`;
    expect((await (await open()).ask(sql)).rows).toEqual([values.map(([, , expected]) => expected)]);
    steps = [page(1), page(null, { columns: [column("n", "varbinary")], data: [["AP8="]] })];
    expect(await (await open()).failure()).toEqual({
      code: "SQL_FAILED",
      detail: "The result has a column of a type that cannot be shown.",
    });
  });

  test("is cut at the cap, and the rest is not asked for but stopped", async () => {
    let place = 0;
    steps = [() => page(++place, place === 1 ? {} : { columns, data: [[place], [place]] })];
    const result = await (await open({ maxRows: 5 })).ask("SELECT n FROM UNNEST(sequence(1, 9)) AS t(n)");
    expect([result.rows, result.truncated]).toEqual([[[2], [2], [3], [3], [4]], true]);
    expect(calls()).toEqual([
      "POST /v1/statement",
      ...[1, 2, 3].map((one) => `GET ${pathOf(one)}`),
      `DELETE ${pathOf(4)}`,
    ]);
  });

  test("is waited for with longer and longer breaks where the server answers at once", async () => {
    let place = 0;
    steps = [...Array.from({ length: 12 }, () => () => page(++place)), page(null, { columns, data: [[42]] })];
    const engine = await open();
    let waitsBefore = 0;
    onRequest = () => (waitsBefore = engine.waitsMs.length);
    await engine.ask();
    // None after the last answer.
    expect([waitsBefore, engine.waitsMs.length]).toEqual([8, 8]);
    for (const [wait, waitMs] of engine.waitsMs.entries()) {
      const longestMs = Math.min(1_000, 50 * 2 ** wait);
      expect(waitMs).toBeGreaterThanOrEqual(longestMs * 0.75);
      expect(waitMs).toBeLessThanOrEqual(longestMs);
    }
  });
});

describe("a query that fails", () => {
  const words = "line 1:8: Column 'x' cannot be resolved";
  test.each([
    ["SYNTAX_ERROR", "USER_ERROR", "SQL_FAILED", `SYNTAX_ERROR: ${words}`],
    ["COLUMN_NOT_FOUND", "USER_ERROR", "SQL_FAILED", `COLUMN_NOT_FOUND: ${words}`],
    ["TYPE_MISMATCH", "USER_ERROR", "SQL_FAILED", `TYPE_MISMATCH: ${words}`],
    ["DIVISION_BY_ZERO", "USER_ERROR", "SQL_FAILED", "A division by zero stopped the query."],
    ["INVALID_CAST_ARGUMENT", "USER_ERROR", "SQL_FAILED", "A value could not be converted or is out of range."],
    ["GENERIC_USER_ERROR", "USER_ERROR", "SQL_FAILED", "Trino could not run the query."],
    ["USER_CANCELED", "USER_ERROR", "SQL_FAILED", "The query was cancelled in Trino."],
    [
      "EXCEEDED_SCAN_LIMIT",
      "INSUFFICIENT_RESOURCES",
      "SQL_FAILED",
      "The query would read more bytes than a query may.",
    ],
    [
      "EXCEEDED_GLOBAL_MEMORY_LIMIT",
      "INSUFFICIENT_RESOURCES",
      "SQL_FAILED",
      "The query needs more memory than it may take.",
    ],
    [
      "EXCEEDED_LOCAL_MEMORY_LIMIT",
      "INSUFFICIENT_RESOURCES",
      "SQL_FAILED",
      "The query needs more memory than it may take.",
    ],
    ["EXCEEDED_CPU_LIMIT", "INSUFFICIENT_RESOURCES", "SQL_FAILED", "The query needs more work than it may take."],
    ["EXCEEDED_TIME_LIMIT", "INSUFFICIENT_RESOURCES", "SQL_TIMEOUT", "The query took longer than Trino lets it."],
    ["PERMISSION_DENIED", "USER_ERROR", "ENGINE_FORBIDDEN", "Trino does not let this user read the results."],
    ["QUERY_REJECTED", "USER_ERROR", "ENGINE_FORBIDDEN", "Trino does not let this user read the results."],
    ["TABLE_NOT_FOUND", "USER_ERROR", "RESULTS_MISSING", "Trino's catalog does not have the results' tables."],
    ["CATALOG_NOT_FOUND", "USER_ERROR", "RESULTS_MISSING", "Trino's catalog does not have the results' tables."],
    ["INVALID_SESSION_PROPERTY", "USER_ERROR", "CONFIG_INVALID", "Trino does not take the query's settings."],
    ["HIVE_BAD_DATA", "EXTERNAL", "RESULTS_DAMAGED", "Trino cannot read the tables' files."],
  ])("by no fault of Trino's runs once and says why, without values: %s", async (name, group, code, detail) => {
    steps = [page(1), failed(name, group, `${words}\n and a secret value`)];
    expect(await (await open()).failure()).toEqual({ code, detail });
    expect(calls()).toEqual(["POST /v1/statement", `GET ${pathOf(1)}`]);
  });

  const twice = { code: "SQL_FAILED", detail: "Trino failed inside, twice." };
  const away = { code: "ENGINE_UNAVAILABLE", detail: "Trino could not be reached or failed inside." };
  test.each([
    ["an internal error", () => failed("GENERIC_INTERNAL_ERROR", "INTERNAL_ERROR"), twice],
    ["a query that Trino gave up", () => failed("ABANDONED_QUERY"), twice],
    ["a query that Trino does not know any more", () => problem(404), away],
    ["a page that is gone", () => problem(410), away],
  ])("by Trino's fault runs once more: %s", async (_, fault, told) => {
    steps = [page(1), fault(), ...counted()];
    expect((await (await open()).ask()).rows).toEqual([[42]]);
    server.requests.length = 0;
    steps = [page(1), fault(), page(1), fault()];
    expect(await (await open()).failure()).toEqual(told);
    expect(posts().length).toBe(2);
  });

  test("for want of room runs again after longer and longer waits", async () => {
    steps = [
      page(1),
      failed("QUERY_QUEUE_FULL", "INSUFFICIENT_RESOURCES"),
      failed("CLUSTER_OUT_OF_MEMORY", "INSUFFICIENT_RESOURCES"),
      ...counted(),
    ];
    const engine = await open();
    expect((await engine.ask()).rows).toEqual([[42]]);
    for (const [wait, waitMs] of engine.waitsMs.entries()) {
      expect(waitMs).toBeGreaterThanOrEqual(250 * 2 ** wait);
      expect(waitMs).toBeLessThanOrEqual(500 * 2 ** wait);
    }
    server.requests.length = 0;
    steps = [failed("NO_NODES_AVAILABLE", "INSUFFICIENT_RESOURCES")];
    expect(await engine.failure()).toEqual({ code: "ENGINE_UNAVAILABLE", detail: "Trino has no room for the query." });
    expect(posts().length).toBe(5);
    steps = [failed("QUERY_QUEUE_FULL", "INSUFFICIENT_RESOURCES")];
    expect(await (await open({ timeoutMs: 600 })).failure()).toEqual({
      code: "SQL_TIMEOUT",
      detail: "Trino had no room for the query within 600 ms.",
    });
  });

  test("at our own limit of bytes is stopped", async () => {
    steps = [page(1), page(2, { columns, stats: { state: "RUNNING", physicalInputBytes: 1_001 } })];
    const engine = await open({ maxScannedBytes: 1_000 });
    expect(await engine.failure()).toEqual({
      code: "SQL_FAILED",
      detail: "The query would read more bytes than a query may.",
    });
    expect(calls().at(-1)).toBe(`DELETE ${pathOf(2)}`);
  });

  test("when Trino reads it as anything but a SELECT is stopped", async () => {
    steps = [page(1), page(2, { updateType: "INSERT" })];
    expect(await (await open()).failure()).toEqual({
      code: "SQL_REFUSED",
      detail: "Trino reads the query as INSERT, not as a SELECT.",
    });
    expect(calls().at(-1)).toBe(`DELETE ${pathOf(2)}`);
  });

  test("at the guard never reaches Trino", async () => {
    expect(await (await open()).failure("DROP TABLE final_results")).toMatchObject({ code: "SQL_REFUSED" });
    expect(calls()).toEqual([]);
  });
});

describe("a call that fails", () => {
  test("is made again after a wait where a proxy or the connection failed it, with one token for the query", async () => {
    steps = [
      problem(503),
      "tear",
      "break",
      problem(502),
      page(1),
      "tear",
      "break",
      problem(504),
      ...counted().slice(1),
    ];
    const engine = await open();
    expect((await engine.ask()).rows).toEqual([[42]]);
    expect(calls()).toEqual([
      ...Array.from({ length: 5 }, () => "POST /v1/statement"),
      ...Array.from({ length: 4 }, () => `GET ${pathOf(1)}`),
    ]);
    expect(new Set(posts().map(({ headers }) => headers["x-trino-trace-token"]))).toEqual(new Set(["query_1"]));
    for (const [wait, waitMs] of [...engine.waitsMs.slice(0, 4).entries(), ...engine.waitsMs.slice(4).entries()]) {
      expect(waitMs).toBeGreaterThanOrEqual(50 * 2 ** wait);
      expect(waitMs).toBeLessThanOrEqual(100 * 2 ** wait);
    }
  });

  test("is made again when the server says, in seconds or by a date, where it is throttled", async () => {
    steps = [
      problem(429, { "retry-after": "7" }),
      problem(429, { "retry-after": "Thu, 01 Jan 2026 00:00:09 GMT" }),
      problem(503, { "retry-after": "86400" }),
      problem(429, { "retry-after": "soon" }),
      ...counted(),
    ];
    const engine = await open();
    expect((await engine.ask()).rows).toEqual([[42]]);
    expect(engine.waitsMs.slice(0, 3)).toEqual([7_000, 9_000, 60_000]);
    expect(engine.waitsMs[3]).toBeLessThanOrEqual(800);
  });

  test("is made again where nothing is heard of it", async () => {
    steps = ["stall", page(1), "stall", ...counted().slice(1)];
    const engine = await open({ callTimeoutMs: 400 });
    expect((await engine.ask()).rows).toEqual([[42]]);
    expect(calls()).toEqual(["POST /v1/statement", "POST /v1/statement", `GET ${pathOf(1)}`, `GET ${pathOf(1)}`]);
  });

  test("gives up where it stays broken, or throttled until the deadline", async () => {
    const engine = await open();
    const gone = { code: "ENGINE_UNAVAILABLE", detail: "Trino could not be reached or failed inside." };
    steps = [problem(503)];
    expect(await engine.failure()).toEqual(gone);
    expect(posts().length).toBe(8);
    steps = ["tear"];
    expect(await engine.failure()).toEqual(gone);
    steps = [page(1), problem(502)];
    expect(await engine.failure()).toEqual(gone);
    expect(calls().at(-1)).toBe(`DELETE ${pathOf(1)}`);
    steps = [problem(429)];
    expect(await (await open({ timeoutMs: 600 })).failure()).toEqual({
      code: "SQL_TIMEOUT",
      detail: "Trino had no room for the query within 600 ms.",
    });
    const closed = await startTrinoServer(() => "tear");
    await closed.close();
    expect(await (await open({ baseUrl: closed.baseUrl })).failure()).toEqual(gone);
  });

  test.each([
    [401, "ENGINE_FORBIDDEN", "Trino does not know this user."],
    [403, "ENGINE_FORBIDDEN", "Trino does not let this user ask."],
    [302, "CONFIG_INVALID", "Trino's address leads on to another one."],
    [404, "CONFIG_INVALID", "Trino did not take the request (HTTP 404)."],
    [400, "CONFIG_INVALID", "Trino did not take the request (HTTP 400)."],
    [500, "ENGINE_UNAVAILABLE", "Trino could not be reached or failed inside."],
  ])("for good is not made again: HTTP %i", async (status, code, detail) => {
    steps = [problem(status, { location: `${server.baseUrl}/v1/statement` })];
    expect(await (await open()).failure()).toEqual({ code, detail });
    expect(calls()).toEqual(["POST /v1/statement"]);
  });

  test("tells no secret, also where the server says it back", async () => {
    steps = [({ headers }) => ({ ...(problem(401) as object), text: `no ${headers["authorization"]} planted-secret` })];
    for (const secret of [{ password: "planted-secret" }, { token: "planted-secret" }]) {
      const error = await (await open(secret)).ask().catch((thrown: unknown) => thrown);
      const sent = server.requests.at(-1)?.headers["authorization"] ?? "";
      expect(sent).toMatch(/^(Basic YW5hbHlzdDpwbGFudGVkLXNlY3JldA==|Bearer planted-secret)$/);
      const { code, detail, hint, message, cause, stack } = error as Error & Record<string, unknown>; // an AppError
      const told = JSON.stringify([code, detail, hint, message, cause, stack]);
      expect(told).toContain("HTTP 401: no");
      expect(told).not.toContain("planted-secret");
      expect(told).not.toContain(sent.split(" ")[1]);
    }
  });
});

describe("an answer that is none of Trino's", () => {
  const unreadable = (what: string) => ({
    code: "ENGINE_UNAVAILABLE",
    detail: `Trino's answer cannot be read: ${what}.`,
  });
  test.each([
    ["a proxy's page", () => ({ text: "<html>sign in</html>" }), "it is not JSON"],
    ["half a page", () => ({ text: '{"id": "q_1", "stats": {' }), "it is not JSON"],
    ["another form", () => ({ text: '{"id": "q_1"}' }), "stats is not as Trino writes it"],
    ["data of another form", () => page(3, { columns, data: { encoding: "json" } }), "data is not as Trino writes it"],
  ])("stops the query: %s", async (_, reply, what) => {
    steps = [page(1), page(2), reply];
    expect(await (await open()).failure()).toEqual(unreadable(what));
    expect(calls().slice(3)).toEqual([`DELETE ${pathOf(2)}`]);
  });

  test.each([
    ["rows without columns", { data: [[1]] }, "it has rows without columns"],
    ["other columns", { columns: [...columns, ...columns] }, "it has 2 columns where 1 were asked for"],
    ["a short row", { columns, data: [[]] }, "it has a row of 0 values where 1 were asked for"],
  ])("is not taken for a result: %s", async (_, more, what) => {
    steps = [page(1), page(2, more)];
    expect(await (await open()).failure()).toEqual(unreadable(what));
    expect(calls().slice(2)).toEqual([`DELETE ${pathOf(2)}`]);
    server.requests.length = 0;
    steps = [page(1), page(null, more)];
    expect(await (await open()).failure()).toEqual(unreadable(what));
    // Trino has ended it already.
    expect(calls().slice(2)).toEqual([]);
  });

  test("is not taken for a result without rows", async () => {
    steps = [page(1), page(null)];
    expect(await (await open()).failure()).toEqual(unreadable("it ends without columns"));
  });

  test("is read up to a size, however small it was on the way, alone or together with others", async () => {
    const tooLarge = { code: "SQL_FAILED", detail: "The result is too large." };
    const blank = gzipSync(" ".repeat(17 * 2 ** 20));
    expect(blank.length).toBeLessThan(20_000);
    steps = [page(1), page(2), () => ({ text: " ".repeat(17 * 2 ** 20) })];
    expect(await (await open()).failure()).toEqual(tooLarge);
    let place = 1;
    const wide = { columns: [column("n", "varchar")], data: [["x".repeat(5 * 2 ** 20)]] };
    steps = [page(1), () => page(++place, wide)];
    expect(await (await open()).failure("SELECT customer_id AS n FROM final_results")).toEqual(tooLarge);
    expect(calls().at(-1)).toBe(`DELETE ${pathOf(5)}`);
  });
});

describe("the next page", () => {
  test("is never looked for on another host, nor anywhere but among statements", async () => {
    const stranger = await startTrinoServer(() => page(null, { columns, data: [[13]] }));
    const elsewhere = stranger.baseUrl.replace("127.0.0.1", "localhost");
    for (const uri of [
      `${elsewhere}${pathOf(2)}`,
      `${server.baseUrl.replace("127.0.0.1", "127.0.0.1.example")}${pathOf(2)}`,
      `http://user@127.0.0.2${pathOf(2)}`,
      `//127.0.0.2${pathOf(2)}`,
      "file:///v1/statement/x",
      "http://[",
      `${server.baseUrl}/ui/api/query`,
      `${server.baseUrl}/v1/statement/../node`,
    ]) {
      server.requests.length = 0;
      steps = [page(1), page(uri)];
      const engine = await open({ password: "secret" });
      expect([uri, await engine.failure()]).toMatchObject([uri, { code: "CONFIG_INVALID" }]);
      expect(calls()).toEqual(["POST /v1/statement", `GET ${pathOf(1)}`, `DELETE ${pathOf(1)}`]);
    }
    expect(stranger.requests).toEqual([]);
    await stranger.close();
  });

  test("is asked for through our own address where a proxy hides it from Trino", async () => {
    for (const origin of ["https://127.0.0.1", "http://127.0.0.1:1", ""]) {
      server.requests.length = 0;
      steps = [page(`${origin}${pathOf(1)}?slug=a%20b`), ...counted().slice(1)];
      expect((await (await open()).ask()).rows).toEqual([[42]]);
      expect(calls()).toEqual(["POST /v1/statement", `GET ${pathOf(1)}?slug=a%20b`]);
    }
  });
});

describe("a query that is not wanted any more is stopped in Trino", () => {
  /** Aborts when the first request of this kind arrives. */
  const abortAt = (method: string, path: string) => {
    const stop = new AbortController();
    onRequest = (request) => request.method === method && request.path === path && stop.abort();
    return stop.signal;
  };

  test("but not before it could run, when it is aborted while it starts", async () => {
    steps = ["stall"];
    const engine = await open();
    expect(await engine.failure(short, abortAt("POST", "/v1/statement"))).toMatchObject({ code: "TURN_ABORTED" });
    await engine.close();
    expect(calls()).toEqual(["POST /v1/statement"]);
  });

  test.each([1, 2])("when it is aborted while page %i is waited for", async (place) => {
    steps = [page(1), ...(place === 1 ? [] : [page(2)]), "stall"];
    const engine = await open();
    expect(await engine.failure(short, abortAt("GET", pathOf(place)))).toMatchObject({ code: "TURN_ABORTED" });
    await engine.close();
    expect(calls().slice(1 + place)).toEqual([`DELETE ${pathOf(place)}`]);
  });

  test("when it is aborted in a wait", async () => {
    const stop = new AbortController();
    steps = [page(1), problem(503)];
    const engine = await open({
      sleep: async (_, signal) => {
        stop.abort();
        signal.throwIfAborted();
      },
    });
    expect(await engine.failure(short, stop.signal)).toMatchObject({ code: "TURN_ABORTED" });
    await engine.close();
    expect(calls().slice(2)).toEqual([`DELETE ${pathOf(1)}`]);
  });

  test("when its time is over, also where the first tries to stop it fail", async () => {
    steps = [() => page(1)];
    stops = [problem(503), "tear"];
    const engine = await open({ timeoutMs: 600 });
    expect(await engine.failure()).toEqual({ code: "SQL_TIMEOUT", detail: "The query took longer than 600 ms." });
    await engine.close();
    expect(calls().slice(-4)).toEqual([`GET ${pathOf(1)}`, ...Array.from({ length: 3 }, () => `DELETE ${pathOf(1)}`)]);
  });

  test("when its rows come too slowly", async () => {
    steps = [page(1), page(2, { columns, data: [[1]] }), "stall"];
    const engine = await open({ timeoutMs: 600 });
    expect(await engine.failure()).toEqual({ code: "SQL_TIMEOUT", detail: "The query took longer than 600 ms." });
    await engine.close();
    expect(calls().at(-1)).toBe(`DELETE ${pathOf(2)}`);
  });

  test("when the engine is closed, which waits for it", async () => {
    steps = [page(1), "stall"];
    const engine = await open();
    const asked = engine.failure();
    await new Promise<void>((resolve) => (onRequest = ({ method }) => method === "GET" && resolve()));
    await engine.close();
    expect(calls().at(-1)).toBe(`DELETE ${pathOf(1)}`);
    expect(await asked).toMatchObject({ code: "TURN_ABORTED" });
  });

  test("but not when it has ended", async () => {
    steps = counted();
    const engine = await open();
    await engine.ask();
    await engine.close();
    expect(calls()).toEqual(["POST /v1/statement", `GET ${pathOf(1)}`]);
  });

  test("an aborted signal starts nothing", async () => {
    expect(await (await open()).failure(short, AbortSignal.abort())).toMatchObject({ code: "TURN_ABORTED" });
    expect(calls()).toEqual([]);
  });
});

test("no more queries run at once than the engine may start", async () => {
  let running = 0;
  let most = 0;
  steps = [
    ({ method }) => {
      if (method === "POST") most = Math.max(most, ++running);
      else running--;
      return method === "POST" ? page(1) : page(null, { columns, data: [[42]] });
    },
  ];
  const engine = await open({ concurrentQueries: 2 });
  const results = await Promise.all(Array.from({ length: 7 }, () => engine.ask()));
  expect(results.map(({ rows }) => rows[0]?.[0])).toEqual(Array.from({ length: 7 }, () => 42));
  expect(most).toBe(2);
});

describe("settings", () => {
  test.each([
    [
      { baseUrl: "http://trino.example:8080", password: "p" },
      "Trino's password or token would be sent in clear over http.",
    ],
    [
      { baseUrl: "http://127.0.0.1.example", token: "t" },
      "Trino's password or token would be sent in clear over http.",
    ],
    [{ baseUrl: "https://trino.example", password: "p", token: "t" }, "Trino is given a password and a token."],
    [{ baseUrl: "trino.example" }, "Trino's address is not scheme, host and port."],
    [{ baseUrl: "https://user:planted@trino.example" }, "Trino's address is not scheme, host and port."],
    [{ baseUrl: "https://user@trino.example" }, "Trino's address is not scheme, host and port."],
    [{ baseUrl: "https://:planted@trino.example" }, "Trino's address is not scheme, host and port."],
    [{ baseUrl: "https://trino.example/?a=b" }, "Trino's address is not scheme, host and port."],
    [{ baseUrl: "https://trino.example/#a" }, "Trino's address is not scheme, host and port."],
    [{ baseUrl: "https://trino.example/path" }, "Trino's address is not scheme, host and port."],
    [{ baseUrl: "ftp://trino.example" }, "Trino's address is not scheme, host and port."],
    [{ user: "" }, "Trino's user is empty or has letters that a header cannot carry."],
    [{ user: "a\r\nX-Trino-Role: admin" }, "Trino's user is empty or has letters that a header cannot carry."],
    [{ user: "a:b", password: "p" }, "Trino's user has a colon, which Basic authentication cannot carry."],
    [{ token: "a\nb" }, "Trino's token is empty or has letters that a header cannot carry."],
    [{ catalog: "" }, "Trino's catalog is empty or has letters that a header cannot carry."],
    [{ schema: "ä" }, "Trino's schema is empty or has letters that a header cannot carry."],
  ])("that cannot be used, or would tell a secret, are refused before any call: %o", async (options, detail) => {
    const error = await open(options).catch((thrown: unknown) => thrown);
    expect(isAppError(error) ? { code: error.code, detail: error.detail } : error).toEqual({
      code: "CONFIG_INVALID",
      detail,
    });
    expect(calls()).toEqual([]);
  });

  test.each(["https://trino.example:8443", "http://localhost:8080", "http://127.0.0.1:8080/", "http://[::1]:8080"])(
    "may send a password to %s",
    async (baseUrl) => {
      expect(await open({ baseUrl, password: "p" })).toHaveProperty("runQuery");
    },
  );
});
