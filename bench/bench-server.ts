import { monitorEventLoopDelay } from "node:perf_hooks";

import { createService } from "#api";
import { createIdSource, createLogger, createSystemClock, loadConfig } from "#core";

import { createApp } from "../api/http/create-app.ts";
import { startServer } from "../api/http/serve.ts";
import { createRunningTurns } from "../api/running-turns.ts";
import { createInstruments } from "../api/telemetry/instruments.ts";
import { createRegistry } from "../api/telemetry/registry.ts";

/**
 * The server of the benchmarks, in a process of its own: as `npm start`, but every answer is made afresh, and who asks is
 * what a header says, so that many conversations are of many persons.
 */
const stop = new AbortController();
process.once("SIGTERM", () => stop.abort());
const config = loadConfig(process.env, process.cwd());
const { signal } = stop;
const deps = { clock: createSystemClock(), ids: createIdSource(), log: createLogger("error"), signal };
const service = await createService(config, { ...deps, isolateQueries: true, channel: "http", cacheAnswers: false });
const registry = createRegistry();
const app = createApp({
  ...deps,
  ...service,
  drawChart: async () => null,
  drawPicture: async () => null,
  turns: createRunningTurns({ graceMs: 2_000, keptMs: 3_000 }),
  principalOf: (request) => ({ id: request.headers.get("x-bench-person") ?? "bench", role: "analyst" }),
  signIn: { isRequired: false, browser: null },
  instruments: createInstruments(registry),
  metrics: { render: registry.render, token: null },
  tokenIssuer: null,
  corsOrigins: [],
  trustedProxies: 0,
  rates: { requestsPerMinuteOfPerson: null, requestsPerMinuteOfAddress: null },
  pageFolder: "",
  hosts: ["127.0.0.1"],
  limits: config.limits,
  heartbeatMs: 15_000,
});
const server = await startServer({ app, host: "127.0.0.1", port: 0, signal, graceMs: 1_000, stopTurns: () => {} });
process.stdout.write(`listens on ${server.url}\n`);
const loop = monitorEventLoopDelay({ resolution: 10 });
loop.enable();
process.on("SIGUSR2", tellFigures);
await server.closed;
await service.close();

/** What the process holds once garbage is collected, and how long its loop stood still since the last time: a line of JSON. */
function tellFigures(): void {
  globalThis.gc?.();
  const { rss, heapUsed, external } = process.memoryUsage();
  const figures = { rss, heapUsed, external, loopP99Ms: loop.percentile(99) / 1e6, loopMaxMs: loop.max / 1e6 };
  loop.reset();
  process.stdout.write(`figures ${JSON.stringify(figures)}\n`);
}
