import { afterEach, beforeEach, describe, expect, it } from "vitest";

import type { Principal } from "#agent";
import { AppError } from "#core";

import { buildAnswer } from "../../support/build-answer.ts";
import { buildApp } from "../../support/build-app.ts";
import { buildOperations, type TestStore } from "../../support/build-operations.ts";
import { openMemoryStore } from "../../support/open-memory-store.ts";

const at = "2026-11-20T12:00:00.000Z";
let store: TestStore;
beforeEach(async () => {
  store = await openMemoryStore();
  for (const [index, question] of ["Why did user_1 leave?", "Churn by plan", "And by region?"].entries()) {
    const answer = buildAnswer({ id: `a${index}`, question });
    await store.threads.append(index === 2 ? "t1" : `t${index}`, "ada", { question, answer });
  }
});
afterEach(() => store.close());

const appOf = (principal: Principal = { id: "ada", role: "analyst" }) =>
  buildApp({ operations: buildOperations(store), principalOf: () => principal });

/** Status and body of a request, the body as JSON where there is one. */
async function ask(method: string, path: string, body?: unknown, principal?: Principal) {
  const json = { headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
  const response = await appOf(principal).request(path, { method, ...(body !== undefined && json) });
  const text = await response.text();
  // Each test knows what it asked for.
  return { status: response.status, body: (text === "" ? null : JSON.parse(text)) as Record<string, unknown> | null };
}

describe("GET /v1/threads", () => {
  it("lists the principal's own page by page, and by words of the title", async () => {
    const first = await ask("GET", "/v1/threads?limit=1");
    expect(first).toEqual({
      status: 200,
      body: {
        items: [{ id: "t1", title: "Churn by plan", createdAt: at, updatedAt: at, runId: "run_1", turns: 2 }],
        next: expect.any(String),
      },
    });
    const second = await ask("GET", `/v1/threads?limit=1&after=${String(first.body?.["next"])}`);
    expect(second.body).toMatchObject({ items: [{ id: "t0" }], next: null });
    expect((await ask("GET", "/v1/threads?q=PLAN")).body).toMatchObject({ items: [{ id: "t1" }], next: null });
    expect((await ask("GET", "/v1/threads", undefined, { id: "bob", role: "admin" })).body).toEqual({
      items: [],
      next: null,
    });
  });

  it.each(["limit=0", "limit=101", "limit=two", "after=nowhere", `after=${"x".repeat(501)}`])(
    "refuses the page ?%s",
    async (query) => {
      expect(await ask("GET", `/v1/threads?${query}`)).toMatchObject({
        status: 422,
        body: { code: "REQUEST_INVALID" },
      });
    },
  );

  it("is for nobody's cache", async () => {
    expect((await appOf().request("/v1/threads")).headers.get("cache-control")).toBe("no-store");
    expect((await appOf().request("/v1/threads/none")).headers.get("cache-control")).toBe("no-store");
  });
});

describe("/v1/threads/{id}", () => {
  it("shows a conversation with its turns, oldest first, page by page", async () => {
    const shown = await ask("GET", "/v1/threads/t1?limit=1");
    expect(shown).toMatchObject({
      status: 200,
      body: {
        thread: { id: "t1", turns: 2 },
        turns: {
          items: [{ question: "Churn by plan", answer: buildAnswer({ id: "a1", question: "Churn by plan" }) }],
          next: expect.any(String),
        },
      },
    });
    const { next } = (shown.body as { turns: { next: string } }).turns;
    expect((await ask("GET", `/v1/threads/t1?limit=1&after=${next}`)).body).toMatchObject({
      turns: { items: [{ question: "And by region?" }], next: null },
    });
  });

  it("renames it, the title cut to one line", async () => {
    const renamed = await ask("PATCH", "/v1/threads/t1", { title: "  My\nplans " });
    expect(renamed).toMatchObject({ status: 200, body: { id: "t1", title: "My plans", turns: 2 } });
    expect(await ask("PATCH", "/v1/threads/t1", { title: "  " })).toMatchObject({ status: 422 });
    expect(await ask("PATCH", "/v1/threads/t1", {})).toMatchObject({ status: 422 });
  });

  it("deletes it with its answers, once", async () => {
    expect(await ask("DELETE", "/v1/threads/t1")).toEqual({ status: 204, body: null });
    expect(await ask("DELETE", "/v1/threads/t1")).toMatchObject({ status: 404, body: { code: "THREAD_NOT_FOUND" } });
    expect(await ask("GET", "/v1/answers/a1")).toMatchObject({ status: 404, body: { code: "ANSWER_NOT_FOUND" } });
    expect(await ask("GET", "/v1/answers/a0")).toMatchObject({ status: 200 });
  });

  it.each([
    ["GET", "/v1/threads/t1", undefined],
    ["PATCH", "/v1/threads/t1", { title: "mine" }],
    ["DELETE", "/v1/threads/t1", undefined],
    ["GET", "/v1/answers/a1", undefined],
    ["GET", "/v1/answers/a1/feedback", undefined],
    ["PUT", "/v1/answers/a1/feedback", { verdict: "up" }],
  ])("answers %s %s of another as if there were none, whatever their role", async (method, path, body) => {
    for (const role of ["viewer", "steward", "admin"] as const) {
      expect(await ask(method, path, body, { id: "bob", role })).toMatchObject({ status: 404 });
    }
    expect(await store.threads.find("t1", "ada")).toMatchObject({ title: "Churn by plan" });
  });

  it("refuses an id that could be a path, and a body that is too large", async () => {
    expect(await ask("GET", "/v1/threads/..%2Fx")).toMatchObject({ status: 422 });
    expect(await ask("GET", "/v1/threads/%00")).toMatchObject({ status: 422 });
    const large = await ask("PATCH", "/v1/threads/t1", { title: "x".repeat(70_000) });
    expect(large).toMatchObject({ status: 413, body: { code: "REQUEST_TOO_LARGE" } });
  });
});

describe("feedback", () => {
  it("is kept as given last, words that say nothing left out", async () => {
    expect(await ask("GET", "/v1/answers/a1/feedback")).toEqual({ status: 200, body: { feedback: null } });
    const given = { verdict: "down", reason: "wrong group", correction: " " };
    const kept = { verdict: "down", reason: "wrong group", correction: null };
    expect(await ask("PUT", "/v1/answers/a1/feedback", given)).toEqual({
      status: 200,
      body: { feedback: kept, proposal: null },
    });
    expect(await ask("GET", "/v1/answers/a1/feedback")).toEqual({ status: 200, body: { feedback: kept } });
    const words = await ask("PUT", "/v1/answers/a1/feedback", { verdict: "up", correction: "Ask by region." });
    expect(words.body).toMatchObject({ feedback: { verdict: "up", correction: "Ask by region." }, proposal: null });
  });

  it.each([
    ["a verdict that is none", { verdict: "meh" }],
    ["a NUL", { verdict: "up", reason: "a\u0000b" }],
    ["too many words", { verdict: "up", reason: "x".repeat(4_001) }],
    ["an unknown field", { verdict: "up", stars: 5 }],
  ])("refuses %s", async (_what, body) => {
    expect(await ask("PUT", "/v1/answers/a1/feedback", body)).toMatchObject({
      status: 422,
      body: { code: "REQUEST_INVALID" },
    });
  });

  it("is listed for reviewers with its question", async () => {
    await ask("PUT", "/v1/answers/a1/feedback", { verdict: "up" });
    const listed = await ask("GET", "/v1/feedback", undefined, { id: "rev", role: "steward" });
    expect(listed).toEqual({
      status: 200,
      body: {
        items: [
          {
            verdict: "up",
            reason: null,
            correction: null,
            owner: "ada",
            answerId: "a1",
            at,
            question: "Churn by plan",
          },
        ],
        next: null,
      },
    });
  });
});

describe("POST /v1/answers/{id}/replay", () => {
  it("needs no body, and tells what the replay threw", async () => {
    const asked: unknown[] = [];
    const app = buildApp({
      replay: async (id, principal) => {
        asked.push([id, principal]);
        throw new AppError("ANSWER_NOT_FOUND", { detail: "none", hint: "none" });
      },
    });
    const response = await app.request("/v1/answers/a9/replay", { method: "POST" });
    expect([response.status, asked]).toEqual([404, [["a9", { id: "local", role: "analyst" }]]]);
  });
});
