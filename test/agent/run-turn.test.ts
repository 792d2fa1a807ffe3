import { describe, expect, it } from "vitest";
import { z } from "zod";

import type { TurnEvent } from "#agent";
import { AppError } from "#core";
import type { EvidenceDraft } from "#tools";

import { createEvidenceTool } from "../../tools/create-tool.ts";
import { buildAnswer } from "../support/build-answer.ts";
import { answerOf, createScriptedTurn, fakeTool, foundScores, lookUp, screens } from "./turn-fixture.ts";

const right = "Premium accounts average 0.635 [e1].";

describe("a turn", () => {
  it("tells of its start, its tools, its text sentence by sentence and its answer, in this order", async () => {
    const { ask, model } = await createScriptedTurn([
      { calls: [lookUp] },
      { text: ["Premium accounts average 0.635 [e1]. Free", " accounts average 0.512 [e1]."] },
    ]);
    const events = await ask("Which account type scores higher?");
    expect(events).toMatchObject([
      { type: "turn-start", answerId: "answer_1", thread: "thread_1" },
      { type: "tool-start", id: "e1", name: "query_athena", input: { sql: "SELECT 1" } },
      {
        type: "tool-end",
        id: "e1",
        ok: true,
        summary: "Mean score by account type: 2 rows",
        table: { rowCount: 2 },
        sql: "SELECT account_type FROM final_results",
      },
      { type: "text-delta", text: "Premium accounts average 0.635 [e1]." },
      { type: "text-delta", text: " Free accounts average 0.512 [e1]." },
      { type: "answer-end" },
    ]);
    const answer = answerOf(events);
    expect(answer).toMatchObject({
      id: "answer_1",
      question: "Which account type scores higher?",
      text: "Premium accounts average 0.635 [e1]. Free accounts average 0.512 [e1].",
      outcome: "answered",
      evidence: [{ id: "e1", rows: foundScores.rows }],
      verification: { numbers: 2, traced: 2, untraced: 0, repaired: false, notes: [] },
      usage: { inputTokens: 20, outputTokens: 10, costUsd: 0, scannedBytes: 1_024 },
    });
    // The model reads the id that it is to cite.
    expect(model.requests[1]?.at(-1)?.text).toMatch(/^\[e1\] Mean score by account type/);
  });

  it("lets the event loop send what it tells of before it goes on", async () => {
    const sent: string[] = [];
    const atWork: (readonly string[])[] = [];
    const tool = createEvidenceTool({
      name: "query_athena",
      description: "Finds.",
      schema: z.object({ sql: z.string() }),
      run: async () => {
        atWork.push([...sent]);
        return foundScores;
      },
    });
    const { ask } = await createScriptedTurn([{ calls: [lookUp] }, { text: right }], { tools: [tool] });
    // As through the layers of a channel: some promises on, and it is on its way.
    const send = async (type: string) => {
      for (let layer = 0; layer < 100; layer++) await Promise.resolve();
      sent.push(type);
    };
    await ask("Who scores higher?", { onEvent: ({ type }) => void send(type) });
    expect(atWork).toEqual([["turn-start", "tool-start"]]);
  });

  it("takes text back that tool calls follow", async () => {
    const { ask } = await createScriptedTurn([
      { calls: [lookUp] },
      { text: "Premium averages 0.635. Let me look again. And", calls: [lookUp] },
      { text: right },
    ]);
    const events = await ask("Who scores higher?");
    expect(events.map((event) => event.type)).toEqual([
      "turn-start",
      "tool-start",
      "tool-end",
      "text-delta",
      "text-delta",
      "text-restart",
      "tool-start",
      "tool-end",
      "text-delta",
      "answer-end",
    ]);
    expect(screens(events).at(-1)).toBe(right);
    expect(answerOf(events).evidence.map((one) => one.id)).toEqual(["e1", "e2"]);
  });

  it("holds what is said before anything was looked up: it may be a preamble", async () => {
    const { ask } = await createScriptedTurn([
      { text: ["I will look. ", "Wait. ", "Now."], calls: [lookUp] },
      { text: right },
    ]);
    const events = await ask("Who scores higher?");
    expect(screens(events)).toEqual([right]);
  });

  it("says who is told of a failing tool, and lets the model go on", async () => {
    const refusal = new AppError("SQL_REFUSED", { detail: "No table t.", hint: "Use final_results." });
    const { ask, model } = await createScriptedTurn([{ calls: [lookUp] }, { text: "That cannot be looked up." }], {
      tools: [fakeTool(refusal)],
    });
    const events = await ask("Who?");
    expect(events[2]).toMatchObject({
      type: "tool-end",
      ok: false,
      table: null,
      summary: expect.stringContaining("SQL_REFUSED"),
    });
    expect(model.requests[1]?.at(-1)?.text).toBe("SQL_REFUSED: No table t. Use final_results.");
    expect(answerOf(events)).toMatchObject({ text: "That cannot be looked up.", evidence: [] });
  });

  it("replays the conversation to the model, and nobody else's", async () => {
    const { ask, model, threads } = await createScriptedTurn([
      { calls: [lookUp] },
      { text: right },
      { text: "As before." },
    ]);
    await ask("Who scores higher?");
    await ask("Why?");
    expect(model.requests[2]?.slice(1).map((message) => [message.getType(), message.text])).toEqual([
      ["human", "Who scores higher?"],
      ["ai", right],
      ["human", "Why?"],
    ]);
    expect(await threads.load("thread_1", "bob")).toBeNull();
  });

  it("replays nothing that was answered with rights which the person has no more", async () => {
    const { ask, model, threads } = await createScriptedTurn([{ text: "Nothing is known." }, { text: "So it is." }]);
    const answer = buildAnswer({ text: "Planted: 17." });
    await threads.append("thread_1", "ann", { question: "Who?", answer, role: "steward" });
    await ask("And now?");
    await ask("Sure?");
    expect(model.requests[0]?.slice(1).map(({ text }) => text)).toEqual(["And now?"]);
    expect(model.requests[1]?.slice(1).map(({ text }) => text)).toEqual(["And now?", "Nothing is known.", "Sure?"]);
    expect((await threads.load("thread_1", "ann"))?.turns.map(({ role }) => role)).toEqual([
      "steward",
      "analyst",
      "analyst",
    ]);
  });
});

describe("the checks of a turn", () => {
  it("ask once for a number that is in no evidence, take the text back and stream the mended one", async () => {
    const { ask, model } = await createScriptedTurn([
      { calls: [lookUp] },
      { text: `${right} Free accounts average 0.777.` },
      { text: `${right} Free accounts average 0.512.` },
    ]);
    const events = await ask("Who scores higher?");
    expect(screens(events)).toEqual([right, "", right, `${right} Free accounts average 0.512.`]);
    expect(model.requests).toHaveLength(3);
    expect(model.requests[2]?.at(-1)?.text).toContain('- "0.777" is in no evidence of this turn');
    expect(answerOf(events).verification).toMatchObject({ untraced: 0, repaired: true, notes: [] });
  });

  it("mark what stays untraced after that, and count it", async () => {
    const wrong = `${right} Free accounts average 0.777.`;
    const { ask, model } = await createScriptedTurn([{ calls: [lookUp] }, { text: wrong }, { text: wrong }]);
    const events = await ask("Who scores higher?");
    const marked = `${right} Free accounts average 0.777 [unverified].`;
    expect(model.requests).toHaveLength(3);
    expect(screens(events).at(-1)).toBe(marked);
    expect(answerOf(events)).toMatchObject({
      text: marked,
      verification: { untraced: 1, repaired: true, notes: [expect.stringContaining("0.777: in no evidence")] },
    });
  });

  it.each([
    [
      "fails",
      { text: "Premium accounts average 0.6", throws: new Error("503 from the provider") },
      "failed (INTERNAL)",
    ],
    ["says nothing", { text: '```reckoner\n{"followUps":[]}\n```' }, "failed (LLM_INCOMPLETE)"],
    ["holds less", { text: `${right} Free accounts average 0.777, others 0.888.` }, "the second held less"],
  ])("give the first text, marked and with a note, where the repair %s", async (_what, second, why) => {
    const { ask, threads } = await createScriptedTurn([
      { calls: [lookUp] },
      { text: `${right} Free accounts average 0.777.` },
      second,
    ]);
    const events = await ask("Who scores higher?");
    const marked = `${right} Free accounts average 0.777 [unverified].`;
    expect(screens(events).at(-1)).toBe(marked);
    expect(answerOf(events)).toMatchObject({
      text: marked,
      verification: {
        untraced: 1,
        repaired: true,
        notes: [expect.stringContaining(why), expect.stringContaining("0.777: in no evidence")],
      },
    });
    expect((await threads.load("thread_1", "ann"))?.turns).toHaveLength(1);
  });

  it("give the first text where the time is over while it is mended", async () => {
    const { ask, threads } = await createScriptedTurn(
      [{ calls: [lookUp] }, { text: `${right} Free accounts average 0.777.` }, { text: `${right} And`, waits: hangs }],
      { limits: { questionChars: 200, turnTimeoutMs: 1_000 } },
    );
    const events = await ask("Who scores higher?");
    const marked = `${right} Free accounts average 0.777 [unverified].`;
    expect(screens(events).at(-1)).toBe(marked);
    expect(answerOf(events)).toMatchObject({
      text: marked,
      verification: { repaired: true, notes: [expect.stringContaining("TURN_TIMEOUT"), expect.anything()] },
    });
    expect((await threads.load("thread_1", "ann"))?.turns).toHaveLength(1);
  });

  it("count what a repair that failed has cost", async () => {
    const { ask } = await createScriptedTurn([
      { calls: [lookUp] },
      { text: `${right} Free accounts average 0.777.` },
      { calls: [lookUp] },
      { throws: new Error("gone") },
    ]);
    expect(answerOf(await ask("Who scores higher?"))).toMatchObject({
      usage: { inputTokens: 30, outputTokens: 15 },
      evidence: [{ id: "e1" }, { id: "e2" }],
    });
  });

  it("end the turn where it is stopped while its text is mended", async () => {
    const stop = new AbortController();
    const { ask, threads } = await createScriptedTurn([
      { calls: [lookUp] },
      { text: "Free accounts average 0.777." },
      { text: `${right} And`, waits: hangs },
    ]);
    const onEvent = (event: TurnEvent) => event.type === "text-delta" && stop.abort();
    expect((await ask("Who scores higher?", { signal: stop.signal, onEvent })).at(-1)).toMatchObject({
      type: "turn-error",
      code: "TURN_ABORTED",
    });
    expect(await threads.load("thread_1", "ann")).toBeNull();
  });

  it("soften causal wording before it streams, keep a note and add the caveat", async () => {
    const { ask } = await createScriptedTurn([
      { calls: [lookUp] },
      { text: "A premium account causes higher scores [e1]." },
    ]);
    const events = await ask("Who scores higher?");
    expect(screens(events)).toEqual(["A premium account goes with higher scores [e1]."]);
    expect(answerOf(events)).toMatchObject({
      caveats: [{ kind: "not-causal" }],
      verification: { notes: ['"causes" was told as "goes with"'] },
    });
  });

  it("mask personal data before it streams, in code and in what stands beside the text too", async () => {
    const tail = '```reckoner\n{"followUps":["Shall I write to ann@example.com?"]}\n```';
    const { ask } = await createScriptedTurn([
      { calls: [lookUp] },
      { text: ["Write to jane.doe@exam", "ple.com. ", "Good.\n\n```\nmail bob@example.com\n```\n\n", tail] },
    ]);
    const events = await ask("Whom do I write to?");
    expect(JSON.stringify(events)).not.toMatch(/@exam/);
    expect(screens(events)[0]).toBe("Write to [email withheld].");
    expect(answerOf(events)).toMatchObject({
      text: "Write to [email withheld]. Good.\n\n```\nmail [email withheld]\n```",
      followUps: ["Shall I write to [email withheld]?"],
      verification: { notes: Array.from({ length: 3 }, () => "personal data (email) was masked") },
    });
  });

  it("withhold customers' ids from a viewer only", async () => {
    const script = [{ calls: [lookUp] }, { text: "It is user_12345." }];
    const told = async (role: "viewer" | "analyst") => {
      const { ask } = await createScriptedTurn(script);
      return answerOf(await ask("What of user_12345?", { role })).text;
    };
    expect([await told("viewer"), await told("analyst")]).toEqual([
      "It is [customer-id withheld].",
      "It is user_12345.",
    ]);
  });

  const explained: EvidenceDraft = {
    ...foundScores,
    tool: "explain_prediction",
    title: "Why",
    columns: [{ name: "prediction", type: "double" }],
    rows: [[0.81]],
    rowCount: 1,
    more: {
      contributions: {
        columns: [
          { name: "feature", type: "varchar" },
          { name: "label", type: "varchar" },
          { name: "contribution", type: "double" },
          { name: "rank", type: "bigint" },
        ],
        rows: [
          ["days_since_last_login", "days since last login", 1.25, 1],
          ["avg_daily_logins", "logins a day", -0.4, 2],
        ],
        rowCount: 2,
        truncated: false,
      },
    },
  };

  it("catch an explanation whose sign is swapped, and mark it where it stays", async () => {
    const swapped = "Days since last login lowers the risk by 1.25.";
    const mended = "Days since last login raises the risk by 1.25.";
    const calls = [{ name: "explain_prediction", args: {} }];
    const tools = [fakeTool(explained, "explain_prediction")];
    const first = await createScriptedTurn([{ calls }, { text: swapped }, { text: mended }], { tools });
    expect(answerOf(await first.ask("Why?"))).toMatchObject({
      text: mended,
      verification: { repaired: true, notes: [] },
    });
    expect(first.model.requests[2]?.at(-1)?.text).toContain("days_since_last_login");
    const second = await createScriptedTurn([{ calls }, { text: swapped }, { text: swapped }], { tools });
    const events = await second.ask("Why?");
    expect(screens(events).at(-1)).toBe(`${swapped} [unverified]`);
    expect(answerOf(events).verification.notes).toEqual([expect.stringContaining("days_since_last_login")]);
  });
});

describe("what stands beside the text", () => {
  const answerWith = async (tail: unknown, evidence: EvidenceDraft = foundScores) => {
    const block = `\n\n\`\`\`reckoner\n${typeof tail === "string" ? tail : JSON.stringify(tail)}\n\`\`\``;
    const { ask } = await createScriptedTurn([{ calls: [lookUp] }, { text: right + block }], {
      tools: [fakeTool(evidence)],
    });
    return answerOf(await ask("Who scores higher?"));
  };
  const chart = { kind: "bar", title: "Scores", evidence: "e1", x: "account_type", y: "mean_score" };

  it("is taken from the block at the end", async () => {
    expect(
      await answerWith({
        outcome: "answered",
        chart,
        caveats: [{ kind: "drift", text: "It moved." }],
        followUps: ["And?"],
      }),
    ).toMatchObject({
      text: right,
      outcome: "answered",
      chart: { ...chart, table: null, low: null, high: null },
      caveats: [{ kind: "drift", text: "It moved." }],
      followUps: ["And?"],
    });
  });

  it.each([
    ["a column", { ...chart, y: "no_such_column" }],
    ["evidence", { ...chart, evidence: "e7" }],
    ["a table", { ...chart, table: "gains" }],
    ["an interval", { ...chart, low: "no_such_column" }],
    ["numbers", { ...chart, y: "account_type" }],
  ])("loses a chart that names %s that is not there", async (_what, unknown) => {
    expect((await answerWith({ chart: unknown })).chart).toBeNull();
  });

  it("is nothing where the block is malformed; the text stays", async () => {
    const nothing = { text: right, outcome: "answered", chart: null, caveats: [], followUps: [] };
    for (const tail of ["{ not json", "[1]", '"text"', { outcome: "magic", chart: 3, caveats: "x", followUps: [1] }]) {
      expect(await answerWith(tail)).toMatchObject(nothing);
    }
  });

  it("holds no number that the text could not", async () => {
    const answer = await answerWith({
      chart: { ...chart, title: "Scores of 4711 customers" },
      caveats: [{ kind: "small-group", text: "Only 4711 customers." }],
    });
    expect(answer.chart?.title).toBe("Mean score by account type");
    expect(answer.caveats).toEqual([
      { kind: "small-group", text: "A group here is small; its figures may change by chance." },
    ]);
  });

  it("has the caveats that follow from what was done", async () => {
    const simulated = { ...foundScores, tool: "simulate_change", truncated: true };
    expect((await answerWith({}, simulated)).caveats.map((caveat) => caveat.kind)).toEqual(["simulated", "truncated"]);
  });
});

describe("a turn that goes wrong", () => {
  it.each([
    ["QUESTION_EMPTY", " \n "],
    ["QUESTION_TOO_LONG", "why ".repeat(100)],
  ])("ends in %s before anything is asked", async (code, question) => {
    const { ask, model, threads } = await createScriptedTurn([]);
    expect(await ask(question)).toMatchObject([{ type: "turn-error", code }]);
    expect(model.requests).toEqual([]);
    expect(await threads.load("thread_1", "ann")).toBeNull();
  });

  it("ends in TURN_ABORTED when it is stopped, and the conversation goes on as if it had not been asked", async () => {
    const stop = new AbortController();
    const { ask, model } = await createScriptedTurn([
      { calls: [lookUp] },
      { text: `${right} And`, waits: hangs },
      { text: "Again." },
    ]);
    const events = await ask("Who scores higher?", {
      signal: stop.signal,
      onEvent: (event) => event.type === "text-delta" && stop.abort(),
    });
    expect(events.at(-1)).toMatchObject({ type: "turn-error", code: "TURN_ABORTED" });
    expect(events.filter((event) => event.type === "turn-error")).toHaveLength(1);
    expect(answerOf(await ask("Once more?")).text).toBe("Again.");
    expect(
      model.requests
        .at(-1)
        ?.slice(1)
        .map((message) => message.text),
    ).toEqual(["Once more?"]);
  });

  it("is stopped when its reader leaves", async () => {
    let stopped: Promise<void> | undefined;
    const { runTurn } = await createScriptedTurn([
      {
        waits: (signal) => {
          stopped = hangs(signal);
          return stopped;
        },
      },
    ]);
    const request = { thread: "t", question: "Who?", principal: { id: "ann", role: "analyst" } } as const;
    for await (const event of runTurn(request)) if (event.type === "turn-start") break;
    await expect(stopped ?? Promise.reject(new Error("stopped before it began"))).rejects.toThrow();
  });

  it("ends in TURN_TIMEOUT after its time", async () => {
    const { ask } = await createScriptedTurn([{ waits: hangs }], { limits: { questionChars: 200, turnTimeoutMs: 30 } });
    expect((await ask("Who?")).at(-1)).toMatchObject({ type: "turn-error", code: "TURN_TIMEOUT" });
  });

  it("ends in LLM_INCOMPLETE where the model says nothing, or goes on and on", async () => {
    const silent = await createScriptedTurn([{ calls: [lookUp] }, { text: '```reckoner\n{"followUps":[]}\n```' }]);
    expect((await silent.ask("Who?")).at(-1)).toMatchObject({ type: "turn-error", code: "LLM_INCOMPLETE" });
    const endless = await createScriptedTurn(Array.from({ length: 9 }, () => ({ calls: [lookUp] })));
    expect((await endless.ask("Who?")).at(-1)).toMatchObject({ type: "turn-error", code: "LLM_INCOMPLETE" });
  });

  it("tells nothing of an unexpected error but that it happened", async () => {
    const secret = "AKIA-secret in /srv/reckoner";
    const { ask } = await createScriptedTurn([{ throws: new TypeError(secret) }]);
    const events = await ask("Who?");
    expect(events.at(-1)).toMatchObject({ type: "turn-error", code: "INTERNAL" });
    expect(JSON.stringify(events)).not.toContain("AKIA");
  });
});

/** Waits until the signal aborts, as a model does that has stopped talking. */
function hangs(signal: AbortSignal | undefined): Promise<void> {
  return new Promise((_, reject) => {
    signal?.addEventListener("abort", () => reject(signal.reason as Error));
  });
}
