import { afterEach, beforeEach, describe, expect, it } from "vitest";

import type { TurnEvent } from "#agent";

import type { AskRequest } from "../../../api/service.ts";
import { buildAnswer, buildEvidence } from "../../support/build-answer.ts";
import type { TestStore } from "../../support/build-operations.ts";
import { openMemoryStore } from "../../support/open-memory-store.ts";
import { startFakeSlack, type FakeSlack } from "../../support/slack/fake-slack.ts";
import { mention } from "../../support/slack/requests.ts";
import { answered, buildSlack, eventually, keepingTurn } from "./build-slack.ts";

const told = "This answer shows single customers, so it went to the person who asked, and to nobody else here.";
const secretRow = "user_7 at 0.93";
const rows = [["user_7", 0.93]];

/** A turn that says something, looks customers up, and tells what it found. */
function tellingOfCustomers(request: AskRequest): TurnEvent[] {
  const text = `Let me look. The one most at risk is ${secretRow}.`;
  const evidence = [buildEvidence({ sql: "SELECT id, score FROM scores", rows, input: { sql: "SELECT" } })];
  const answer = buildAnswer({ thread: request.thread, question: request.question, text, evidence, claims: [] });
  const table = { columns: [], rows, rowCount: 1, truncated: false };
  return [
    { type: "turn-start", answerId: answer.id, thread: request.thread },
    { type: "text-delta", text: "Let me look. " },
    { type: "tool-start", id: "c1", name: "query_athena", input: { sql: "SELECT", purpose: "Find user_7" } },
    { type: "tool-end", id: "c1", name: "query_athena", ok: true, summary: "1 row", table, sql: null, elapsedMs: 1 },
    { type: "text-delta", text: `The one most at risk is ${secretRow}.` },
    { type: "answer-end", answer },
  ];
}

/** A turn that looks nothing up, and speaks of what it knows. */
function speaking(text: string) {
  return (request: AskRequest): TurnEvent[] => {
    const answer = buildAnswer({ thread: request.thread, question: request.question, text, evidence: [], claims: [] });
    return [
      { type: "turn-start", answerId: answer.id, thread: request.thread },
      { type: "text-delta", text },
      { type: "answer-end", answer },
    ];
  };
}

describe("rows of single customers", () => {
  let fake: FakeSlack;
  let store: TestStore;
  beforeEach(async () => {
    store = await openMemoryStore();
    fake = await startFakeSlack();
    fake.addUser({ id: "U2", name: "bob", email: "bob@example.com" });
  });
  afterEach(async () => {
    await fake.close();
    await store.close();
  });
  const ask = async (
    script: (request: AskRequest) => TurnEvent[],
    events: readonly (readonly [id: string, event: ReturnType<typeof mention>])[],
  ) => {
    const rig = await buildSlack({ fake, store, runTurn: keepingTurn(store, script) });
    for (const [index, [id, event]] of events.entries()) {
      await rig.event(id, event);
      await answered(fake, index + 1);
    }
    await rig.finish();
    return rig;
  };
  /** Everything that was ever sent for others to see. */
  const sentToChannel = () =>
    JSON.stringify(fake.calls.filter(({ args }) => args.channel === "C1").map(({ args }) => args));

  it("go to who asked by direct message, and the channel is told so", async () => {
    const script = keepingTurn(store, tellingOfCustomers);
    const rig = await buildSlack({
      fake,
      store,
      runTurn: async function* (request) {
        for await (const event of script(request)) {
          // Until what was said has been sent, wherever that is.
          if (event.type === "answer-end")
            await eventually(() => expect(JSON.stringify(fake.calls)).toContain("user_7 at"));
          yield event;
        }
      },
    });
    await rig.event("Ev1", mention("Who is most at risk?", { ts: "10.1" }));
    await answered(fake, 1);
    await rig.finish();
    expect(fake.seen("C1").map(({ threadTs, text }) => [threadTs, text])).toEqual([["10.1", told]]);
    expect(sentToChannel()).not.toMatch(/user_7|0\.93/);
    const [heading, answer, ...others] = fake.seenDirectly("U1");
    expect([heading?.text, others]).toEqual(["You asked in a channel: Who is most at risk?", []]);
    expect(answer).toMatchObject({ threadTs: heading?.ts, text: expect.stringContaining(secretRow) });
    expect(answer?.text.startsWith("Let me look. The one")).toBe(true);
    expect(fake.workspace.sessions.get("C1 10.1")).toBe("active");
  });

  it("that only the finished answer shows are taken back before anybody else keeps them", async () => {
    await ask(speaking(`It is ${secretRow}.`), [["Ev1", mention("Who?", { ts: "10.1" })]]);
    expect(fake.seen("C1").map(({ text }) => text)).toEqual([told]);
    expect(fake.seenDirectly("U1")[1]?.text).toContain(secretRow);
  });

  it("may be spoken of without a look: what comes after them in a conversation is the person's own too", async () => {
    const script = (request: AskRequest) =>
      request.question === "Who?" ? tellingOfCustomers(request) : speaking("It left in May.")(request);
    const own = await ask(script, [
      ["Ev1", mention("Who?", { ts: "10.1" })],
      ["Ev2", mention("And when did it leave?", { ts: "10.2", thread: "10.1" })],
      ["Ev3", mention("And when did it leave?", { user: "U2", ts: "10.3", thread: "10.1" })],
    ]);
    expect(own.asked.map(({ principal }) => principal.id)).toEqual(["slack:T1:U1", "slack:T1:U1", "slack:T1:U2"]);
    // Bob was told nothing of a customer, so what he is told may stand in the channel.
    expect(fake.seen("C1").map(({ text }) => text.split("\n")[0])).toEqual([told, told, "It left in May."]);
    expect(fake.seenDirectly("U1").map(({ text }) => text.split("\n")[0])).toContain("It left in May.");
    expect(fake.seenDirectly("U2")).toEqual([]);
  });

  it("go on in the direct messages with the conversation of the channel", async () => {
    const own = await ask(tellingOfCustomers, [["Ev1", mention("Who?", { ts: "10.1" })]]);
    const root = fake.seenDirectly("U1")[0]?.ts ?? "";
    const again = await buildSlack({ fake, store });
    await again.event("Ev2", {
      ...mention("Why?", { ts: "20.1", thread: root }),
      type: "message",
      channel: "DU1",
      channel_type: "im",
    });
    await again.finish();
    expect(again.asked[0]?.thread).toBe(own.asked[0]?.thread);
  });

  it("are shown fleetingly in the channel to who asked where there are no direct messages", async () => {
    fake.failNext("conversations.open", { error: "missing_scope" });
    await ask(tellingOfCustomers, [["Ev1", mention("Who?", { ts: "10.1" })]]);
    expect(fake.seen("C1").map(({ text }) => text)).toEqual([told]);
    const shown = fake.seen("C1", { user: "U1" }).filter(({ shownTo }) => shownTo === "U1");
    expect(shown.map(({ threadTs }) => threadTs)).toEqual(["10.1"]);
    expect(shown[0]?.text).toContain(secretRow);
  });

  it("go nowhere else where they are asked for directly", async () => {
    const message = { ...mention("Who?", { ts: "10.1" }), type: "message", channel: "DU1", channel_type: "im" };
    await ask(tellingOfCustomers, [["Ev1", message]]);
    expect(fake.seenDirectly("U1").map(({ threadTs }) => threadTs)).toEqual(["10.1"]);
    expect(fake.seen("C1")).toEqual([]);
  });
});
