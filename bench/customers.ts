import { spawn, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { cp, mkdtemp, rm, stat as statOf } from "node:fs/promises";
import { loadavg, tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";

import { createService } from "#api";
import { createIdSource, createSilentLogger, createSystemClock, loadConfig } from "#core";
import { domainDirectory, loadDomain } from "#knowledge";
import { openLiveRun } from "#pipeline";

import { startBenchServer, type BenchServer } from "./start-bench-server.ts";

/**
 * How long `GET /v1/customers/{id}` takes over 100 connections that each ask for the next customer as soon as the last
 * has come: from the run's file, of one known to the client already, and with the history, which takes a query. Server
 * and clients are processes of their own, one for each core. `npm run bench -- customers`, over a copy of the live run of
 * RECKONER_DATA_DIR.
 */
const connections = 100;
const rounds = 3;
const root = fileURLToPath(new URL("..", import.meta.url));
const { signal } = new AbortController();

const directory = await mkdtemp(path.join(tmpdir(), "reckoner-bench-customers-"));
try {
  await cp(loadConfig(process.env, root).data.directory, directory, { recursive: true });
  await reportFile();
  const ids = await customerIds();
  const server = await startBenchServer(directory);
  try {
    await measure("warm", server, { ids, requestsEach: 30 });
    for (let round = 1; round <= rounds; round++) await measure(`round ${round}`, server, { ids, requestsEach: 100 });
    const tag = (await fetch(`${server.url}/v1/customers/${ids[0]}`)).headers.get("etag") ?? "";
    const known = [`If-None-Match: ${tag}\r\n`];
    if (tag !== "") await measure("not changed", server, { ids: ids.slice(0, 1), requestsEach: 100, headers: known });
    await measure("with the history, by a query", server, { ids, requestsEach: 1, query: "?history=true" });
  } finally {
    await server.stop();
  }
} finally {
  await rm(directory, { recursive: true, force: true });
}

async function reportFile(): Promise<void> {
  const live = await openLiveRun(directory, await loadDomain(domainDirectory("engagement")));
  if (live.customerFilePath === null) throw new RangeError("the live run has no file of customers");
  const { size } = await statOf(live.customerFilePath);
  const each = size / live.manifest.rows.clean;
  print(`File: ${each.toFixed(0)} bytes a customer, ${((each * 100_000) / 1e6).toFixed(0)} MB for 100,000\n`);
}

async function customerIds(): Promise<readonly string[]> {
  const config = loadConfig({ ...process.env, RECKONER_DATA_DIR: directory }, root);
  const deps = { clock: createSystemClock(), ids: createIdSource(), log: createSilentLogger(), signal };
  const service = await createService(config, deps);
  const { rows } = await service.operations.results.query(
    { id: "bench", role: "analyst" },
    "SELECT customer_id FROM final_results LIMIT 1000",
    signal,
  );
  await service.close();
  return rows.map(([id]) => String(id));
}

/** Prints the times, the server's processor time for each request, and how busy the machine was. */
async function measure(
  what: string,
  { url, pid }: Pick<BenchServer, "url" | "pid">,
  load: {
    readonly ids: readonly string[];
    readonly requestsEach: number;
    readonly query?: string;
    readonly headers?: readonly string[];
  },
): Promise<void> {
  const { ids, requestsEach, query = "", headers = [] } = load;
  const paths = ids.map((id) => `/v1/customers/${id}${query}`);
  const cpuBefore = processorMs(pid);
  const { times, wallMs, bytes } = await runClients({
    port: new URL(url).port,
    paths,
    connections,
    requestsEach,
    headers,
  });
  const cpuMs = (processorMs(pid) - cpuBefore) / times.length;
  const [p50, p95, p99] = [0.5, 0.95, 0.99].map((share) =>
    (times[Math.ceil(share * times.length) - 1] ?? 0).toFixed(1),
  );
  print(
    `${what}: p50 ${p50}, p95 ${p95}, p99 ${p99} ms, ${((times.length / wallMs) * 1_000).toFixed(0)} a second, ` +
      `${cpuMs.toFixed(3)} ms of the server's processor time each, ${(bytes / times.length).toFixed(0)} bytes each; ` +
      `load of the machine ${loadavg()[0]?.toFixed(1)}\n`,
  );
}

type Measured = { readonly times: readonly number[]; readonly wallMs: number; readonly bytes: number };

function runClients(load: object): Promise<Measured> {
  const script = fileURLToPath(new URL("customers-load.ts", import.meta.url));
  const child = spawn(process.execPath, ["--import", "tsx", script], { stdio: ["pipe", "pipe", "inherit"] });
  child.stdin.end(JSON.stringify(load));
  let told = "";
  child.stdout.on("data", (chunk: Buffer) => {
    told += chunk.toString();
  });
  return new Promise((resolve, reject) => {
    child.once("exit", (code) => {
      // Our own child wrote it.
      if (code === 0) resolve(JSON.parse(told) as Measured);
      else reject(new RangeError(`the clients ended with ${code}`));
    });
  });
}

/** Processor time of a process so far, where Linux tells it: fields 14 and 15 of its stat, in ticks. */
function processorMs(pid: number): number {
  const ticksPerSecond = Number(spawnSync("getconf", ["CLK_TCK"]).stdout.toString()) || 100;
  const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return ((Number(fields[11]) + Number(fields[12])) / ticksPerSecond) * 1_000;
}

function print(text: string): void {
  process.stdout.write(text);
}
