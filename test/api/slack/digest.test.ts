import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { createSequentialIdSource } from "#core";
import { openStore } from "#store";

import { answerSchema } from "../../../agent/answer.ts";
import { threadTurnSchema } from "../../../agent/thread.ts";
import { latestDue } from "../../../api/slack/digest/latest-due.ts";
import type { TestStore } from "../../support/build-operations.ts";
import { answeringEvents, createHeldRunTurn, turnError } from "../../support/fake-run-turn.ts";
import { startFakeSlack, type FakeSlack } from "../../support/slack/fake-slack.ts";
import { createHandClock } from "../../store/store-fixture.ts";
import { buildSlack, eventually, keepingTurn } from "./build-slack.ts";

const hourMs = 3_600_000;
const env = {
  SLACK_DIGEST_CHANNEL: "C12345",
  SLACK_DIGEST_AT: "Fri 11:00",
  SLACK_DIGEST_QUESTIONS: "Which plan scores higher?;How many are there?",
};

describe("latestDue", () => {
  it.each([
    ["2026-11-20T12:00:00Z", { weekday: 5, hour: 11, minute: 0 }, "2026-11-20T11:00:00.000Z"],
    ["2026-11-20T11:00:00Z", { weekday: 5, hour: 11, minute: 0 }, "2026-11-20T11:00:00.000Z"],
    ["2026-11-20T10:59:59Z", { weekday: 5, hour: 11, minute: 0 }, "2026-11-13T11:00:00.000Z"],
    ["2026-11-20T12:00:00Z", { weekday: 0, hour: 23, minute: 59 }, "2026-11-15T23:59:00.000Z"],
    ["2026-03-01T00:00:00Z", { weekday: 6, hour: 0, minute: 30 }, "2026-02-28T00:30:00.000Z"],
  ])("before %s at %j is %s", (at, weekly, due) => {
    expect(latestDue(weekly, new Date(at)).toISOString()).toBe(due);
  });
});

describe("the digest", () => {
  let fake: FakeSlack;
  let store: TestStore;
  let clock: ReturnType<typeof createHandClock>;
  beforeEach(async () => {
    fake = await startFakeSlack();
    fake.workspace.channels.add("C12345");
    // A Friday.
    clock = createHandClock("2026-11-20T12:00:00.000Z");
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
  const start = (runTurn = keepingTurn(store, answeringEvents)) => buildSlack({ fake, store, clock, env, runTurn });
  const posted = () => fake.seen("C12345").map(({ text }) => text);
  const eventuallyPosted = (count: number) => eventually(() => expect(posted()).toHaveLength(count));

  it("tells the channel what was set, with a viewer's rights", async () => {
    const rig = await start();
    await eventuallyPosted(1);
    await rig.finish();
    expect(rig.asked.map(({ question, principal, channel }) => ({ question, principal, channel }))).toEqual(
      ["Which plan scores higher?", "How many are there?"].map((question) => ({
        question,
        principal: { id: "slack-digest", role: "viewer" },
        channel: "slack",
      })),
    );
    expect(posted()[0]).toContain("**Premium** scores higher");
    expect(posted()[0]).toContain("Data of 2026-11-20");
  });

  it("comes once in a period, whatever processes there are and however often they start", async () => {
    const rigs = await Promise.all([start(), start()]);
    await eventuallyPosted(1);
    await Promise.all(rigs.map((rig) => rig.finish()));
    clock.forward(hourMs);
    await (await start()).finish();
    expect(posted()).toHaveLength(1);
    clock.forward(7 * 24 * hourMs);
    const next = await start();
    await eventuallyPosted(2);
    await next.finish();
  });

  it("is made up for where the service was away, but not long after", async () => {
    clock.forward(11 * hourMs + 1);
    const late = await start();
    await late.finish();
    expect([late.asked, posted()]).toEqual([[], []]);
  });

  it("is made by the next process where one died or was stopped before it was posted", async () => {
    const held = createHeldRunTurn();
    const stopped = await start(held.runTurn);
    await held.started;
    await stopped.app.close(0);
    clock.forward(store.slack.events.leaseMs + 1);
    const next = await start();
    await eventuallyPosted(1);
    await next.finish();
    expect(next.asked).toHaveLength(2);
  });

  it("is not posted again where the process died while it posted", async () => {
    const claim = await store.slack.events.claim("digest:C12345:2026-11-20T11:00:00.000Z", null);
    await claim?.noteMessage({ channel: "C12345", ts: "" });
    clock.forward(store.slack.events.leaseMs + 1);
    const next = await start();
    await next.finish();
    expect([next.asked, posted()]).toEqual([[], []]);
  });

  it("says which question could not be answered, and is not posted where none could", async () => {
    const failing = keepingTurn(store, (request) =>
      request.question.startsWith("How") ? [turnError("SQL_TIMEOUT")] : answeringEvents(request),
    );
    const rig = await start(failing);
    await eventuallyPosted(1);
    await rig.finish();
    expect(posted()[0]).toContain("This could not be answered today.");
    clock.forward(7 * 24 * hourMs);
    const none = await start(keepingTurn(store, () => [turnError("ENGINE_UNAVAILABLE")]));
    await none.finish();
    expect(posted()).toHaveLength(1);
  });
});
