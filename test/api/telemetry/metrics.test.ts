import { describe, expect, it } from "vitest";

import { createFixedClock, AppError } from "#core";

import { createInstruments } from "../../../api/telemetry/instruments.ts";
import { observeQueries } from "../../../api/telemetry/observe-queries.ts";
import { collectAnswer } from "../../../api/collect-answer.ts";
import { observeTurns } from "../../../api/telemetry/observe-turns.ts";
import { createRegistry } from "../../../api/telemetry/registry.ts";
import { buildAnswer } from "../../support/build-answer.ts";
import { askRequest, buildApp } from "../../support/build-app.ts";
import { createFakeRunTurn } from "../../support/fake-run-turn.ts";

describe("the registry", () => {
  it("writes Prometheus' text form: sums, buckets that add up, escaped labels", () => {
    const registry = createRegistry();
    const calls = registry.counter("calls_total", "Calls.");
    calls.add({ by: 'a "b"\\\n' });
    calls.add({ by: 'a "b"\\\n' }, 2.5);
    const size = registry.histogram("size", "Sizes.", [1, 10]);
    for (const value of [0.5, 1, 10, 11]) size.observe({}, value);
    registry.measure("now", "A measure.", () => 7);
    expect(registry.render()).toBe(`# HELP calls_total Calls.
# TYPE calls_total counter
calls_total{by="a \\"b\\"\\\\\\n"} 3.5

# HELP size Sizes.
# TYPE size histogram
size_bucket{le="1"} 2
size_bucket{le="10"} 3
size_bucket{le="+Inf"} 4
size_sum 22.5
size_count 4

# HELP now A measure.
# TYPE now gauge
now 7
`);
  });

  it("keeps no more series than it may, whatever comes", () => {
    const registry = createRegistry();
    const calls = registry.counter("calls_total", "Calls.");
    for (let index = 0; index < 5_000; index++) calls.add({ id: String(index) });
    expect(registry.render().split("\n").length).toBeLessThan(1_010);
  });
});

/** The lines of a metric that are not its description. */
const linesOf = (text: string, name: string) => text.split("\n").filter((line) => line.startsWith(name));

describe("GET /metrics", () => {
  it("tells turns apart by the channel that they came in", async () => {
    const registry = createRegistry();
    const instruments = createInstruments(registry);
    const clock = createFixedClock(new Date("2026-11-20T12:00:00Z"));
    const { runTurn } = createFakeRunTurn();
    const observed = observeTurns(runTurn, { instruments, channel: "http", clock });
    const principal = { id: "slack:T1:U1", role: "viewer" } as const;
    const asked = { thread: "t", question: "q", principal };
    for (const request of [asked, { ...asked, channel: "slack" as const }]) await collectAnswer(observed(request));
    expect(linesOf(registry.render(), "reckoner_turn_seconds_count")).toEqual([
      'reckoner_turn_seconds_count{outcome="answered",channel="http"} 1',
      'reckoner_turn_seconds_count{outcome="answered",channel="slack"} 1',
    ]);
  });

  it("counts requests, turns, tools, tokens and queries, and holds nothing that a person said or is", async () => {
    const registry = createRegistry();
    const instruments = createInstruments(registry);
    const clock = createFixedClock(new Date("2026-11-20T12:00:00Z"));
    const { runTurn } = createFakeRunTurn();
    const answered = observeTurns(runTurn, { instruments, channel: "http", clock });
    const app = buildApp({
      runTurn: answered,
      instruments,
      metrics: { render: registry.render, token: null },
      principalOf: () => ({ id: "secret-person", role: "viewer" }),
    });
    await app.request("/v1/ask", askRequest({ question: "secret question", thread: "secret-thread" }));
    await app.request("/secret/path");
    const query = async (sql: string) => {
      if (sql === "bad") throw new AppError("SQL_REFUSED", { detail: "secret", hint: "" });
      return { scannedBytes: 100 };
    };
    const observed = observeQueries(query, { engine: "duckdb", instruments, clock });
    await observed("good");
    await expect(observed("bad")).rejects.toThrow();
    const text = await (await app.request("/metrics")).text();
    expect(linesOf(text, "reckoner_http_request_seconds_count")).toEqual([
      'reckoner_http_request_seconds_count{method="POST",route="/v1/ask",status="200"} 1',
      'reckoner_http_request_seconds_count{method="GET",route="/*",status="404"} 1',
    ]);
    expect(linesOf(text, "reckoner_turn_seconds_count")).toEqual([
      'reckoner_turn_seconds_count{outcome="answered",channel="http"} 1',
    ]);
    expect(linesOf(text, "reckoner_tool_seconds_count")).toEqual([
      'reckoner_tool_seconds_count{tool="query_athena",ok="true"} 1',
    ]);
    expect(linesOf(text, "reckoner_turns_running")).toEqual(["reckoner_turns_running 0"]);
    expect(linesOf(text, "reckoner_query_seconds_count")).toEqual([
      'reckoner_query_seconds_count{engine="duckdb",result="ok"} 1',
      'reckoner_query_seconds_count{engine="duckdb",result="SQL_REFUSED"} 1',
    ]);
    expect(linesOf(text, "reckoner_scanned_bytes_total")).toEqual([
      'reckoner_scanned_bytes_total{engine="duckdb"} 100',
    ]);
    expect(linesOf(text, "reckoner_answers_from_memory_total")).toEqual([
      'reckoner_answers_from_memory_total{result="miss"} 1',
    ]);
    expect(linesOf(text, "reckoner_tokens_total").map((line) => Number(line.split(" ").at(-1)))).toEqual([
      buildAnswer().usage.inputTokens,
      buildAnswer().usage.outputTokens,
      buildAnswer().usage.cacheReadTokens,
      buildAnswer().usage.cacheWriteTokens,
    ]);
    expect(text).not.toContain("secret");
  });

  it("is there for who has its token, and not at all where people sign in and there is none", async () => {
    const registry = createRegistry();
    const signIn = { isRequired: true, browser: null };
    const token = "a-token-of-16-and-more";
    const get = async (metrics: string | null, authorization = "") => {
      const app = buildApp({ signIn, metrics: { render: registry.render, token: metrics } });
      return (await app.request("/metrics", { headers: { authorization } })).status;
    };
    expect(await get(null)).toBe(404);
    expect(await get(token)).toBe(401);
    expect(await get(token, `Bearer ${"é".repeat(token.length)}`)).toBe(401);
    expect(await get(token, `Bearer ${token}`)).toBe(200);
  });
});
