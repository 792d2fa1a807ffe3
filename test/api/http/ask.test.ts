import { describe, expect, it } from "vitest";

import type { TurnRequest } from "#agent";
import { createSilentLogger } from "#core";

import { oneTurnPerThread } from "../../../api/one-turn-per-thread.ts";
import type { AskRequest } from "../../../api/service.ts";
import { buildAnswer } from "../../support/build-answer.ts";
import { askRequest, buildApp } from "../../support/build-app.ts";
import { createFakeRunTurn, createHeldRunTurn, turnError } from "../../support/fake-run-turn.ts";
import { openMemoryStore } from "../../support/open-memory-store.ts";

const question = "Which plan scores higher?";

describe("POST /v1/ask as JSON", () => {
  it("gives the whole answer", async () => {
    const response = await buildApp().request("/v1/ask", askRequest({ question, thread: "mine" }));
    expect(response.status).toBe(200);
    expect(response.headers.get("content-type")).toBe("application/json");
    expect(response.headers.get("cache-control")).toBe("no-store");
    expect(await response.json()).toEqual(buildAnswer({ question, thread: "mine" }));
  });

  it("passes question, thread and principal to the turn and begins a thread where none is named", async () => {
    const { runTurn, requests } = createFakeRunTurn();
    const app = buildApp({ runTurn });
    await app.request("/v1/ask", askRequest({ question: `  ${question}\n` }));
    await app.request("/v1/ask", askRequest({ question, thread: "mine" }));
    const seen = requests.map((request: TurnRequest) => ({ ...request, signal: undefined }));
    const principal = { id: "local", role: "analyst" };
    expect(seen).toEqual([
      { question, thread: "thread_1", principal, signal: undefined },
      { question, thread: "mine", principal, signal: undefined },
    ]);
  });

  it("gives no rights for a role claimed in a header or in the body", async () => {
    const { runTurn, requests } = createFakeRunTurn();
    const app = buildApp({ runTurn, principalOf: () => ({ id: "local", role: "viewer" }) });
    await app.request("/v1/ask", askRequest({ question }, { "x-reckoner-role": "admin" }));
    expect(requests.map((request) => request.principal.role)).toEqual(["viewer"]);
    const inBody = await app.request("/v1/ask", askRequest({ question, role: "admin" }));
    expect(inBody.status).toBe(422);
  });

  it.each([
    ["ENTITY_NOT_FOUND", 404],
    ["TURN_TIMEOUT", 504],
    ["LLM_THROTTLED", 429],
    ["TURN_ABORTED", 499],
  ] as const)("gives a turn's %s the status %i", async (code, status) => {
    const { runTurn } = createFakeRunTurn(() => [turnError(code)]);
    const response = await buildApp({ runTurn }).request("/v1/ask", askRequest({ question }));
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({
      code,
      status,
      detail: `what happened (${code})`,
      hint: "what to do",
    });
  });

  it("says so where a turn ends without an answer", async () => {
    const { runTurn } = createFakeRunTurn(() => []);
    const response = await buildApp({ runTurn }).request("/v1/ask", askRequest({ question }));
    expect(response.status).toBe(500);
    expect(await response.json()).toMatchObject({ code: "INTERNAL", detail: "The turn ended without an answer." });
  });

  it("refuses a second question to a conversation that is still answering, and takes it afterwards", async () => {
    const held = createHeldRunTurn();
    const { leases } = await openMemoryStore();
    const app = buildApp({ runTurn: oneTurnPerThread(held.runTurn, leases, createSilentLogger()) });
    const first = app.request("/v1/ask", askRequest({ question, thread: "mine" }));
    await held.started;
    const second = await app.request("/v1/ask", askRequest({ question, thread: "mine" }));
    expect([second.status, ((await second.json()) as { code: string }).code]).toEqual([409, "THREAD_BUSY"]);
    held.release();
    expect((await first).status).toBe(200);
    expect((await app.request("/v1/ask", askRequest({ question, thread: "other" }))).status).toBe(200);
    expect((await app.request("/v1/ask", askRequest({ question, thread: "mine" }))).status).toBe(200);
  });

  it("stops the turn when the client leaves or the server ends", async () => {
    for (const from of ["client", "server"] as const) {
      const stop = new AbortController();
      const held = createHeldRunTurn();
      const app = buildApp({ runTurn: held.runTurn, ...(from === "server" && { signal: stop.signal }) });
      const init = { ...askRequest({ question }), ...(from === "client" && { signal: stop.signal }) };
      const pending = app.request("/v1/ask", init);
      await held.started;
      stop.abort();
      await held.aborted;
      expect((await pending).status).toBe(499);
    }
  });

  it("hands an idempotency key on, with one conversation for it where none is named", async () => {
    const { runTurn, requests } = createFakeRunTurn();
    const app = buildApp({ runTurn });
    const send = (body: object, key: string) => app.request("/v1/ask", askRequest(body, { "idempotency-key": key }));
    for (const [body, key] of [
      [{ question }, "k1"],
      [{ question }, "k1"],
      [{ question }, "k2"],
      [{ question, thread: "mine" }, "k1"],
    ] as const) {
      expect((await send(body, key)).status).toBe(200);
    }
    // What the fake was given is what the channel sent.
    const asked = requests as readonly AskRequest[];
    expect(asked.map(({ idempotencyKey }) => idempotencyKey)).toEqual(["k1", "k1", "k2", "k1"]);
    expect(asked[0]?.thread).toBe(asked[1]?.thread);
    expect(new Set(asked.map(({ thread }) => thread)).size).toBe(3);
    expect(asked[3]?.thread).toBe("mine");
    expect((await send({ question }, "two words")).status).toBe(422);
  });
});
