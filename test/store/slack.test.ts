import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { createHandClock, openTestStore, places, type Place } from "./store-fixture.ts";

const dayMs = 86_400_000;
const place = { channel: "C1", threadTs: "1.1", user: "U1" };

describe.each(places)("what is kept of Slack on %s", (_name, createPlace) => {
  let opened: Place;
  let clock: ReturnType<typeof createHandClock>;
  let store: Awaited<ReturnType<typeof openTestStore>>;
  beforeEach(async () => {
    opened = await createPlace();
    clock = createHandClock("2026-11-20T12:00:00.000Z");
    store = await openTestStore(opened.location, clock);
  });
  afterEach(async () => {
    await store.close();
    await opened.remove();
  });

  it("gives an event to one of many that claim it at once, and to nobody after it was answered", async () => {
    const { events } = store.slack;
    const claims = await Promise.all(Array.from({ length: 12 }, () => events.claim("e1", place)));
    const [claim, ...others] = claims.filter((one) => one !== null);
    expect(others).toEqual([]);
    expect(claim).toMatchObject({ key: "e1", place, isTakenOver: false, openMessage: null });
    await claim?.finish();
    clock.forward(events.leaseMs * 10);
    expect([await events.claim("e1", place), await events.takeOver()]).toEqual([null, null]);
    expect(await events.claim("e2", null)).toMatchObject({ place: null, isTakenOver: false });
  });

  it("gives an event whose holder died to the next one, with the message that was left open", async () => {
    const { events } = store.slack;
    const first = await events.claim("e1", place);
    await first?.noteMessage({ channel: "D1", ts: "2.2" });
    clock.forward(events.leaseMs - 1);
    expect([await first?.renew(), await events.takeOver()]).toEqual(["held", null]);
    clock.forward(events.leaseMs);
    const second = await events.takeOver();
    expect(second).toMatchObject({ key: "e1", place, isTakenOver: true, openMessage: { channel: "D1", ts: "2.2" } });
    expect([await first?.renew(), await second?.renew()]).toEqual(["lost", "held"]);
    // Who lost it can end nothing any more.
    await first?.finish();
    clock.forward(events.leaseMs);
    const third = await events.claim("e1", place);
    expect(third).toMatchObject({ isTakenOver: true, openMessage: { channel: "D1", ts: "2.2" } });
    await third?.noteMessage(null);
    await third?.finish();
    expect(await events.takeOver()).toBeNull();
  });

  it("leaves what has no place to who claims it again", async () => {
    const { events } = store.slack;
    await events.claim("digest", null);
    clock.forward(events.leaseMs);
    expect(await events.takeOver()).toBeNull();
    expect(await events.claim("digest", null)).toMatchObject({ isTakenOver: true });
  });

  it("tells who answers in a thread to stop, and nobody else", async () => {
    const { events } = store.slack;
    const [here, there] = [await events.claim("e1", place), await events.claim("e2", { ...place, threadTs: "9.9" })];
    await events.requestStop(place);
    expect([await here?.renew(), await there?.renew()]).toEqual(["stop", "held"]);
  });

  it("knows the messages of a thread, the latest first, until retention", async () => {
    const { messages } = store.slack;
    const message = { channel: "C1", ts: "2.1", threadTs: "1.1", owner: "ada", thread: "t1", answerId: "a1" };
    await messages.keep(message);
    clock.forward(1);
    await messages.keep({ ...message, ts: "2.2", owner: "bob", answerId: null });
    await messages.keep({ ...message, ts: "2.2", owner: "bob", answerId: "b1" });
    await messages.keep({ ...message, ts: "2.3", threadTs: "9.9" });
    expect(await messages.find("C1", "2.1")).toEqual(message);
    expect(await messages.find("C2", "2.1")).toBeNull();
    expect((await messages.inThread("C1", "1.1")).map(({ ts, answerId }) => [ts, answerId])).toEqual([
      ["2.2", "b1"],
      ["2.1", "a1"],
    ]);
    clock.forward(91 * dayMs);
    await store.removeExpired();
    expect(await messages.find("C1", "2.1")).toBeNull();
  });

  it("forgets events after a day", async () => {
    const { events } = store.slack;
    await (await events.claim("e1", place))?.finish();
    clock.forward(dayMs + 1);
    await store.removeExpired();
    expect(await events.claim("e1", place)).toMatchObject({ isTakenOver: false });
  });
});
