import { connect } from "node:net";
import { afterEach, describe, expect, it } from "vitest";

import { createApp } from "../../../api/http/create-app.ts";
import { startServer, type RunningServer } from "../../../api/http/serve.ts";
import { createRunningTurns } from "../../../api/running-turns.ts";
import { askRequest, buildApp } from "../../support/build-app.ts";
import { createFakeRunTurn, createHeldRunTurn } from "../../support/fake-run-turn.ts";

const question = "Which plan scores higher?";
const open: RunningServer[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((server) => server.close()));
});

type Changes = { readonly runTurn?: Parameters<typeof createApp>[0]["runTurn"]; readonly port?: number };

async function start({ runTurn = createFakeRunTurn().runTurn, port = 0 }: Changes = {}, graceMs = 10_000) {
  const stop = new AbortController();
  const turns = createRunningTurns({ graceMs: 0, keptMs: 0 });
  const app = buildApp({ runTurn, turns });
  const stopTurns = () => void turns.close();
  const server = await startServer({ app, host: "127.0.0.1", port, signal: stop.signal, graceMs, stopTurns });
  open.push(server);
  return { ...server, stop: () => stop.abort() };
}

/** What comes back for these bytes until the server closes the connection. */
function exchange(url: string, sent: string): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(Number(new URL(url).port), "127.0.0.1", () => socket.write(sent, "latin1"));
    let got = "";
    socket.on("data", (chunk) => (got += chunk.toString()));
    socket.on("error", () => {});
    socket.once("close", () => resolve(got));
  });
}

describe("startServer", () => {
  it("serves on a free port and says where", async () => {
    const server = await start();
    expect(server.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    const response = await fetch(`${server.url}/v1/ask`, askRequest({ question, thread: "mine" }));
    expect(await response.json()).toMatchObject({ thread: "mine", question, outcome: "answered" });
  });

  it("says what to do when the port is taken, and leaves the server there alone", async () => {
    const first = await start();
    await expect(start({ port: Number(new URL(first.url).port) })).rejects.toMatchObject({
      code: "PORT_IN_USE",
      hint: expect.stringContaining("RECKONER_PORT"),
    });
    expect((await fetch(`${first.url}/healthz`)).status).toBe(200);
  });

  it("says which setting is wrong when it cannot listen there", async () => {
    const options = { app: buildApp(), port: 0, signal: new AbortController().signal, graceMs: 0, stopTurns: () => {} };
    await expect(startServer({ ...options, host: "192.0.2.1" })).rejects.toMatchObject({ code: "CONFIG_INVALID" });
  });

  it("refuses a question of 100 kB with problem details and goes on serving", async () => {
    const server = await start();
    const response = await fetch(`${server.url}/v1/ask`, askRequest({ question: "x".repeat(100_000) }));
    expect([response.status, response.headers.get("content-type")]).toEqual([413, "application/problem+json"]);
    expect((await fetch(`${server.url}/healthz`)).status).toBe(200);
  });

  it("takes a body without a stated length, and a method without a body", async () => {
    const server = await start();
    const body = new Blob([JSON.stringify({ question })]).stream();
    const chunked = { ...askRequest(""), body, duplex: "half" };
    expect((await fetch(`${server.url}/v1/ask`, chunked)).status).toBe(200);
    expect((await fetch(`${server.url}/v1/ask`, { method: "OPTIONS" })).status).toBe(405);
    expect((await fetch(`${server.url}/v1/ask`, { ...askRequest(""), body: null })).status).toBe(400);
  });

  it.each([
    ["what is no HTTP", "\x16\x03\x01\x02\r\n\r\n", 400, "BAD_REQUEST"],
    ["a method that is none", "G<T / HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n", 400, "BAD_REQUEST"],
    ["no host", "GET /healthz HTTP/1.1\r\nconnection: close\r\n\r\n", 400, "BAD_REQUEST"],
    ["a host that is none", "GET /healthz HTTP/1.1\r\nhost: a\\b\r\nconnection: close\r\n\r\n", 400, "BAD_REQUEST"],
    ["no path", "OPTIONS * HTTP/1.1\r\nhost: 127.0.0.1\r\nconnection: close\r\n\r\n", 400, "BAD_REQUEST"],
    [
      "two lengths",
      "POST /v1/ask HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-length: 5\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n",
      400,
      "BAD_REQUEST",
    ],
    ["an address of 20 kB", `GET /${"a".repeat(20_000)} HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n`, 431, "REQUEST_TOO_LARGE"],
    [
      "a header of 20 kB",
      `GET / HTTP/1.1\r\nhost: 127.0.0.1\r\nx: ${"a".repeat(20_000)}\r\n\r\n`,
      431,
      "REQUEST_TOO_LARGE",
    ],
    [
      "what cannot be expected",
      "POST /v1/ask HTTP/1.1\r\nhost: 127.0.0.1\r\nexpect: 200-maybe\r\ncontent-length: 0\r\n\r\n",
      417,
      "BAD_REQUEST",
    ],
  ])("answers %s with problem details, and goes on serving", async (_name, sent, status, code) => {
    const server = await start();
    const got = await exchange(server.url, sent);
    const [head = "", body = ""] = got.split("\r\n\r\n");
    expect(head).toMatch(new RegExp(`^HTTP/1.1 ${status} .*content-type: application/problem\\+json`, "is"));
    const problem = /\{.*\}/s.exec(body)?.[0] ?? "";
    expect(JSON.parse(problem)).toMatchObject({ status, code });
    expect((await fetch(`${server.url}/healthz`)).status).toBe(200);
  });

  it("cuts off a client that sends its request too slowly, and nobody else", async () => {
    const held = createHeldRunTurn();
    const patience = { headMs: 100, requestMs: 200 };
    const options = {
      host: "127.0.0.1",
      port: 0,
      signal: new AbortController().signal,
      graceMs: 0,
      stopTurns: () => {},
    };
    const server = await startServer({ ...options, app: buildApp({ runTurn: held.runTurn }), patience });
    open.push(server);
    const answer = fetch(`${server.url}/v1/ask`, askRequest({ question }));
    await held.started;
    const slow = async (sent: string) => (await exchange(server.url, sent)).split("\r\n")[0];
    const head = "POST /v1/ask HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\n";
    const late = "HTTP/1.1 408 Request Timeout";
    expect(await Promise.all([slow(head), slow(`${head}content-length: 900\r\n\r\n{`)])).toEqual([late, late]);
    // An answer that takes longer than a request may is waited for.
    held.release();
    expect((await answer).status).toBe(200);
  });

  it.each(["application/json", "text/event-stream"])(
    "stops the turn of a client that hangs up (%s)",
    async (accept) => {
      const held = createHeldRunTurn();
      const server = await start({ runTurn: held.runTurn });
      const client = new AbortController();
      const init = { ...askRequest({ question }, { accept }), signal: client.signal };
      const pending = fetch(`${server.url}/v1/ask`, init).then((response) => response.text());
      await held.started;
      client.abort();
      await expect(pending).rejects.toThrow();
      await held.aborted;
    },
  );
});

describe("a graceful end", () => {
  it("lets a running turn finish, takes no new one, and closes connections that serve nothing", async () => {
    const held = createHeldRunTurn();
    const server = await start({ runTurn: held.runTurn });
    const unused = connect(Number(new URL(server.url).port), "127.0.0.1");
    const unusedClosed = new Promise<void>((resolve) => unused.once("close", () => resolve()));
    await new Promise<void>((resolve) => unused.once("connect", () => resolve()));
    const response = fetch(`${server.url}/v1/ask`, askRequest({ question }));
    await held.started;
    server.stop();
    await unusedClosed;
    await expect(fetch(`${server.url}/healthz`)).rejects.toThrow();
    held.release();
    expect((await response).status).toBe(200);
    await server.closed;
  });

  it("stops turns with an error event when the grace is over", async () => {
    const held = createHeldRunTurn();
    const server = await start({ runTurn: held.runTurn }, 0);
    const response = await fetch(`${server.url}/v1/ask`, askRequest({ question }, { accept: "text/event-stream" }));
    await held.started;
    server.stop();
    expect(await response.text()).toContain('event: turn-error\ndata: {"type":"turn-error","code":"TURN_ABORTED"');
    await server.closed;
  });
});
