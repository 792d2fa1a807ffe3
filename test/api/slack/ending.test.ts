import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { openStore, type SlackClaim } from "#store";
import { createSequentialIdSource } from "#core";

import { answerSchema } from "../../../agent/answer.ts";
import { threadTurnSchema } from "../../../agent/thread.ts";
import type { RunAsk } from "../../../api/service.ts";
import type { TestStore } from "../../support/build-operations.ts";
import { answeringEvents, createHeldRunTurn, createLatch } from "../../support/fake-run-turn.ts";
import { startFakeSlack, type FakeSlack } from "../../support/slack/fake-slack.ts";
import { directMessage, mention, sessionStopped } from "../../support/slack/requests.ts";
import { createHandClock } from "../../store/store-fixture.ts";
import { answered, buildSlack, eventually, keepingTurn, now } from "./build-slack.ts";

const restarted = "I was restarted while I worked on this. Please ask again.";

/** A turn that begins to speak and then waits until it is stopped. */
function speakingTurn(): { readonly runTurn: RunAsk; readonly begun: Promise<void> } {
  const held = createHeldRunTurn();
  return {
    begun: held.started,
    runTurn: async function* (request) {
      for await (const event of held.runTurn(request)) {
        yield event;
        if (event.type === "turn-start") yield { type: "text-delta", text: "The beginning of it, " };
      }
    },
  };
}

describe("an answer that is ended from outside", () => {
  let fake: FakeSlack;
  let store: TestStore;
  let clock: ReturnType<typeof createHandClock>;
  beforeEach(async () => {
    fake = await startFakeSlack();
    clock = createHandClock(now.toISOString());
    store = await openStore({
      location: { kind: "memory" },
      retentionDays: 90,
      turnSchema: threadTurnSchema,
      answerSchema,
      clock,
      ids: createSequentialIdSource(),
    });
  });
  afterEach(async () => {
    await fake.close();
    await store.close();
  });
  const streaming = () =>
    eventually(() => expect(fake.workspace.messages.some(({ stream }) => stream?.isOpen)).toBe(true));
  const openStreams = () => fake.workspace.messages.filter(({ stream }) => stream?.isOpen).length;

  it("by Slack's stop button stops the turn and says so", async () => {
    const { runTurn } = speakingTurn();
    const rig = await buildSlack({ fake, store, runTurn });
    await rig.event("Ev1", mention("Which plan?", { ts: "10.1" }));
    await streaming();
    expect(fake.workspace.sessions.get("C1 10.1")).toBe("processing");
    await rig.event("Ev2", sessionStopped({ channel: "C1", thread: "10.1" }));
    await answered(fake, 1);
    await rig.finish();
    expect(fake.seen("C1").map(({ text }) => text.split("\n").at(-1))).toEqual(["Stopped, as you asked."]);
    expect([openStreams(), fake.workspace.sessions.get("C1 10.1")]).toEqual([0, "active"]);
  });

  it("by the stop button is told in a message of its own where Slack has ended the stream already", async () => {
    const { runTurn } = speakingTurn();
    const rig = await buildSlack({ fake, store, runTurn });
    await rig.event("Ev1", mention("Which plan?", { ts: "10.1" }));
    await streaming();
    fake.expireStreams();
    await rig.event("Ev2", sessionStopped({ channel: "C1", thread: "10.1" }));
    await answered(fake, 1);
    await rig.finish();
    expect(
      fake
        .seen("C1")
        .map(({ threadTs, text }) => [threadTs, text])
        .at(-1),
    ).toEqual(["10.1", "Stopped, as you asked."]);
  });

  it("is the one in that thread only", async () => {
    const { runTurn } = speakingTurn();
    const rig = await buildSlack({ fake, store, runTurn });
    await rig.event("Ev1", mention("Which plan?", { ts: "10.1" }));
    await streaming();
    await rig.event("Ev2", sessionStopped({ channel: "C1", thread: "99.1" }));
    expect(fake.workspace.sessions.get("C1 10.1")).toBe("processing");
    await rig.app.close(0);
    await rig.finish();
    expect(fake.seen("C1")[0]?.text).toContain(restarted);
  });

  it("by a shutdown says so, after the time it was given", async () => {
    const { runTurn } = speakingTurn();
    const rig = await buildSlack({ fake, store, runTurn });
    await rig.event("Ev1", directMessage("Which plan?", { ts: "10.1" }));
    await streaming();
    await rig.app.close(0);
    expect(fake.seenDirectly("U1").map(({ text }) => text.split("\n").at(-1))).toEqual([restarted]);
    expect(openStreams()).toBe(0);
    await rig.finish();
  });

  it("by a death in the middle is ended by the next process, once, and not before the claim has run out", async () => {
    const { runTurn } = speakingTurn();
    const still = deaf(store);
    const dead = await buildSlack({ fake, store: still, runTurn });
    await dead.event("Ev1", mention("Which plan?", { ts: "10.1" }));
    await still.noted;
    const early = await buildSlack({ fake, store });
    await early.finish();
    expect(openStreams()).toBe(1);
    clock.forward(store.slack.events.leaseMs + 1);
    const next = await buildSlack({ fake, store });
    const other = await buildSlack({ fake, store });
    await answered(fake, 1);
    await Promise.all([next.finish(), other.finish()]);
    expect(openStreams()).toBe(0);
    expect(fake.seen("C1").map(({ text }) => text)).toEqual([expect.stringContaining(restarted)]);
    expect([next.asked, other.asked]).toEqual([[], []]);
  });

  it("by a death before a word was said is told in the thread", async () => {
    await store.slack.events.claim("message:C1:10.1", { channel: "C1", threadTs: "10.1", user: "U1" });
    clock.forward(store.slack.events.leaseMs + 1);
    const next = await buildSlack({ fake, store });
    await answered(fake, 1);
    await next.finish();
    expect(fake.seen("C1").map(({ threadTs, text }) => [threadTs, text])).toEqual([["10.1", restarted]]);
  });

  it("by a death is answered after all where Slack sends the event again, and stands there once", async () => {
    const { runTurn } = speakingTurn();
    const next = await buildSlack({ fake, store, runTurn: keepingTurn(store, answeringEvents) });
    const still = deaf(store);
    const dead = await buildSlack({ fake, store: still, runTurn });
    const event = mention("Which plan?", { ts: "10.1" });
    await dead.event("Ev1", event);
    await still.noted;
    clock.forward(store.slack.events.leaseMs + 1);
    await next.event("Ev1", event);
    await answered(fake, 1);
    await next.finish();
    expect(fake.seen("C1").map(({ text }) => text)).toEqual([expect.stringContaining("**Premium** scores higher")]);
  });
});

/** The store as a process has it that stands still: it claims, notes what it opened, and is never heard of again. */
function deaf(store: TestStore): TestStore & { readonly noted: Promise<void> } {
  const { events } = store.slack;
  const noted = createLatch();
  const claim: typeof events.claim = async (...args) => {
    const claimed = await events.claim(...args);
    const noteMessage: SlackClaim["noteMessage"] = async (message) => {
      await claimed?.noteMessage(message);
      noted.open();
    };
    return claimed && { ...claimed, noteMessage, renew: async () => "held", finish: async () => {} };
  };
  return { ...store, slack: { ...store.slack, events: { ...events, claim } }, noted: noted.opened };
}
