import { afterAll, beforeAll, describe, expect, it } from "vitest";

import type { Role } from "#core";
import type { AuditEntry } from "#store";

import { buildApp } from "../../support/build-app.ts";
import { connect, generations, type CallResult, type Generation } from "../../support/mcp-clients.ts";
import { openLiveService, type LiveService } from "../../support/open-live-service.ts";

const { signal } = new AbortController();
let live: LiveService;
/** One of the live run. */
let customer: string;
/** How many the run has. */
let count: number;

beforeAll(async () => {
  live = await openLiveService();
  const sql = "SELECT customer_id FROM final_results ORDER BY customer_id LIMIT 1";
  const found = await live.service.operations.results.query({ id: "x", role: "analyst" }, sql, signal);
  customer = String(found.rows[0]?.[0]);
  const all = "SELECT count(*) AS n FROM final_results";
  count = Number((await live.service.operations.results.query({ id: "x", role: "analyst" }, all, signal)).rows[0]?.[0]);
}, 120_000);
afterAll(() => live.remove());

/** A client of a person of the role, over HTTP. */
function clientOf(generation: Generation, role: Role, id = `the ${role}`) {
  const { runTurn, operations } = live.service;
  return connect(generation, buildApp({ runTurn, operations, principalOf: () => ({ id, role }) }));
}

async function auditOf(actor: string): Promise<readonly AuditEntry[]> {
  const page = { limit: 200, order: "newest" } as const;
  const { items } = await live.service.operations.audit.list({ id: "x", role: "auditor" }, page, signal);
  return items.map(({ entry }) => entry).filter((entry) => entry.actor === actor);
}

/** A call of each of the analyst's tools. */
const calls = () =>
  ({
    query_athena: { sql: "SELECT count(*) AS customers FROM final_results", purpose: "how many there are" },
    get_feature_stats: { feature: "account_type" },
    explain_prediction: { customer_id: customer, model: "churn" },
    explain_difference: { model: "churn", group_a: "account_type = 'premium'" },
    simulate_change: { where: "account_type = 'free'" },
    describe_model: { model: "churn" },
    search_knowledge: { query: "privacy class" },
  }) as const;

describe.each(generations)("a client of the %s protocol", (generation) => {
  it("calls every tool; text and structured content hold what the analyst would see", async () => {
    const client = await clientOf(generation, "analyst", `caller ${generation}`);
    expect(client.protocol).toBe(generation === "new" ? "2026-07-28" : "2025-11-25");
    const names = (await client.tools()).map(({ name }) => name);
    expect(names.sort()).toEqual([...Object.keys(calls()), "ask"].sort());
    const results: Record<string, CallResult> = {};
    for (const [name, input] of Object.entries(calls())) results[name] = await client.call(name, input);
    expect(Object.entries(results).filter(([, { isError }]) => isError)).toEqual([]);
    expect(results["query_athena"]).toMatchObject({
      text: expect.stringContaining(`customers\n${count}`),
      structured: { tool: "query_athena", rows: [[count]], rowCount: 1, truncated: false, verified: null },
    });
    const audited = (await auditOf(`caller ${generation}`)).toReversed();
    expect(audited).toMatchObject(
      Object.keys(calls()).map((tool) => ({
        kind: "tool-call",
        role: "analyst",
        channel: "mcp",
        outcome: "found",
        call: { tool, rowCount: results[tool]?.structured?.["rowCount"] },
      })),
    );
    expect(JSON.stringify(audited)).not.toContain(customer);
    await client.close();
  });

  it("reads every page of the handbook", async () => {
    const client = await clientOf(generation, "analyst");
    const uris = (await client.resources()).map(({ uri }) => uri);
    expect(uris).toEqual(
      expect.arrayContaining([
        "reckoner://dictionary",
        "reckoner://groups",
        "reckoner://glossary",
        "reckoner://policy",
      ]),
    );
    const pages = await Promise.all(uris.map((uri) => client.read(uri)));
    expect(pages.filter((page) => !page.startsWith("# ") || page.length < 80)).toEqual([]);
    expect(await client.read("reckoner://tables/final_results")).toContain("- `account_type` (string; account type): ");
    expect(await client.read("reckoner://models/churn")).toContain("## ");
    await expect(client.read("reckoner://tables/raw_customers")).rejects.toThrow("not found");
    await client.close();
  });

  it("gets the usual questions, changed where they may be, and a refusal for what cannot stand there", async () => {
    const client = await clientOf(generation, "analyst");
    const prompts = await client.prompts();
    expect(prompts.length).toBeGreaterThan(20);
    const texts = await Promise.all(prompts.map(({ name }) => client.prompt(name)));
    expect(texts.filter((text) => !/Use Reckoner's tool `(ask|query_athena)`/.test(text))).toEqual([]);
    expect(texts.filter((text) => text.includes("{{"))).toEqual([]);
    const ofOne = prompts.find(({ arguments: values }) => values?.some(({ name }) => name === "customer_id"));
    expect(await client.prompt(ofOne?.name ?? "", { customer_id: "user_77777" })).toContain("user_77777");
    await expect(client.prompt(ofOne?.name ?? "", { customer_id: "'; DROP" })).rejects.toThrow("TOOL_INPUT_INVALID");
    await client.close();
  });

  it("asks: a checked answer, its steps as progress, and a conversation that goes on", async () => {
    const client = await clientOf(generation, "analyst", `asker ${generation}`);
    const steps: string[] = [];
    const asked = await client.call(
      "ask",
      { question: "How many customers are there by account type?", fresh: true },
      { onprogress: ({ message }) => steps.push(message ?? "") },
    );
    expect(asked).toMatchObject({
      isError: false,
      structured: {
        outcome: "answered",
        verification: { untraced: 0 },
        evidence: [{ id: "e1", tool: "query_athena" }],
      },
    });
    expect(steps).toEqual(["query_athena …", expect.stringMatching(/: \d+ rows$/)]);
    const { thread } = asked.structured as { readonly thread: string };
    expect(asked.text).toContain(thread);
    const next = await client.call("ask", { question: "And by device type?", thread });
    expect(next).toMatchObject({ isError: false, structured: { outcome: "answered", thread } });
    expect(await auditOf(`asker ${generation}`)).toMatchObject([
      { kind: "turn", channel: "mcp", thread },
      { kind: "turn", channel: "mcp", thread },
    ]);
    await client.close();
  });

  it("is told what is wrong with a call, in words to mend it by, and the audit holds the refusal", async () => {
    const client = await clientOf(generation, "analyst", `misser ${generation}`);
    const refused = await client.call("query_athena", { sql: "SELECT nothing FROM final_results", purpose: "x" });
    const malformed = await client.call("query_athena", { sql: 7 });
    const empty = await client.call("ask", { question: "  " });
    const words = [refused, malformed, empty].map(({ isError, text }) => ({ isError, code: text.split(":")[0] }));
    expect(words).toEqual([
      { isError: true, code: "SQL_REFUSED" },
      { isError: true, code: "TOOL_INPUT_INVALID" },
      { isError: true, code: "QUESTION_EMPTY" },
    ]);
    expect(await auditOf(`misser ${generation}`)).toMatchObject([
      { outcome: "TOOL_INPUT_INVALID", call: { sql: null, rowCount: null } },
      { outcome: "SQL_REFUSED", call: { sql: "SELECT nothing FROM final_results", rowCount: null } },
    ]);
    await expect(client.call("drop_tables", {})).rejects.toThrow("drop_tables");
    await client.close();
  });
});

describe("rights", () => {
  it("a viewer sees groups, no single customer and no confidential rows", async () => {
    const client = await clientOf("new", "viewer");
    const outcomes = await Promise.all([
      client.call("query_athena", calls().query_athena),
      client.call("explain_prediction", calls().explain_prediction),
      client.call("query_athena", { sql: "SELECT customer_id FROM final_results LIMIT 5", purpose: "x" }),
    ]);
    expect(outcomes.map(({ isError, text }) => (isError ? text.split(":")[0] : "found"))).toEqual([
      "found",
      "PRIVACY_REFUSED",
      "PRIVACY_REFUSED",
    ]);
  });

  it("an auditor gets nothing, from no tool and from no page, and each try is in the audit", async () => {
    const client = await clientOf("new", "auditor");
    for (const [name, input] of Object.entries({ ...calls(), ask: { question: "How many are there?" } })) {
      expect(await client.call(name, input)).toMatchObject({
        isError: true,
        text: /^RIGHT_MISSING: /,
        structured: undefined,
      });
    }
    await expect(client.read("reckoner://dictionary")).rejects.toThrow("RIGHT_MISSING");
    const kinds = (await auditOf("the auditor")).map(
      (entry) => `${entry.kind} ${"outcome" in entry ? entry.outcome : ""}`,
    );
    expect(kinds).toEqual(["turn RIGHT_MISSING", ...Array<string>(7).fill("tool-call RIGHT_MISSING")]);
  });

  it("tables for stewards are shown to stewards only", async () => {
    const pagesOf = async (role: Role) =>
      (await (await clientOf("new", role)).resources()).map(({ uri }) => uri).filter((uri) => uri.includes("/tables/"));
    const [analyst, steward] = [await pagesOf("analyst"), await pagesOf("steward")];
    const queries = await Promise.all(
      steward
        .filter((uri) => !analyst.includes(uri))
        .map(async (uri) => {
          const sql = `SELECT count(*) AS n FROM ${uri.split("/").at(-1)}`;
          return (await (await clientOf("new", "analyst")).call("query_athena", { sql, purpose: "x" })).isError;
        }),
    );
    expect(analyst.filter((uri) => !steward.includes(uri))).toEqual([]);
    expect(queries.filter((isError) => !isError)).toEqual([]);
  });
});

it("serves several calls of one client at once, each with its own result", async () => {
  const client = await clientOf("new", "analyst", "many at once");
  const limits = [1, 2, 3, 4, 5, 6, 7, 8];
  const results = await Promise.all(
    limits.map((limit) =>
      client.call("query_athena", { sql: `SELECT ${limit} AS n, count(*) AS c FROM final_results`, purpose: "x" }),
    ),
  );
  expect(results.map(({ structured }) => structured?.["rows"])).toEqual(limits.map((limit) => [[limit, count]]));
});

it("a hidden customer is not there over this channel either", async () => {
  const sql = "SELECT customer_id FROM final_results ORDER BY customer_id DESC LIMIT 2";
  const client = await clientOf("new", "analyst");
  const before = await client.call("query_athena", { sql, purpose: "x" });
  const { rows } = before.structured as { readonly rows: readonly (readonly string[])[] };
  const [hidden = "", other = ""] = rows.flat();
  await live.service.operations.customers.forget({ id: "an admin", role: "admin" }, hidden, "withdrawal", signal);
  const after = await client.call("query_athena", { sql, purpose: "x" });
  expect(after.structured?.["rows"]).toEqual([[other]]);
  const explained = await client.call("explain_prediction", { customer_id: hidden, model: "churn" });
  expect(explained.text).toMatch(/^ENTITY_NOT_FOUND: /);
});

it("offers the pinned tools", async () => {
  const client = await clientOf("new", "analyst");
  await expect(`${JSON.stringify(await client.tools(), null, 2)}\n`).toMatchFileSnapshot("./tools.snap");
});
