import { afterEach, beforeEach, describe, expect, it } from "vitest";

import type { TurnEvent } from "#agent";

import type { AskRequest, RunAsk } from "../../../api/service.ts";
import { buildAnswer, buildEvidence } from "../../support/build-answer.ts";
import type { TestStore } from "../../support/build-operations.ts";
import { openMemoryStore } from "../../support/open-memory-store.ts";
import { startFakeSlack, type FakeSlack } from "../../support/slack/fake-slack.ts";
import { directMessage } from "../../support/slack/requests.ts";
import { answered, buildSlack, eventually, type Options } from "./build-slack.ts";

const halves = ["The first half of it. ", "And the second half."] as const;

/** A turn that says these parts, and waits before each but the first until `between` was called for it. */
function sayingTurn(parts: readonly string[], between: (index: number) => Promise<unknown> = async () => {}): RunAsk {
  return async function* (request) {
    yield { type: "turn-start", answerId: "answer_1", thread: request.thread };
    for (const [index, text] of parts.entries()) {
      if (index > 0) await between(index);
      yield { type: "text-delta", text };
    }
    yield { type: "answer-end", answer: answerOf(request, parts.join("")) };
  };
}

function answerOf(request: AskRequest, text: string) {
  return buildAnswer({
    thread: request.thread,
    question: request.question,
    text,
    claims: [],
    caveats: [],
    followUps: [],
  });
}

describe("an answer that is streamed", () => {
  let fake: FakeSlack;
  let store: TestStore;
  beforeEach(async () => {
    fake = await startFakeSlack();
    store = await openMemoryStore();
  });
  afterEach(async () => {
    await fake.close();
    await store.close();
  });
  const ask = async (options: Options) => {
    const rig = await buildSlack({ fake, store, ...options });
    await rig.event("Ev1", directMessage("Well?", { ts: "10.1" }));
    await answered(fake, 1);
    await rig.finish();
    return rig;
  };
  const shown = () => fake.seenDirectly("U1").map(({ text }) => text);
  const openStreams = () => fake.workspace.messages.filter(({ stream }) => stream?.isOpen).length;
  /** Until the first part stands there. */
  const firstShown = () => eventually(() => expect(shown().join("")).toContain("first"));

  it("goes on in a new message where Slack ends the stream, and loses nothing", async () => {
    const between = async () => {
      await firstShown();
      fake.expireStreams();
    };
    await ask({ runTurn: sayingTurn(halves, between) });
    const [first, second, ...others] = shown();
    expect([first, others]).toEqual([halves[0], []]);
    expect(second?.startsWith(halves[1])).toBe(true);
    expect(second).toContain("Mean score by plan");
  });

  it("is ended below where Slack ends the stream at the last moment", async () => {
    const between = async () => {
      await firstShown();
      fake.failNext("chat.stopStream", { error: "message_not_in_streaming_state" });
    };
    await ask({ runTurn: sayingTurn(halves, between) });
    expect(shown()[0]).toBe(halves.join(""));
    expect(shown()[1]).toContain("Mean score by plan");
    expect(shown()).toHaveLength(2);
  });

  it("is cut into messages that Slack takes, and reads as it was said", async () => {
    const text = Array.from({ length: 2_600 }, (_, index) => `word${index} `)
      .join("")
      .trim();
    expect(text.length).toBeGreaterThan(20_000);
    await ask({ runTurn: sayingTurn(text.match(/[\s\S]{1,400}/g) ?? []) });
    const words = shown()
      .join(" ")
      .match(/\bword\d+\b/g);
    expect(words).toEqual(text.split(" "));
    expect(openStreams()).toBe(0);
  });

  it("takes back what no longer holds", async () => {
    const runTurn: RunAsk = async function* (request) {
      yield { type: "turn-start", answerId: "answer_1", thread: request.thread };
      yield { type: "text-delta", text: "The first word, which is wrong. " };
      await firstShown();
      yield { type: "text-restart" };
      yield { type: "text-delta", text: "The right word." };
      yield { type: "answer-end", answer: answerOf(request, "The right word.") };
    };
    await ask({ runTurn });
    expect(shown()).toHaveLength(1);
    expect(shown()[0]).toMatch(/^The right word\./);
    expect(shown()[0]).not.toContain("wrong");
  });

  it("waits as long as Slack says where there were too many calls", async () => {
    const between = async () => {
      await firstShown();
      fake.failNext("chat.appendStream", { retryAfterSeconds: 7 }, 2);
    };
    const rig = await ask({ runTurn: sayingTurn(halves, between) });
    expect(rig.waitedMs).toEqual([7_000, 7_000]);
    expect(shown()).toEqual([expect.stringContaining(halves.join(""))]);
  });

  it("is posted whole where some of it may not have arrived", async () => {
    const between = async () => {
      await firstShown();
      fake.failNext("chat.appendStream", { error: "restricted_action" });
    };
    await ask({ runTurn: sayingTurn(halves, between) });
    expect(shown()).toHaveLength(1);
    expect(shown()[0]).toContain(halves.join(""));
  });

  it("is posted at once where Slack streams nothing", async () => {
    fake.failNext("chat.startStream", { error: "feature_not_enabled" }, 50);
    await ask({ runTurn: sayingTurn(halves) });
    expect(shown()).toEqual([expect.stringContaining(halves.join(""))]);
  });

  it.each([["data_table"], ["container"], ["context_actions"]])(
    "is posted in a simpler form where a workspace refuses %s",
    async (type) => {
      fake.refuseBlocks(type);
      await ask({ runTurn: sayingTurn(halves) });
      expect(shown().join("\n")).toContain(halves.join(""));
      expect(openStreams()).toBe(0);
      const posted = fake.seenDirectly("U1").flatMap(({ blocks }) => blocks.map((block) => block.type));
      expect(posted).not.toContain(type);
    },
  );

  it("is posted as text where a workspace refuses every block", async () => {
    fake.refuseBlocks("data_table", "container", "context_actions", "context", "section", "actions", "table");
    fake.failNext("chat.startStream", { error: "feature_not_enabled" }, 50);
    await ask({ runTurn: sayingTurn(halves) });
    expect(shown().join("\n")).toContain(halves.join(""));
  });

  it("has its rows past 100 as a file, and a chart that Slack cannot draw as a picture", async () => {
    const rows = Array.from({ length: 150 }, (_, index) => [`plan ${index}`, index]);
    const evidence = buildEvidence({ rows, rowCount: 150 });
    const runTurn: RunAsk = async function* (request) {
      const chart = {
        kind: "histogram" as const,
        title: "Scores",
        evidence: "e1",
        table: null,
        x: "plan",
        y: "mean_score",
        low: null,
        high: null,
      };
      const answer = { ...answerOf(request, "All of them."), evidence: [evidence], chart };
      yield { type: "turn-start", answerId: answer.id, thread: request.thread } satisfies TurnEvent;
      yield { type: "text-delta", text: answer.text };
      yield { type: "answer-end", answer };
    };
    await ask({ runTurn, drawPicture: async () => ({ png: new Uint8Array([1, 2, 3]), altText: "Bars." }) });
    const files = fake.files().map(({ name, bytes, altText }) => ({ name, size: bytes.length, altText }));
    expect(files[0]).toEqual({ name: "chart.png", size: 3, altText: "Bars." });
    const csv = fake.files().find(({ name }) => name.endsWith(".csv"));
    expect(
      Buffer.from(csv?.bytes ?? [])
        .toString()
        .trim()
        .split(/\r?\n/),
    ).toHaveLength(151);
    expect(shown().join("\n")).toContain("All of them.");
  });

  it("is told without its picture where none can be drawn", async () => {
    const runTurn: RunAsk = async function* (request) {
      const chart = {
        kind: "histogram" as const,
        title: "Scores",
        evidence: "e1",
        table: null,
        x: "plan",
        y: "mean_score",
        low: null,
        high: null,
      };
      const answer = { ...answerOf(request, "All of them."), chart };
      yield { type: "turn-start", answerId: answer.id, thread: request.thread };
      yield { type: "text-delta", text: answer.text };
      yield { type: "answer-end", answer };
    };
    await ask({ runTurn, drawPicture: () => Promise.reject(new RangeError("no picture")) });
    expect(fake.files()).toEqual([]);
    expect(shown()[0]).toContain("All of them.");
  });

  it("has no word in it that calls anybody, however it came in pieces", async () => {
    const parts = ["Look <", "!chan", "nel> and <@", "U1> ![x]", "(https://evil", ".example) now"];
    await ask({ runTurn: sayingTurn(parts) });
    const sent = JSON.stringify(fake.calls.map(({ args }) => args));
    expect(sent).not.toMatch(/<!channel|<@U1|!\[x\]\(http/);
    expect(shown()[0]).toContain("now");
  });

  it("is nobody's where Slack takes nothing at all, and the next question is answered", async () => {
    for (const method of ["chat.startStream", "chat.postMessage", "chat.postEphemeral"]) {
      fake.failNext(method, { error: "is_archived" }, 3);
    }
    const rig = await buildSlack({ fake, store, runTurn: sayingTurn(halves) });
    await rig.event("Ev1", directMessage("Well?", { ts: "10.1" }));
    await answered(fake, 1);
    await rig.event("Ev2", directMessage("Well?", { ts: "11.1" }));
    await answered(fake, 2);
    await rig.finish();
    expect(rig.asked).toHaveLength(2);
    expect(openStreams()).toBe(0);
  });
});
