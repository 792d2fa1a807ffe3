import { tool } from "@langchain/core/tools";
import { describe, expect, it } from "vitest";
import { z } from "zod";

import { AppError, createFixedClock, createSilentLogger } from "#core";
import type { AuditEntry } from "#store";
import type { EvidenceDraft } from "#tools";

import { createHandbookOperations } from "../../../api/operations/handbook-operations.ts";
import type { Operations } from "../../../api/operations/operations.ts";
import { createToolOperations } from "../../../api/operations/tool-operations.ts";
import { buildAnswer } from "../../support/build-answer.ts";
import { buildApp } from "../../support/build-app.ts";
import {
  answeringEvents,
  createFakeRunTurn,
  createHeldRunTurn,
  createLatch,
  turnError,
} from "../../support/fake-run-turn.ts";
import { connect, generations } from "../../support/mcp-clients.ts";

const chart = {
  kind: "bar",
  title: "Mean score by plan",
  evidence: "e1",
  table: null,
  x: "plan",
  y: "mean_score",
  low: null,
  high: null,
} as const;

const secret = "hunter2-in-/srv/private";

const found: EvidenceDraft = {
  tool: "look_up",
  title: "What there is",
  input: {},
  sql: "SELECT id FROM t WHERE id = 'user_12345'",
  queryId: "q1",
  columns: [{ name: "id", type: "varchar" }],
  rows: [["user_12345"]],
  rowCount: 1,
  truncated: false,
  scannedBytes: 64,
  elapsedMs: 3,
  more: {},
  notices: [],
  verified: null,
};

/** The channel over one tool, `look_up`, that does `work`; with what was written into the audit. */
function buildChannel(
  work: (signal: AbortSignal | undefined) => Promise<EvidenceDraft>,
  options: { readonly isAuditFull?: boolean; readonly timeoutMs?: number } = {},
) {
  const entries: AuditEntry[] = [];
  const lookUp = tool(
    async (_input: unknown, config: { readonly signal?: AbortSignal }) => [
      "what the model reads",
      await work(config.signal),
    ],
    { name: "look_up", description: "Looks up.", schema: z.object({}), responseFormat: "content_and_artifact" },
  );
  const tools = createToolOperations({
    toolsFor: () => [lookUp],
    append: async (entry) => {
      if (options.isAuditFull) throw new AppError("STORE_UNAVAILABLE", { detail: "It is full.", hint: "Make room." });
      entries.push(entry);
    },
    dataset: buildAnswer().dataset,
    idPattern: String.raw`^user_\d+$`,
    timeoutMs: options.timeoutMs ?? 10_000,
    clock: createFixedClock(new Date("2026-11-20T12:00:00Z"), 5),
    log: createSilentLogger(),
  });
  const handbook = createHandbookOperations({
    pages: () => [{ path: "broken", title: "Broken", about: "x", read: () => Promise.reject(new Error(secret)) }],
    questions: () => [],
  });
  // Only these two are reached over this channel.
  return { operations: { tools, handbook } as Operations, entries };
}

const entry = {
  kind: "tool-call",
  actor: "local",
  role: "analyst",
  channel: "mcp",
  runId: "run_1",
  modelVersions: { score: "v1" },
};

describe.each(generations)("over the %s protocol", (generation) => {
  it("a found call gives text and evidence, and the audit holds it without a customer's id", async () => {
    const { operations, entries } = buildChannel(async () => found);
    const client = await connect(generation, buildApp({ operations }));
    expect(await client.call("look_up", {})).toEqual({
      text: "what the model reads",
      isError: false,
      structured: structuredClone(found),
    });
    expect(entries).toEqual([
      {
        ...entry,
        outcome: "found",
        scannedBytes: 64,
        call: {
          tool: "look_up",
          sql: expect.stringMatching(/^SELECT id FROM t WHERE id = 'id:[0-9a-f]{16}'$/),
          rowCount: 1,
          elapsedMs: 5,
        },
      },
    ]);
  });

  it("of an error that nobody foresaw, nothing but that it was one goes out", async () => {
    const { operations, entries } = buildChannel(() => Promise.reject(new Error(secret)));
    const { runTurn } = createFakeRunTurn(() => {
      throw new Error(secret);
    });
    const client = await connect(generation, buildApp({ operations, runTurn }));
    const outcomes = [
      await client.call("look_up", {}),
      await client.call("ask", { question: "What is there?" }),
      await client.read("reckoner://broken").catch((error: unknown) => String(error)),
      await client.read("reckoner://nothing").catch((error: unknown) => String(error)),
    ];
    expect(JSON.stringify(outcomes)).not.toContain("hunter2");
    const text =
      "INTERNAL: An unexpected error stopped the work. Report it with what you asked and what the log says of it.";
    expect(outcomes.slice(0, 3)).toEqual([
      { text, isError: true, structured: undefined },
      { text, isError: true, structured: undefined },
      expect.stringContaining(text),
    ]);
    expect(entries).toMatchObject([{ ...entry, outcome: "INTERNAL", call: { rowCount: null } }]);
  });

  it("a turn's error is told with its code, detail and hint", async () => {
    const { operations } = buildChannel(async () => found);
    const { runTurn } = createFakeRunTurn(() => [turnError("THREAD_BUSY")]);
    const client = await connect(generation, buildApp({ operations, runTurn }));
    expect(await client.call("ask", { question: "What is there?" })).toEqual({
      text: "THREAD_BUSY: what happened (THREAD_BUSY) what to do",
      isError: true,
      structured: undefined,
    });
  });

  it("asks as the person, in the conversation that is named, and tells the audit where it came from", async () => {
    const { operations } = buildChannel(async () => found);
    const { runTurn, requests } = createFakeRunTurn();
    const client = await connect(generation, buildApp({ operations, runTurn }));
    const steps: string[] = [];
    const onprogress = ({ message = "" }) => steps.push(message);
    await client.call("ask", { question: " What is there? ", thread: "mine", fresh: true }, { onprogress });
    expect(requests).toMatchObject([
      {
        question: "What is there?",
        thread: "mine",
        fresh: true,
        channel: "mcp",
        principal: { id: "local", role: "analyst" },
      },
    ]);
    expect(steps).toEqual(["query_athena …", "2 rows"]);
  });

  it("gives an answer's chart as a picture to whom asks for it, and the answer where it cannot be drawn", async () => {
    const { operations } = buildChannel(async () => found);
    const { runTurn } = createFakeRunTurn((request) => answeringEvents(request, { chart }));
    const png = Buffer.from("a png");
    const drawn = { png, widthPixels: 1, heightPixels: 1, altText: "words" };
    const drawing = await connect(generation, buildApp({ operations, runTurn, drawPicture: async () => drawn }));
    const question = "What is there?";
    const plain = await drawing.call("ask", { question, thread: "t" });
    expect(plain.picture).toBeUndefined();
    const withPicture = await drawing.call("ask", { question, thread: "t", picture: true });
    expect(withPicture).toEqual({ ...plain, picture: { type: "image/png", bytes: png } });
    const failing = await connect(generation, buildApp({ operations, runTurn }));
    expect(await failing.call("ask", { question, thread: "t", picture: true })).toEqual(plain);
  });

  it("a call whose client leaves is stopped, and written down as stopped", async () => {
    const held = createHeldWork();
    const { operations, entries } = buildChannel(held.work);
    const client = await connect(generation, buildApp({ operations }));
    const calling = client.call("look_up", {}).catch(() => "gone");
    await held.started;
    await client.close();
    await held.stopped;
    expect(await calling).toBe("gone");
    await expect.poll(() => entries).toMatchObject([{ ...entry, outcome: "TURN_ABORTED", scannedBytes: 0 }]);
  });
});

it("a call that is cancelled is stopped, a question too", async () => {
  const held = createHeldWork();
  const turn = createHeldRunTurn();
  const { operations } = buildChannel(held.work);
  const client = await connect("new", buildApp({ operations, runTurn: turn.runTurn }));
  const stop = new AbortController();
  const calls = [
    client.call("look_up", {}, { signal: stop.signal }),
    client.call("ask", { question: "What is there?" }, { signal: stop.signal }),
  ];
  await Promise.all([held.started, turn.started]);
  stop.abort();
  await Promise.all([held.stopped, turn.aborted]);
  expect((await Promise.allSettled(calls)).map(({ status }) => status)).toEqual(["rejected", "rejected"]);
});

it("a call that takes too long is ended", async () => {
  const held = createHeldWork();
  const { operations, entries } = buildChannel(held.work, { timeoutMs: 20 });
  const client = await connect("new", buildApp({ operations }));
  expect(await client.call("look_up", {})).toMatchObject({ isError: true, text: /^TURN_TIMEOUT: / });
  expect(entries).toMatchObject([{ outcome: "TURN_TIMEOUT" }]);
});

it("nothing is given that the audit does not hold", async () => {
  const { operations } = buildChannel(async () => found, { isAuditFull: true });
  const client = await connect("new", buildApp({ operations }));
  expect(await client.call("look_up", {})).toEqual({
    text: "STORE_UNAVAILABLE: It is full. Make room.",
    isError: true,
    structured: undefined,
  });
});

it("structured content is capped and says so; numbers that JSON cannot say are null", async () => {
  const rows = Array.from({ length: 250 }, (_, index) => [index === 0 ? Number.NaN : index, "x".repeat(5_000)]);
  const table = {
    columns: [
      { name: "n", type: "double" },
      { name: "t", type: "varchar" },
    ],
    rows,
    rowCount: 250,
    truncated: false,
  };
  const { operations } = buildChannel(async () => ({ ...found, ...table, more: { other: table } }));
  const client = await connect("new", buildApp({ operations }));
  const { structured } = await client.call("look_up", {});
  const cut = { rowCount: 250, truncated: true };
  expect(structured).toMatchObject({ ...cut, more: { other: cut } });
  const shown = structured?.["rows"] as readonly (readonly [number | null, string])[];
  expect([shown.length, shown[0]?.[0], shown[1]?.[0], shown[1]?.[1].length]).toEqual([100, null, 1, 3_000]);
  expect(structured?.["notices"]).toEqual([expect.stringContaining("first 100 rows")]);
});

describe("who may come in", () => {
  const unknown = () => {
    throw new AppError("SIGN_IN_REQUIRED", { detail: "Who sends this is not known.", hint: "Sign in." });
  };
  const post = { method: "POST", headers: { "content-type": "application/json" }, body: "{}" };

  it("nobody without a sign-in where one is needed; a client is told where to get a token", async () => {
    const tokenIssuer = { issuer: "https://issuer.example", publicUrl: "https://reckoner.example" };
    const app = buildApp({ principalOf: unknown, tokenIssuer });
    const refused = await app.request("/mcp", post);
    expect([refused.status, refused.headers.get("www-authenticate")]).toEqual([
      401,
      'Bearer realm="reckoner", resource_metadata="https://reckoner.example/.well-known/oauth-protected-resource/mcp"',
    ]);
    const told = await app.request("/.well-known/oauth-protected-resource/mcp");
    expect([told.status, await told.json()]).toEqual([
      200,
      {
        resource: "https://reckoner.example/mcp",
        resource_name: "Reckoner",
        authorization_servers: ["https://issuer.example"],
        bearer_methods_supported: ["header"],
      },
    ]);
  });

  it("with keys only there is no issuer to tell of", async () => {
    const app = buildApp({ principalOf: unknown });
    const refused = await app.request("/mcp", post);
    expect([refused.status, refused.headers.get("www-authenticate")]).toEqual([401, 'Bearer realm="reckoner"']);
    expect((await app.request("/.well-known/oauth-protected-resource/mcp")).status).toBe(404);
  });

  it("no page of another site, and nobody who knows the server by another name", async () => {
    const app = buildApp();
    const crossSite = await app.request("/mcp", {
      ...post,
      headers: { ...post.headers, origin: "https://evil.example" },
    });
    const rebound = await app.request("http://evil.example/mcp", post);
    expect([crossSite.status, rebound.status]).toEqual([403, 403]);
  });
});

/** Work that waits until it is stopped. */
function createHeldWork() {
  const started = createLatch();
  const stopped = createLatch();
  return {
    started: started.opened,
    stopped: stopped.opened,
    work: (signal: AbortSignal | undefined) =>
      new Promise<EvidenceDraft>((_, reject) => {
        signal?.addEventListener("abort", () => {
          stopped.open();
          reject(new DOMException("stopped", "AbortError"));
        });
        started.open();
      }),
  };
}
