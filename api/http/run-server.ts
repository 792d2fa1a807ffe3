import { isAppError, type Clock, type Config, type IdSource, type Logger } from "#core";

import { createDrawChart } from "../charts/create-draw-chart.ts";
import { createRunningTurns } from "../running-turns.ts";
import type { CreateService, Service } from "../service.ts";
import { openSlack } from "../slack/open-slack.ts";
import { createSignIn } from "../sign-in/create-sign-in.ts";
import { requireSignIn } from "../sign-in/require-sign-in.ts";
import { createInstruments, type Instruments } from "../telemetry/instruments.ts";
import { createRegistry } from "../telemetry/registry.ts";
import type { Tracing } from "../telemetry/tracing.ts";
import { loopbackHosts } from "./check-origin.ts";
import { createApp } from "./create-app.ts";
import { pageFolder } from "./page-routes.ts";
import { checkAddress, startServer } from "./serve.ts";

const heartbeatMs = 15_000;
/** Drawing a chart takes about 0.1 s; the first one on a busy machine, which loads the library, some seconds. */
const chartTimeoutMs = 15_000;
/** The thread that draws, and its memory, is given back when nothing was drawn for so long. */
const chartIdleMs = 120_000;
/** A turn that nobody follows works on for so long: a page that is loaded anew comes back within it. */
const abandonedMs = 20_000;
/** So long after its end a turn's events can still be had; its answer is kept anyway. */
const eventsKeptMs = 120_000;

type ServerDeps = {
  readonly config: Config;
  readonly createService: CreateService;
  /** Makes live results where there are none; runs the whole pipeline. */
  readonly makeResults: () => Promise<void>;
  /** Tells whoever started the server. */
  readonly print: (text: string) => void;
  readonly clock: Clock;
  readonly ids: IdSource;
  readonly log: Logger;
  /** Left out, no traces are made. */
  readonly tracing?: Tracing;
  /** Ends the server. */
  readonly signal: AbortSignal;
};

/**
 * Serves until `signal` is aborted; where no run is live, makes one first. Results that are damaged or of another
 * version are left as they are and refused. Throws `CONFIG_INVALID`, `PORT_IN_USE`, `RESULTS_DAMAGED`,
 * `RESULTS_VERSION`, and what `makeResults` throws.
 */
export async function runServer(deps: ServerDeps): Promise<void> {
  const { config, clock, ids, log, print, signal } = deps;
  const { host, port, publicUrl, corsOrigins, trustedProxies, shutdownGraceMs: graceMs } = config.server;
  requireSignIn(config);
  // Known before a run of minutes rather than after it.
  await checkAddress(host, port);
  const registry = createRegistry();
  const instruments = createInstruments(registry);
  const service = await openService(deps, instruments);
  const charts = createDrawChart({ timeoutMs: chartTimeoutMs, idleMs: chartIdleMs });
  let slack: Awaited<ReturnType<typeof openSlack>> = null;
  try {
    slack = await openSlack(config, { service, drawPicture: charts.drawPicture, clock, log, signal });
    const turns = createRunningTurns({ graceMs: abandonedMs, keptMs: eventsKeptMs });
    const atOnce = new AbortController();
    const { metricsToken: token } = config.server;
    const signIn = createSignIn(config, { credentials: service.credentials, clock });
    const app = createApp({
      runTurn: service.runTurn,
      turns,
      operations: service.operations,
      replay: service.replay,
      drawChart: charts.drawChart,
      drawPicture: charts.drawPicture,
      ...(slack?.handle && { handleSlack: slack.handle }),
      ready: service.ready,
      principalOf: signIn.principalOf,
      signIn,
      instruments,
      tracing: deps.tracing,
      metrics: { render: registry.render, token },
      tokenIssuer: tokenIssuerOf(config),
      pageFolder,
      hosts: [...new Set([...loopbackHosts, host, ...(publicUrl === null ? [] : [new URL(publicUrl).hostname])])],
      corsOrigins,
      trustedProxies,
      limits: config.limits,
      rates: config.rates,
      heartbeatMs,
      signal: atOnce.signal,
      clock,
      ids,
      log,
    });
    const stopTurns = () => {
      atOnce.abort();
      void turns.close();
    };
    const server = await startServer({ app, host, port, signal, graceMs, stopTurns });
    print(describeServer(server.url, service.dataset));
    await server.closed;
    await turns.close();
  } finally {
    await slack?.close(graceMs);
    await charts.close();
    await service.close();
  }
}

function tokenIssuerOf({ signIn, server }: Config) {
  const { publicUrl } = server;
  return signIn.kind === "oidc" && publicUrl !== null ? { issuer: signIn.oidc.issuer, publicUrl } : null;
}

async function openService(
  { config, createService, makeResults, clock, ids, log, signal, tracing }: ServerDeps,
  instruments: Instruments,
): Promise<Service> {
  const deps = { clock, ids, log, signal, instruments, ...(tracing && { tracing }) };
  const open = () => createService(config, { ...deps, isolateQueries: true, channel: "http" });
  try {
    return await open();
  } catch (error) {
    if (!isAppError(error, "RESULTS_MISSING")) throw error;
    await makeResults();
    return open();
  }
}

function describeServer(url: string, dataset: Service["dataset"]): string {
  const question = "Why did user_12345 churn?";
  const models = Object.entries(dataset.modelVersions).map(([name, version]) => `${name} ${version}`);
  return `
Reckoner listens on ${url}
  run ${dataset.runId}, data of ${dataset.snapshotDate}, models ${models.join(", ")}

Ask
  npm run ask -- "${question}"
  curl -s ${url}/v1/ask -H 'content-type: application/json' -d '{"question":"${question}"}'

The API is described at ${url}/openapi.json. Ctrl-C ends the server.
`;
}
