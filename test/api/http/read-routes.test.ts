import { describe, expect, it } from "vitest";

import { AppError, type Logger } from "#core";

import { buildAnswer } from "../../support/build-answer.ts";
import { askRequest, buildApp } from "../../support/build-app.ts";
import { buildOperations } from "../../support/build-operations.ts";
import { openMemoryStore } from "../../support/open-memory-store.ts";

describe("GET /v1/answers/{id}", () => {
  it("gives a finished answer to whom it was given, and to nobody else", async () => {
    const store = await openMemoryStore();
    const operations = buildOperations(store);
    const app = buildApp({ operations });
    expect((await app.request("/v1/answers/answer_1")).status).toBe(404);
    await store.answers.save(buildAnswer(), "local");
    const fetched = await app.request("/v1/answers/answer_1");
    expect([fetched.status, await fetched.json()]).toEqual([200, buildAnswer()]);

    const other = buildApp({ operations, principalOf: () => ({ id: "other", role: "admin" }) });
    const refused = await other.request("/v1/answers/answer_1");
    expect(refused.status).toBe(404);
    expect(await refused.json()).toMatchObject({ code: "ANSWER_NOT_FOUND" });
  });
});

describe("health", () => {
  it("says that the process lives, whatever the results", async () => {
    const ready = () => Promise.reject(new Error("gone"));
    const response = await buildApp({ ready }).request("/healthz");
    expect([response.status, await response.json()]).toEqual([200, { status: "ok" }]);
    expect((await buildApp().request("/healthz", { method: "HEAD" })).status).toBe(200);
  });

  it("names the live run, its date and its models when questions can be answered", async () => {
    const response = await buildApp().request("/readyz");
    expect([response.status, await response.json()]).toEqual([
      200,
      { status: "ready", runId: "run_1", snapshotDate: "2026-11-20", modelVersions: { score: "v1" } },
    ]);
  });

  it("says what to do when there are no results", async () => {
    const ready = () =>
      Promise.reject(new AppError("RESULTS_MISSING", { detail: "No run is live.", hint: "npm run pipeline" }));
    const response = await buildApp({ ready }).request("/readyz");
    expect(response.status).toBe(503);
    expect(await response.json()).toMatchObject({ code: "RESULTS_MISSING", hint: "npm run pipeline" });
  });
});

describe("every response", () => {
  it("has security headers and the request's id, the client's own where it is harmless", async () => {
    const app = buildApp();
    const response = await app.request("/healthz", { headers: { "x-request-id": "trace-7" } });
    expect(Object.fromEntries(response.headers)).toMatchObject({
      "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
      "cross-origin-resource-policy": "same-origin",
      "x-content-type-options": "nosniff",
      "x-request-id": "trace-7",
    });
    const odd = await app.request("/missing", { headers: { "x-request-id": "a b<script>" } });
    expect(odd.headers.get("x-request-id")).toBe("request_1");
    expect(odd.headers.get("x-content-type-options")).toBe("nosniff");
  });

  it("has them from the other protocol too", async () => {
    const response = await buildApp().request("/mcp", {
      method: "POST",
      headers: { "content-type": "application/json", "x-request-id": "trace-8" },
      body: "{}",
    });
    expect(response.status).toBe(400);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      "cache-control": "no-store",
      "x-content-type-options": "nosniff",
      "x-request-id": "trace-8",
    });
  });

  it("is one log line without content", async () => {
    const lines: unknown[] = [];
    // Only what the channel calls.
    const log = { info: (line: unknown) => lines.push(line) } as unknown as Logger;
    const app = buildApp({ log });
    await app.request("/v1/ask", askRequest({ question: "a private question", thread: "mine" }));
    await app.request("/private/path?of=mine");
    expect(lines).toEqual([
      {
        event: "turn",
        requestId: "request_1",
        tools: 1,
        totalMs: 0,
        outcome: "answered",
        answerId: "answer_1",
        thread: "mine",
        usage: buildAnswer().usage,
        untraced: 0,
      },
      { event: "request", requestId: "request_1", method: "POST", route: "/v1/ask", status: 200, headMs: 0 },
      { event: "request", requestId: "request_2", method: "GET", route: "/*", status: 404, headMs: 0 },
    ]);
  });
});

describe("GET /openapi.json", () => {
  it("is the pinned document", async () => {
    const document = await (await buildApp().request("/openapi.json")).json();
    await expect(`${JSON.stringify(document, null, 2)}\n`).toMatchFileSnapshot("./openapi.snap");
  });
});
