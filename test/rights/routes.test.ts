import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { roles, type Role } from "#core";

import { buildApp } from "../support/build-app.ts";
import { openLiveService, type LiveService } from "../support/open-live-service.ts";

const asking = "viewer analyst steward admin";
/** Each route with the roles that may; `THREAD`, `SPARE` and `ANSWER` stand for the asking person's own. */
const table: readonly (readonly [route: string, allowed: string, request?: { path?: string; body?: unknown }])[] = [
  ["POST /v1/ask", asking, { body: { question: "How many customers are there?" } }],
  ["GET /v1/answers/{id}", asking, { path: "/v1/answers/ANSWER" }],
  ["POST /v1/answers/{id}/replay", asking, { path: "/v1/answers/ANSWER/replay" }],
  ["GET /v1/answers/{id}/feedback", asking, { path: "/v1/answers/ANSWER/feedback" }],
  ["PUT /v1/answers/{id}/feedback", asking, { path: "/v1/answers/ANSWER/feedback", body: { verdict: "up" } }],
  ["GET /v1/threads", asking],
  ["GET /v1/threads/{id}", asking, { path: "/v1/threads/THREAD" }],
  ["PATCH /v1/threads/{id}", asking, { path: "/v1/threads/THREAD", body: { title: "Mine" } }],
  ["DELETE /v1/threads/{id}", asking, { path: "/v1/threads/SPARE" }],
  ["GET /v1/feedback", "steward admin"],
  ["GET /v1/customers/{id}/data", "steward admin", { path: "/v1/customers/user_999999/data" }],
  ["DELETE /v1/customers/{id}/data", "admin", { path: "/v1/customers/user_999999/data" }],
  ["PUT /v1/customers/{id}/withdrawal", "admin", { path: "/v1/customers/user_999999/withdrawal" }],
  ["DELETE /v1/customers/{id}/withdrawal", "admin", { path: "/v1/customers/user_999999/withdrawal" }],
  ["GET /v1/audit", "admin auditor"],
  ["GET /v1/audit/verification", "admin auditor"],
];
/** What tells nothing of anybody. */
const open = ["GET /healthz", "GET /readyz"];

let live: LiveService;
beforeAll(async () => {
  live = await openLiveService();
}, 120_000);
afterAll(() => live.remove());

/** A person of their own for each role, with two conversations where the role may ask. */
async function personOf(role: Role) {
  const { runTurn, operations, replay } = live.service;
  const id = `the ${role}`;
  const app = buildApp({ runTurn, operations, replay, principalOf: () => ({ id, role }) });
  const send = (method: string, path: string, body?: unknown) =>
    app.request(path, {
      method,
      ...(body !== undefined && { headers: { "content-type": "application/json" }, body: JSON.stringify(body) }),
    });
  const question = "How many customers are there by device type?";
  const asked = await send("POST", "/v1/ask", { question, thread: `own-${role}` });
  await send("POST", "/v1/ask", { question, thread: `spare-${role}` });
  const { id: answer } = (await asked.json()) as { readonly id?: string };
  const own = (path: string) =>
    path
      .replace("THREAD", `own-${role}`)
      .replace("SPARE", `spare-${role}`)
      .replace("ANSWER", answer ?? "answer_none");
  return { send, own };
}

describe.each(roles)("the role %s", (role) => {
  it("is answered by exactly the routes that it may use", async () => {
    const { send, own } = await personOf(role);
    const outcomes: string[] = [];
    for (const [route, , request = {}] of table) {
      const [method = "", pattern = ""] = route.split(" ");
      const response = await send(method, own(request.path ?? pattern), request.body);
      const code = response.ok ? "" : ((await response.json()) as { readonly code: string }).code;
      outcomes.push(`${route} ${response.ok ? "done" : `${response.status} ${code}`}`);
    }
    expect(outcomes).toEqual(
      table.map(([route, allowed]) => `${route} ${allowed.split(" ").includes(role) ? "done" : "403 RIGHT_MISSING"}`),
    );
  });
});

it("covers every route that there is", async () => {
  const { paths } = (await (await buildApp().request("/openapi.json")).json()) as {
    readonly paths: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  };
  const routes = Object.entries(paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
  );
  expect(routes.sort()).toEqual([...open, ...table.map(([route]) => route)].sort());
});

it("counts a refused question in the audit, without an answer", async () => {
  await personOf("auditor");
  const { items } = await live.service.operations.audit.list(
    { id: "x", role: "auditor" },
    { limit: 1, order: "newest" },
    new AbortController().signal,
  );
  expect(items[0]?.entry).toMatchObject({
    kind: "turn",
    actor: "the auditor",
    role: "auditor",
    outcome: "RIGHT_MISSING",
    answerId: null,
    tools: [],
  });
});
