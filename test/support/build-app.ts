import { createFixedClock, createSequentialIdSource, createSilentLogger } from "#core";

import type { AppDeps } from "../../api/http/app-deps.ts";
import { loopbackHosts } from "../../api/http/check-origin.ts";
import { createApp } from "../../api/http/create-app.ts";
import { createInstruments } from "../../api/telemetry/instruments.ts";
import { createRegistry } from "../../api/telemetry/registry.ts";
import { createRunningTurns } from "../../api/running-turns.ts";
import { localPrincipal } from "../../api/local-principal.ts";
import { buildAnswer } from "./build-answer.ts";
import { createFakeRunTurn } from "./fake-run-turn.ts";

/** The HTTP channel over a fake turn, changed by `changes`; a test of other routes gives `operations`. */
export function buildApp(changes: Partial<AppDeps> = {}) {
  const dataset = buildAnswer().dataset;
  const registry = createRegistry();
  return createApp({
    runTurn: createFakeRunTurn().runTurn,
    turns: createRunningTurns({ graceMs: 0, keptMs: 60_000 }),
    // Never reached unless a test asks for more than a turn.
    operations: {} as AppDeps["operations"],
    replay: () => Promise.reject(new RangeError("nothing is replayed here")),
    drawChart: () => Promise.reject(new RangeError("nothing is drawn here")),
    drawPicture: () => Promise.reject(new RangeError("nothing is drawn here")),
    ready: async () => dataset,
    principalOf: () => localPrincipal("analyst"),
    signIn: { isRequired: false, browser: null },
    instruments: createInstruments(registry),
    metrics: { render: registry.render, token: null },
    tokenIssuer: null,
    corsOrigins: [],
    trustedProxies: 0,
    rates: { requestsPerMinuteOfPerson: null, requestsPerMinuteOfAddress: null },
    pageFolder: "/nowhere",
    hosts: loopbackHosts,
    limits: { questionChars: 200 },
    heartbeatMs: 15_000,
    signal: new AbortController().signal,
    clock: createFixedClock(new Date("2026-11-20T12:00:00Z")),
    ids: createSequentialIdSource(),
    log: createSilentLogger(),
    ...changes,
  });
}

/** A request to `/v1/ask` with `body` as JSON. */
export function askRequest(body: unknown, headers: Readonly<Record<string, string>> = {}): RequestInit {
  return {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: typeof body === "string" ? body : JSON.stringify(body),
  };
}
