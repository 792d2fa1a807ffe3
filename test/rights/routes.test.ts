import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { roles, type Role } from "#core";

import { buildApp } from "../support/build-app.ts";
import { openLiveService, type LiveService } from "../support/open-live-service.ts";

const asking = "viewer analyst steward admin";
/** Each route with the roles that may; `THREAD`, `SPARE`, `ANSWER` and `BOARD` stand for the asking person's own, `CUSTOMER` for one of the run. */
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
  ["PUT /v1/answers/{id}/share", asking, { path: "/v1/answers/ANSWER/share" }],
  ["GET /v1/shared/{id}", asking, { path: "/v1/shared/ANSWER" }],
  ["DELETE /v1/answers/{id}/share", asking, { path: "/v1/answers/ANSWER/share" }],
  ["GET /v1/answers/{id}/chart", asking, { path: "/v1/answers/ANSWER/chart" }],
  ["GET /v1/threads/{id}/running", asking, { path: "/v1/threads/THREAD/running" }],
  ["GET /v1/turns/{id}/events", asking, { path: "/v1/turns/ANSWER/events" }],
  ["DELETE /v1/turns/{id}", asking, { path: "/v1/turns/ANSWER" }],
  ["GET /v1/boards", asking],
  ["POST /v1/boards", asking, { body: { title: "Weekly" } }],
  ["GET /v1/boards/{id}", asking, { path: "/v1/boards/BOARD" }],
  ["PATCH /v1/boards/{id}", asking, { path: "/v1/boards/BOARD", body: { title: "Monthly" } }],
  ["POST /v1/boards/{id}/answers", asking, { path: "/v1/boards/BOARD/answers", body: { answerId: "ANSWER" } }],
  ["POST /v1/boards/{id}/refresh", asking, { path: "/v1/boards/BOARD/refresh" }],
  ["DELETE /v1/boards/{id}/answers/{answerId}", asking, { path: "/v1/boards/BOARD/answers/ANSWER" }],
  ["DELETE /v1/boards/{id}", asking, { path: "/v1/boards/BOARD" }],
  ["GET /v1/overview", "viewer analyst steward admin auditor"],
  ["GET /v1/models", asking],
  ["GET /v1/models/{name}", asking, { path: "/v1/models/churn" }],
  ["GET /v1/runs", asking],
  ["GET /v1/customers/{id}", "analyst steward admin", { path: "/v1/customers/CUSTOMER" }],
  ["POST /v1/sql", asking, { body: { sql: "SELECT count(*) AS n FROM final_results" } }],
  ["GET /v1/reviews", "steward"],
  [
    "PUT /v1/reviews/{customer}/{model}",
    "steward",
    { path: "/v1/reviews/CUSTOMER/engagement", body: { status: "noted", notes: "Looked at." } },
  ],
  ["GET /v1/feedback", "steward admin"],
  ["GET /v1/customers/{id}/data", "steward admin", { path: "/v1/customers/user_999999/data" }],
  ["DELETE /v1/customers/{id}/data", "admin", { path: "/v1/customers/user_999999/data" }],
  ["PUT /v1/customers/{id}/withdrawal", "admin", { path: "/v1/customers/user_999999/withdrawal" }],
  ["DELETE /v1/customers/{id}/withdrawal", "admin", { path: "/v1/customers/user_999999/withdrawal" }],
  ["GET /v1/audit", "admin auditor"],
  ["GET /v1/audit/verification", "admin auditor"],
];
/** What tells nothing of anybody. */
const open = ["GET /healthz", "GET /readyz", "GET /v1/session", "DELETE /v1/session"];

let live: LiveService;
/** One of the live run. */
let customer: string;
beforeAll(async () => {
  live = await openLiveService();
  const found = await live.service.operations.results.query(
    { id: "x", role: "analyst" },
    "SELECT customer_id FROM final_results LIMIT 1",
    new AbortController().signal,
  );
  customer = String(found.rows[0]?.[0]);
}, 120_000);
afterAll(() => live.remove());

/** A person of their own for each role, with two conversations where the role may ask. */
async function personOf(role: Role) {
  const { runTurn, operations, replay } = live.service;
  const id = `the ${role}`;
  const drawChart = async () => "<svg/>";
  const app = buildApp({ runTurn, operations, replay, drawChart, principalOf: () => ({ id, role }) });
  const send = (method: string, path: string, body?: unknown) =>
    app.request(path, {
      method,
      ...(body !== undefined && { headers: { "content-type": "application/json" }, body: JSON.stringify(body) }),
    });
  const question = "How many customers are there by device type?";
  const asked = await send("POST", "/v1/ask", { question, thread: `own-${role}` });
  await send("POST", "/v1/ask", { question, thread: `spare-${role}` });
  const { id: answer } = (await asked.json()) as { readonly id?: string };
  const made = await send("POST", "/v1/boards", { title: "Mine" });
  const { id: board } = (await made.json()) as { readonly id?: string };
  const own = (path: string) =>
    path
      .replace("BOARD", board ?? "board_none")
      .replace("CUSTOMER", customer)
      .replace("THREAD", `own-${role}`)
      .replace("SPARE", `spare-${role}`)
      .replace("ANSWER", answer ?? "answer_none");
  return { send, own };
}

function ownBody(own: (text: string) => string, body: unknown): unknown {
  return body === undefined ? undefined : (JSON.parse(own(JSON.stringify(body))) as unknown);
}

describe.each(roles)("the role %s", (role) => {
  it("is answered by exactly the routes that it may use", async () => {
    const { send, own } = await personOf(role);
    const outcomes: string[] = [];
    for (const [route, , request = {}] of table) {
      const [method = "", pattern = ""] = route.split(" ");
      const response = await send(method, own(request.path ?? pattern), ownBody(own, request.body));
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
