import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { hashText } from "#core";

import { buildAnswer } from "../support/build-answer.ts";
import { buildTurn, createHandClock, openTestStore, places, type Place } from "./store-fixture.ts";

const start = "2026-11-20T12:00:00.000Z";
const id = "user_12345";

describe.each(places)("customers on %s", (_name, createPlace) => {
  let place: Place;
  let store: Awaited<ReturnType<typeof openTestStore>>;
  beforeEach(async () => {
    place = await createPlace();
    store = await openTestStore(place.location, createHandClock(start));
  });
  afterEach(async () => {
    await store.close();
    await place.remove();
  });
  const forget = (reason: "erasure" | "withdrawal", customer = id) =>
    store.forgetCustomer(customer, { actor: "root", reason, reviews: 2 });

  it("are hidden from the moment they are erased, however the id is written, and by its hash only", async () => {
    expect([await store.hiddenCustomers.find(id), await store.hiddenCustomers.hashes()]).toEqual([null, []]);
    await forget("erasure");
    const asked = ["user_1", "USER_12345", "user_123456", id];
    expect(await store.hiddenCustomers.among(asked)).toEqual(new Set(["USER_12345", id]));
    expect(await store.hiddenCustomers.among([])).toEqual(new Set());
    expect(await store.hiddenCustomers.find(id)).toEqual({ at: start, reason: "erasure" });
    expect(await store.hiddenCustomers.hashes()).toEqual([hashText(id, 64)]);
  });

  it("are told apart among more ids than a statement takes", async () => {
    await forget("erasure");
    const many = Array.from({ length: 1_200 }, (_, index) => `user_${index + 12_000}`);
    expect(await store.hiddenCustomers.among(many)).toEqual(new Set([id]));
  });

  it("are shown again with their consent, which the audit holds, and stay erased through a later withdrawal", async () => {
    await forget("withdrawal");
    expect(await store.hiddenCustomers.find(id)).toMatchObject({ reason: "withdrawal" });
    expect([
      await store.hiddenCustomers.show(id, { actor: "root" }),
      await store.hiddenCustomers.show(id, { actor: "root" }),
    ]).toEqual([true, false]);
    expect(await store.hiddenCustomers.among([id])).toEqual(new Set());
    await forget("erasure");
    await forget("withdrawal");
    expect(await store.hiddenCustomers.find(id)).toMatchObject({ reason: "erasure" });
    const records = await store.audit.read({ limit: 9 });
    expect(records.map(({ entry }) => entry.kind)).toEqual(["withdrawal", "consent", "erasure", "withdrawal"]);
    expect(records[0]?.entry).toMatchObject({ customer: hashText(id, 64), reviews: 2 });
    expect(JSON.stringify(records)).not.toContain(id);
    expect(await store.audit.verify()).toMatchObject({ intact: true });
  });

  it("are counted in all that is kept, until they are erased", async () => {
    const token = `id:${hashText(id, 16)}`;
    await store.threads.append("t1", "ada", buildTurn("a1", { question: `Why did ${id} leave?` }));
    await store.threads.append("t2", "ada", buildTurn("a2", { question: "Why did user_123456 leave?" }));
    await store.feedback.give("a2", "ada", { verdict: "down", reason: null, correction: `Not ${id}` });
    await store.answerCache.keep("k1", buildAnswer({ text: id }));
    const none = { answers: 0, feedback: 0, proposedQueries: 0, cachedAnswers: 0, threadTitles: 0, auditRecords: 0 };
    expect(await store.findCustomer(id, token)).toEqual({
      ...none,
      answers: 1,
      feedback: 1,
      cachedAnswers: 1,
      threadTitles: 1,
    });
    expect(await store.findCustomer("user_1", token)).toEqual(none);
    await forget("erasure");
    expect(await store.findCustomer(id, token)).toEqual(none);
  });
});
