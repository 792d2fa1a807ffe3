import { cp, mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";

import { createService, type Service } from "#api";
import { createIdSource, createSilentLogger, createSystemClock, loadConfig } from "#core";
import { domainDirectory, loadDomain } from "#knowledge";
import { openLiveRun } from "#pipeline";

import { createApp } from "../api/http/create-app.ts";
import { startServer } from "../api/http/serve.ts";
import { createRunningTurns } from "../api/running-turns.ts";
import { createInstruments } from "../api/telemetry/instruments.ts";
import { createRegistry } from "../api/telemetry/registry.ts";

/**
 * How long `GET /v1/customers/{id}` takes over 100 connections that each ask for the next customer as soon as the last
 * has come: from the run's file, and with the history, which takes a query. Server and clients share the process, so the
 * figures hold both. `npm run bench -- customers`, over a copy of the live run of RECKONER_DATA_DIR.
 */
const connections = 100;
const requestsEach = { file: 30, queries: 1 } as const;
const clock = createSystemClock();
const root = fileURLToPath(new URL("..", import.meta.url));
const { signal } = new AbortController();

const directory = await mkdtemp(path.join(tmpdir(), "reckoner-bench-customers-"));
try {
  await cp(loadConfig(process.env, root).data.directory, directory, { recursive: true });
  const live = await openLiveRun(directory, await loadDomain(domainDirectory("engagement")));
  if (live.customerFilePath === null) throw new RangeError("the live run has no file of customers");
  const { size } = await stat(live.customerFilePath);
  const each = size / live.manifest.rows.clean;
  print(`File: ${each.toFixed(0)} bytes a customer, ${((each * 100_000) / 1e6).toFixed(0)} MB for 100,000\n`);
  const config = loadConfig({ ...process.env, RECKONER_DATA_DIR: directory }, root);
  const service = await createService(config, {
    clock,
    ids: createIdSource(),
    log: createSilentLogger(),
    signal,
    isolateQueries: true,
  });
  const ids = await customerIds(service);
  const server = await serve(service);
  await measure("warm", server.url, ids, "", 1);
  const quick = await measure("from the file", server.url, ids, "", requestsEach.file);
  const slow = await measure("with the history, by a query", server.url, ids, "?history=true", requestsEach.queries);
  print(`Median by query / median from the file: ${(slow / quick).toFixed(1)}\n`);
  await server.close();
  await service.close();
} finally {
  await rm(directory, { recursive: true, force: true });
}

function serve(service: Service) {
  const registry = createRegistry();
  const app = createApp({
    ...service,
    drawChart: async () => null,
    turns: createRunningTurns({ graceMs: 0, keptMs: 0 }),
    principalOf: () => ({ id: "bench", role: "analyst" }),
    signIn: { isRequired: false, browser: null },
    instruments: createInstruments(registry),
    metrics: { render: registry.render, token: null },
    tokenIssuer: null,
    corsOrigins: [],
    trustedProxies: 0,
    rates: { requestsPerMinuteOfPerson: null, requestsPerMinuteOfAddress: null },
    pageFolder: "",
    hosts: ["127.0.0.1"],
    limits: { questionChars: 4_000 },
    heartbeatMs: 15_000,
    signal,
    clock,
    ids: createIdSource(),
    log: createSilentLogger(),
  });
  return startServer({ app, host: "127.0.0.1", port: 0, signal, graceMs: 0, stopTurns: () => {} });
}

async function customerIds({ operations }: Service): Promise<readonly string[]> {
  const found = await operations.results.query(
    { id: "bench", role: "analyst" },
    "SELECT customer_id FROM final_results LIMIT 1000",
    signal,
  );
  return found.rows.map(([id]) => String(id));
}

/** Prints the times and gives the median in milliseconds. */
async function measure(
  what: string,
  url: string,
  ids: readonly string[],
  query: string,
  each: number,
): Promise<number> {
  const times: number[] = [];
  const startMs = clock.monotonicMs();
  const client = async (number: number) => {
    for (let turn = 0; turn < each; turn++) {
      const id = ids[(number * each + turn) % ids.length] ?? "";
      const askedMs = clock.monotonicMs();
      const response = await fetch(`${url}/v1/customers/${id}${query}`);
      await response.arrayBuffer();
      if (!response.ok) throw new RangeError(`status ${response.status}`);
      times.push(clock.monotonicMs() - askedMs);
    }
  };
  await Promise.all(Array.from({ length: connections }, (_, number) => client(number)));
  const perSecond = (times.length / (clock.monotonicMs() - startMs)) * 1_000;
  const sorted = times.toSorted((a, b) => a - b);
  const [median = 0, p95 = 0, p99 = 0] = [0.5, 0.95, 0.99].map(
    (share) => sorted[Math.floor(share * (sorted.length - 1))],
  );
  const told = [median, p95, p99].map((time) => time.toFixed(1)).join(" / ");
  print(`${what}: ${told} ms at 50 / 95 / 99 %, ${perSecond.toFixed(0)} a second, ${connections} at once\n`);
  return median;
}

function print(text: string): void {
  process.stdout.write(text);
}
