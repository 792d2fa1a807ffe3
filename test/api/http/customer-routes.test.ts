import { afterEach, beforeEach, describe, expect, it } from "vitest";

import type { Role } from "#core";
import { hashText } from "#core";

import { buildAnswer } from "../../support/build-answer.ts";
import { buildApp } from "../../support/build-app.ts";
import { buildOperations, heldTable, type TestStore } from "../../support/build-operations.ts";
import { openMemoryStore } from "../../support/open-memory-store.ts";

const at = "2026-11-20T12:00:00.000Z";
const none = { answers: 0, feedback: 0, proposedQueries: 0, cachedAnswers: 0, threadTitles: 0, auditRecords: 0 };
let store: TestStore;
let app: (role: Role) => ReturnType<typeof buildApp>;
beforeEach(async () => {
  store = await openMemoryStore();
  const operations = buildOperations(store);
  app = (role) => buildApp({ operations, principalOf: () => ({ id: "root", role }) });
  const question = "Why did user_1 leave?";
  await store.threads.append("t1", "ada", { question, answer: buildAnswer({ id: "a1", question }) });
});
afterEach(() => store.close());

async function ask(method: string, path: string, role: Role = "admin") {
  const response = await app(role).request(path, { method });
  const text = await response.text();
  return { status: response.status, body: text === "" ? null : (JSON.parse(text) as unknown) };
}

describe("the rights of a customer", () => {
  it("tell all that is held, and who asked for it stands in the audit", async () => {
    expect(await ask("GET", "/v1/customers/user_1/data", "steward")).toEqual({
      status: 200,
      body: {
        customerId: "user_1",
        runId: "run_1",
        hidden: null,
        tables: [heldTable],
        reviews: 1,
        kept: { ...none, answers: 1, threadTitles: 1 },
      },
    });
    const [record] = await store.audit.read({ limit: 9 });
    expect(record?.entry).toEqual({ kind: "disclosure", actor: "root", customer: hashText("user_1", 64) });
  });

  it("erase everything that shows the customer, with a receipt, and do no harm when asked again", async () => {
    const removed = { threads: 1, turns: 1, answers: 1, feedback: 0, cachedAnswers: 0, reviews: 1 };
    const receipt = { reason: "erasure", at, removed, remaining: expect.any(Array) };
    expect(await ask("DELETE", "/v1/customers/user_1/data")).toEqual({ status: 200, body: receipt });
    expect(await ask("GET", "/v1/customers/user_1/data")).toMatchObject({
      status: 200,
      body: { hidden: { at, reason: "erasure" }, reviews: 0, kept: none },
    });
    expect(await store.threads.find("t1", "ada")).toBeNull();
    const nothing = { threads: 0, turns: 0, answers: 0, feedback: 0, cachedAnswers: 0, reviews: 0 };
    expect(await ask("DELETE", "/v1/customers/user_1/data")).toMatchObject({ body: { removed: nothing } });
  });

  it("withdraw consent and give it again", async () => {
    expect(await ask("PUT", "/v1/customers/user_1/withdrawal")).toMatchObject({
      status: 200,
      body: { reason: "withdrawal", removed: { answers: 1, reviews: 1 } },
    });
    expect(await store.hiddenCustomers.among(["user_1"])).toEqual(new Set(["user_1"]));
    expect(await ask("DELETE", "/v1/customers/user_1/withdrawal")).toEqual({ status: 204, body: null });
    expect(await store.hiddenCustomers.among(["user_1"])).toEqual(new Set());
    const kinds = (await store.audit.read({ limit: 9 })).map(({ entry }) => entry.kind);
    expect(kinds).toEqual(["withdrawal", "consent"]);
  });

  it("are refused for what is no id, without repeating it", async () => {
    const refused = await ask("DELETE", "/v1/customers/somebody@example.org/data");
    expect(refused).toMatchObject({ status: 422, body: { code: "ENTITY_ID_MALFORMED" } });
    expect(await store.hiddenCustomers.hashes()).toEqual([]);
  });
});

describe("the audit", () => {
  it("is read from either end, page by page", async () => {
    for (const id of ["user_1", "user_2", "user_3"]) await ask("PUT", `/v1/customers/${id}/withdrawal`);
    const sequences = async (query: string) => {
      const { status, body } = await ask("GET", `/v1/audit?${query}`, "auditor");
      // The route's schema says so.
      const page = body as { readonly items: readonly { readonly sequence: number }[]; readonly next: string | null };
      return { status, sequences: page.items.map(({ sequence }) => sequence), next: page.next };
    };
    expect(await sequences("limit=2")).toEqual({ status: 200, sequences: [1, 2], next: "2" });
    expect(await sequences("limit=2&after=2")).toEqual({ status: 200, sequences: [3], next: null });
    expect(await sequences("limit=2&order=newest")).toEqual({ status: 200, sequences: [3, 2], next: "2" });
    expect(await sequences("limit=2&order=newest&after=2")).toEqual({ status: 200, sequences: [1], next: null });
    expect((await ask("GET", "/v1/audit?after=x", "auditor")).status).toBe(422);
    expect(JSON.stringify(await ask("GET", "/v1/audit", "auditor"))).not.toContain("user_");
  });

  it("is verified, also against an end that was noted before", async () => {
    await ask("PUT", "/v1/customers/user_1/withdrawal");
    const { body } = await ask("GET", "/v1/audit/verification", "auditor");
    expect(body).toEqual({
      intact: true,
      records: 1,
      end: { sequence: 1, hash: expect.stringMatching(/^[0-9a-f]{64}$/) },
    });
    const { hash } = (body as { end: { hash: string } }).end;
    const check = (query: string) => ask("GET", `/v1/audit/verification?${query}`, "auditor");
    expect(await check(`sequence=1&hash=${hash}`)).toMatchObject({ body: { intact: true } });
    expect(await check(`sequence=1&hash=${"0".repeat(64)}`)).toMatchObject({
      body: { intact: false, sequence: 1, fault: "altered" },
    });
    expect(await check(`sequence=2&hash=${hash}`)).toMatchObject({ body: { intact: false, fault: "missing" } });
    expect(await check("sequence=1")).toMatchObject({ status: 422 });
  });
});
