import { cp, mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:http";
import { createServer as createTcpServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";

import {
  AppError,
  createIdSource,
  createSilentLogger,
  createSystemClock,
  loadConfig,
  type Config,
  type Logger,
} from "#core";

import { createService } from "../../../api/create-service.ts";
import { startServer } from "../../../api/http/serve.ts";
import type { Service } from "../../../api/service.ts";
import { carryTraces } from "../../../api/telemetry/carry-traces.ts";
import { openTracing } from "../../../api/telemetry/open-tracing.ts";
import { traceQueries } from "../../../api/telemetry/trace-queries.ts";
import { traceTurns } from "../../../api/telemetry/trace-turns.ts";
import type { Tracing } from "../../../api/telemetry/tracing.ts";
import { askRequest, buildApp } from "../../support/build-app.ts";
import { buildLiveRun } from "../../support/build-live-run.ts";
import { createFakeRunTurn, createHeldRunTurn, turnError } from "../../support/fake-run-turn.ts";
import { startOtlpCollector, type OtlpCollector, type ReceivedSpan } from "../../support/otlp-collector.ts";

let collector: OtlpCollector;
let tracing: Tracing | null = null;
beforeEach(async () => {
  collector = await startOtlpCollector();
});
afterEach(async () => {
  await tracing?.close();
  tracing = null;
  await collector.close();
});

type Environment = Readonly<Record<string, string>>;

/** Traces to the collector, or where the environment says. */
async function open(env: Environment = {}, log: Logger = createSilentLogger()): Promise<Tracing> {
  const { traces } = loadConfig({ OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, ...env }, "/").telemetry;
  if (traces === null) throw new RangeError("no endpoint");
  tracing = await openTracing(traces, { log, carryTo: [] });
  return tracing;
}

/** Sends what is left; the spans that have come. */
async function received(): Promise<readonly ReceivedSpan[]> {
  await tracing?.close();
  return collector.spans;
}

/** Each span's name indented below its parent's, in the order in which they are found. */
function tree(spans: readonly ReceivedSpan[], parent = "", depth = 0): string[] {
  const isHere = ({ parentSpanId }: ReceivedSpan) =>
    parent === "" ? !spans.some(({ spanId }) => spanId === parentSpanId) : parentSpanId === parent;
  return spans
    .filter(isHere)
    .flatMap(({ name, spanId }) => ["  ".repeat(depth) + name, ...tree(spans, spanId, depth + 1)]);
}

const named = (spans: readonly ReceivedSpan[], name: string) => spans.filter((span) => span.name === name);
const callerId = "4bf92f3577b34da6a3ce929d0e0e4736";
const traceparent = `00-${callerId}-00f067aa0ba902b7-01`;

describe("a question over HTTP", () => {
  let directory: string;
  beforeAll(async () => {
    directory = await mkdtemp(path.join(tmpdir(), "reckoner-traces-"));
    await cp((await buildLiveRun()).dataDirectory, directory, { recursive: true });
  });
  afterAll(() => rm(directory, { recursive: true, force: true }));

  async function openService(config: Config, made: Tracing): Promise<Service> {
    const { signal } = new AbortController();
    const deps = { clock: createSystemClock(), ids: createIdSource(), log: createSilentLogger(), signal };
    return createService(config, { ...deps, tracing: made, cacheAnswers: false });
  }

  /** Asks over a real connection as a caller that has a trace of its own. */
  async function ask(question: string, env: Environment = {}): Promise<readonly ReceivedSpan[]> {
    const made = await open(env);
    const service = await openService(loadConfig({ RECKONER_DATA_DIR: directory, ...env }, directory), made);
    const { signal } = new AbortController();
    const app = buildApp({
      ...service,
      limits: { questionChars: 1_000 },
      tracing: made,
      principalOf: () => ({ id: "planted-person", role: "analyst" }),
    });
    const server = await startServer({ app, host: "127.0.0.1", port: 0, signal, graceMs: 1_000, stopTurns: () => {} });
    const headers = { traceparent, accept: "text/event-stream" };
    const response = await fetch(
      `${server.url}/v1/ask`,
      askRequest({ question, thread: `planted-thread-${createIdSource()("t")}` }, headers),
    );
    const text = await response.text();
    expect(text).toContain("event: answer-end");
    await server.close();
    await service.close();
    return received();
  }

  it("is one trace: the request, the turn, model calls, tools with their queries, and the checks", async () => {
    const spans = await ask("How many customers are there by device type?");
    expect(new Set(spans.map(({ traceId }) => traceId))).toEqual(new Set([callerId]));
    expect(tree(spans).map((line) => line.trimEnd())).toEqual(
      expect.arrayContaining([
        "POST /v1/ask",
        "  invoke_agent reckoner",
        "    chat analyst",
        "    execute_tool query_athena",
        "      SELECT duckdb",
        "    check answer",
      ]),
    );
    const [request] = named(spans, "POST /v1/ask");
    expect(request).toMatchObject({
      parentSpanId: "00f067aa0ba902b7",
      kind: 2,
      status: 0,
      attributes: { "http.request.method": "POST", "http.route": "/v1/ask", "http.response.status_code": 200 },
    });
    const [turn] = named(spans, "invoke_agent reckoner");
    expect(turn).toMatchObject({
      kind: 1,
      attributes: {
        "gen_ai.operation.name": "invoke_agent",
        "gen_ai.agent.name": "reckoner",
        "gen_ai.provider.name": "reckoner",
        "gen_ai.request.model": "analyst",
        "gen_ai.usage.input_tokens": expect.any(Number),
        "gen_ai.usage.output_tokens": expect.any(Number),
        "reckoner.outcome": "answered",
        "reckoner.from_memory": false,
      },
    });
    // The stream belongs to the request: it is not over before the turn is.
    expect(request?.durationMs).toBeGreaterThanOrEqual(turn?.durationMs ?? Number.POSITIVE_INFINITY);
    expect(named(spans, "chat analyst")[0]).toMatchObject({
      kind: 3,
      attributes: {
        "gen_ai.operation.name": "chat",
        "gen_ai.provider.name": "reckoner",
        "gen_ai.request.model": "analyst",
      },
    });
    expect(named(spans, "execute_tool query_athena")[0]?.attributes).toEqual({
      "gen_ai.operation.name": "execute_tool",
      "gen_ai.tool.name": "query_athena",
      "gen_ai.tool.type": "function",
      "gen_ai.tool.call.id": expect.any(String),
    });
    const query = named(spans, "SELECT duckdb").find(({ parentSpanId }) =>
      named(spans, "execute_tool query_athena").some(({ spanId }) => spanId === parentSpanId),
    );
    expect(query).toMatchObject({ kind: 3 });
    expect(query?.attributes).toEqual({
      "db.system.name": "duckdb",
      "db.operation.name": "SELECT",
      "db.response.returned_rows": expect.any(Number),
      "reckoner.query.scanned_bytes": expect.any(Number),
      "reckoner.query.sha256": expect.stringMatching(/^[\da-f]{64}$/),
    });
    expect(named(spans, "check answer")[0]?.attributes).toMatchObject({ "reckoner.checks.untraced": 0 });
  }, 120_000);

  it("leaves no question, answer, row, person or conversation in the trace", async () => {
    await ask("Why did user_00017 get their churn prediction? Xylophone-planted.");
    expect(collector.spans.length).toBeGreaterThan(2);
    const wire = collector.wire();
    for (const word of ["Xylophone", "planted", "user_00017", "FROM ", "churned"]) expect(wire).not.toContain(word);
  }, 120_000);

  it("holds a query's text where the audit may hold questions, with customers' ids masked", async () => {
    const env = { RECKONER_AUDIT_QUESTIONS: "text" };
    const spans = await ask("Why did user_00017 get their churn prediction?", env);
    const texts = named(spans, "SELECT duckdb").map(({ attributes }) => String(attributes["db.query.text"]));
    expect(texts.some((text) => text.includes("SELECT"))).toBe(true);
    expect(texts.join("\n")).toMatch(/id:[\da-f]{16}/);
    expect(collector.wire()).not.toContain("user_00017");
  }, 120_000);
});

describe("a trace", () => {
  it("begins anew where the caller's header is malformed, and says whose it is", async () => {
    const made = await open({
      OTEL_SERVICE_NAME: "reckoner-test",
      OTEL_RESOURCE_ATTRIBUTES: "deployment.environment.name=here",
      OTEL_EXPORTER_OTLP_HEADERS: "x-tenant=a",
    });
    const app = buildApp({ tracing: made });
    for (const bad of ["", "00-zz", `00-${"0".repeat(32)}-00f067aa0ba902b7-01`, `ff${traceparent.slice(2)}`]) {
      await app.request("/healthz", { headers: { traceparent: bad } });
    }
    const spans = await received();
    expect(spans.map(({ parentSpanId }) => parentSpanId)).toEqual(["", "", "", ""]);
    expect(new Set(spans.map(({ traceId }) => traceId)).size).toBe(4);
    expect(collector.resources[0]).toEqual({
      "service.name": "reckoner-test",
      "deployment.environment.name": "here",
    });
    expect(collector.headers[0]).toMatchObject({ path: "/v1/traces", "x-tenant": "a" });
  });

  it("follows the caller's decision, and the settings' where it begins here", async () => {
    const app = buildApp({ tracing: await open({ OTEL_TRACES_SAMPLER: "parentbased_always_off" }) });
    await app.request("/healthz");
    await app.request("/healthz", { headers: { traceparent: traceparent.replace(/01$/, "00") } });
    await app.request("/healthz", { headers: { traceparent } });
    expect((await received()).map(({ traceId }) => traceId)).toEqual([callerId]);
  });

  it("tells of failures by their code: of a turn, of a query, of a turn that its reader left", async () => {
    const made = await open();
    const model = { provider: "bedrock", name: "us.x" };
    const failing = createFakeRunTurn(() => [turnError("LLM_UNAVAILABLE")]);
    const request = { thread: "t", question: "q", principal: { id: "p", role: "analyst" } } as const;
    for await (const event of traceTurns(failing.runTurn, { tracing: made, model })(request))
      expect(event).toBeDefined();
    const held = createHeldRunTurn();
    for await (const _event of traceTurns(held.runTurn, { tracing: made, model })(request)) break;
    const refuse = () => Promise.reject(new AppError("SQL_REFUSED", { detail: "planted", hint: "" }));
    const query = traceQueries(refuse, { engine: "athena", tracing: made, textOf: () => null });
    await expect(query({ sql: "DROP TABLE planted" })).rejects.toThrow("planted");
    const spans = await received();
    expect(spans.map(({ name, status, attributes }) => [name, status, attributes["error.type"]])).toEqual([
      ["invoke_agent reckoner", 2, "LLM_UNAVAILABLE"],
      ["invoke_agent reckoner", 2, "left"],
      ["SELECT aws.athena", 2, "SQL_REFUSED"],
    ]);
    expect(spans[0]?.attributes["gen_ai.provider.name"]).toBe("aws.bedrock");
    expect(collector.wire()).not.toContain("planted");
  });

  it("is in the lines of the log that are written within it", async () => {
    const made = await open();
    const lines: unknown[] = [];
    const log = { ...createSilentLogger(), info: () => lines.push(made.logFields()) } as unknown as Logger;
    await buildApp({ tracing: made, log }).request("/healthz", { headers: { traceparent } });
    expect(lines).toEqual([{ trace_id: callerId, span_id: expect.stringMatching(/^[\da-f]{16}$/) }]);
    expect(made.logFields()).toEqual({});
  });

  it("goes on with requests to one's own engine and model, and with nobody else's", async () => {
    const made = await open();
    const heard: (string | undefined)[] = [];
    const server = createServer((request, response) => {
      heard.push(request.headers["traceparent"]?.toString());
      response.end();
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    const stop = carryTraces(made, [`http://127.0.0.1:${port}`]);
    const span = made.start("work");
    await span.within(async () => fetch(`http://127.0.0.1:${port}/`));
    await span.within(async () => fetch(`http://localhost:${port}/`));
    await fetch(`http://127.0.0.1:${port}/`);
    stop();
    await span.within(async () => fetch(`http://127.0.0.1:${port}/`));
    span.end();
    const [{ traceId, spanId } = { traceId: "", spanId: "" }] = await received();
    expect(heard).toEqual([`00-${traceId}-${spanId}-01`, undefined, undefined, undefined]);
    server.close();
    server.closeAllConnections();
  });

  it.each(["refuses", "never answers"])("costs a turn nothing where what takes it %s", async (kind) => {
    const silent = createTcpServer(() => {});
    await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
    const { port } = silent.address() as AddressInfo;
    if (kind === "refuses") silent.close();
    const warnings: unknown[] = [];
    const log = { ...createSilentLogger(), warn: (line: unknown) => warnings.push(line) } as unknown as Logger;
    const env = { OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}`, OTEL_EXPORTER_OTLP_TIMEOUT: "100" };
    const made = await open(env, log);
    const app = buildApp({ tracing: made });
    const startedMs = performance.now();
    for (let turn = 0; turn < 200; turn++) {
      const response = await app.request("/v1/ask", askRequest({ question: "Which?" }));
      expect(response.status).toBe(200);
    }
    // Two hundred would take 20 s if each waited for one time-out.
    expect(performance.now() - startedMs).toBeLessThan(10_000);
    const closingMs = performance.now();
    await made.close();
    expect(performance.now() - closingMs).toBeLessThan(4_000);
    expect(warnings.slice(0, 1)).toEqual([expect.objectContaining({ event: "traces-not-sent" })]);
    silent.close();
  });
});
