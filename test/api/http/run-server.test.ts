import { describe, expect, it } from "vitest";

import { AppError, createFixedClock, createSequentialIdSource, createSilentLogger, loadConfig } from "#core";

import { runServer } from "../../../api/http/run-server.ts";
import { startServer } from "../../../api/http/serve.ts";
import { askRequest, buildApp } from "../../support/build-app.ts";
import { buildService } from "../../support/build-service.ts";

/** Starts a server whose results are as `openings` say, one for each try to open them. */
function run(openings: readonly ("live" | AppError)[], env: Readonly<Record<string, string>> = { RECKONER_PORT: "0" }) {
  const steps: string[] = [];
  const stopThis = new AbortController();
  const service = buildService({ close: async () => void steps.push("closed") });
  const left = [...openings];
  let tell = (_url: string) => {};
  const url = new Promise<string>((resolve) => {
    tell = resolve;
  });
  const ended = runServer({
    config: loadConfig(env, "/"),
    createService: async () => {
      steps.push("open");
      const opening = left.shift();
      if (opening instanceof AppError) throw opening;
      return service;
    },
    makeResults: async () => void steps.push("make results"),
    print: (text) => {
      steps.push("listen");
      tell(/http:\S+/.exec(text)?.[0] ?? "");
    },
    clock: createFixedClock(new Date("2026-11-20T12:00:00Z")),
    ids: createSequentialIdSource(),
    log: createSilentLogger(),
    signal: stopThis.signal,
  });
  return { steps, url, ended, stop: () => stopThis.abort() };
}

const failure = (code: "RESULTS_MISSING" | "RESULTS_DAMAGED" | "RESULTS_VERSION") =>
  new AppError(code, { detail: "what is wrong", hint: "what to do" });

describe("runServer", () => {
  it("serves live results at once and lets go of them at the end", async () => {
    const server = run(["live"]);
    const response = await fetch(`${await server.url}/v1/ask`, askRequest({ question: "Which?" }));
    expect(await response.json()).toMatchObject({ question: "Which?", outcome: "answered" });
    server.stop();
    await server.ended;
    expect(server.steps).toEqual(["open", "listen", "closed"]);
  });

  it("makes results first where there are none", async () => {
    const server = run([failure("RESULTS_MISSING"), "live"]);
    expect((await fetch(`${await server.url}/readyz`)).status).toBe(200);
    server.stop();
    await server.ended;
    expect(server.steps).toEqual(["open", "make results", "open", "listen", "closed"]);
  });

  it.each(["RESULTS_DAMAGED", "RESULTS_VERSION"] as const)("refuses %s and makes nothing", async (code) => {
    const server = run([failure(code)]);
    await expect(server.ended).rejects.toMatchObject({ code, hint: "what to do" });
    expect(server.steps).toEqual(["open"]);
  });

  it("finds a taken port before it opens or makes anything", async () => {
    const options = { app: buildApp(), signal: new AbortController().signal, graceMs: 0, stopTurns: () => {} };
    const other = await startServer({ ...options, host: "127.0.0.1", port: 0 });
    const server = run([failure("RESULTS_MISSING")], { RECKONER_PORT: new URL(other.url).port });
    await expect(server.ended).rejects.toMatchObject({ code: "PORT_IN_USE" });
    expect(server.steps).toEqual([]);
    await other.close();
  });

  it.each(["0.0.0.0", "::", "10.0.0.7", "127.0.0.1.example.org"])(
    "does not listen on %s, without sign-in",
    async (host) => {
      const server = run(["live"], { RECKONER_HOST: host, RECKONER_PORT: "0" });
      await expect(server.ended).rejects.toMatchObject({ code: "CONFIG_INVALID" });
      expect(server.steps).toEqual([]);
    },
  );

  it("listens for everybody where they must sign in, under its public name", async () => {
    const server = run(["live"], {
      RECKONER_HOST: "0.0.0.0",
      RECKONER_PORT: "0",
      RECKONER_SIGN_IN: "keys",
      RECKONER_PUBLIC_URL: "https://reckoner.example.org",
    });
    const url = (await server.url).replace("0.0.0.0", "127.0.0.1");
    const refused = await fetch(`${url}/v1/ask`, askRequest({ question: "Which?" }));
    expect([refused.status, refused.headers.get("www-authenticate")]).toEqual([401, 'Bearer realm="reckoner"']);
    const health = (host: string) => fetch(`${url}/readyz`, { headers: { host } }).then(({ status }) => status);
    expect(await health(new URL(url).host)).toBe(200);
    server.stop();
    await server.ended;
  });
});
