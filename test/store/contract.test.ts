import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { hashText } from "#core";
import { answerCacheKey, createMemoryThreadStore } from "#store";

import type { ThreadStore as AgentThreadStore } from "../../agent/thread.ts";
import { buildAnswer } from "../support/build-answer.ts";
import { buildTurn, createHandClock, openTestStore, places, type Place } from "./store-fixture.ts";

const start = "2026-11-20T12:00:00.000Z";
const minuteMs = 60_000;
const dayMs = 86_400_000;

describe.each(places)("the store on %s", (_name, createPlace) => {
  let place: Place;
  let clock: ReturnType<typeof createHandClock>;
  let store: Awaited<ReturnType<typeof openTestStore>>;
  beforeEach(async () => {
    place = await createPlace();
    clock = createHandClock(start);
    store = await openTestStore(place.location, clock);
  });
  afterEach(async () => {
    await store.close();
    await place.remove();
  });

  describe("threads", () => {
    it("gives back the turns of a conversation in order, as the agent's thread store", async () => {
      const threads: AgentThreadStore = store.threads;
      const [first, second] = [buildTurn("a1", { text: "groß ε 😀\n\u0000" }), buildTurn("a2")];
      expect(await threads.load("t1", "ada")).toBeNull();
      await threads.append("t1", "ada", first);
      await threads.append("t1", "ada", second);
      await threads.append("t2", "ada", buildTurn("a3"));
      expect(await threads.load("t1", "ada")).toEqual({ id: "t1", owner: "ada", turns: [first, second] });
    });

    it("keeps every turn of appends that overlap", async () => {
      const ids = Array.from({ length: 20 }, (_, index) => `a${String(index).padStart(2, "0")}`);
      await Promise.all(ids.map((id) => store.threads.append("t1", "ada", buildTurn(id))));
      const loaded = await store.threads.load("t1", "ada");
      expect(loaded?.turns.map((turn) => turn.answer.id).sort()).toEqual(ids);
    });

    it("shows, renames and removes a person's own conversations and nobody else's", async () => {
      await store.threads.append("t1", "ada", buildTurn("a1"));
      await store.threads.append("t1", "bob", buildTurn("b1", { question: "Mine?" }));
      expect(await store.threads.load("t1", "eve")).toBeNull();
      expect(await store.threads.list("eve", { limit: 10 })).toEqual({ items: [], next: null });
      await expect(store.threads.rename("t1", "eve", "hers")).rejects.toMatchObject({ code: "THREAD_NOT_FOUND" });
      await expect(store.threads.remove("t1", "eve")).rejects.toMatchObject({ code: "THREAD_NOT_FOUND" });

      await store.feedback.give("a1", "ada", { verdict: "up", reason: null, correction: null });
      await store.threads.rename("t1", "bob", "Bob's\nown");
      await store.threads.remove("t1", "ada");
      expect([
        await store.threads.load("t1", "ada"),
        await store.answers.load("a1", "ada"),
        await store.feedback.load("a1", "ada"),
      ]).toEqual([null, null, null]);
      expect((await store.threads.list("bob", { limit: 10 })).items).toEqual([
        { id: "t1", title: "Bob's own", createdAt: start, updatedAt: start, runId: "run_1", turns: 1 },
      ]);
      expect(await store.answers.load("b1", "bob")).toEqual(buildTurn("b1", { question: "Mine?" }).answer);
    });

    it("lists page by page, the one used last first, each once", async () => {
      for (const id of ["t1", "t2", "t3", "t4"]) {
        await store.threads.append(id, "ada", buildTurn(`a-${id}`));
        if (id !== "t2") clock.forward(minuteMs);
      }
      await store.threads.append("t1", "ada", buildTurn("a-again"));
      const first = await store.threads.list("ada", { limit: 3 });
      expect(first.items.map(({ id, turns }) => `${id} ${turns}`)).toEqual(["t1 2", "t4 1", "t3 1"]);
      const second = await store.threads.list("ada", { limit: 3, after: first.next ?? "" });
      expect([second.items.map(({ id }) => id), second.next]).toEqual([["t2"], null]);
      await expect(store.threads.list("ada", { limit: 3, after: "x" })).rejects.toMatchObject({
        code: "REQUEST_INVALID",
      });
    });

    it("does nothing once the signal is aborted", async () => {
      const stopped = AbortSignal.abort(new Error("stopped"));
      await expect(store.threads.append("t1", "ada", buildTurn("a1"), stopped)).rejects.toThrow("stopped");
      expect(await store.threads.load("t1", "ada")).toBeNull();
    });
  });

  it("gives an answer to its owner and to nobody else, as it was first saved", async () => {
    await store.answers.save(buildAnswer(), "ada");
    await store.answers.save(buildAnswer({ text: "again" }), "ada");
    await store.answers.save(buildAnswer({ text: "bob's" }), "bob");
    expect(await store.answers.load("answer_1", "ada")).toEqual(buildAnswer());
    expect(await store.answers.load("answer_1", "bob")).toEqual(buildAnswer({ text: "bob's" }));
    expect(await store.answers.load("answer_1", "eve")).toBeNull();
  });

  it("knows with whose rights an answer was made, where that was noted", async () => {
    await store.threads.append("t1", "ada", { ...buildTurn("a1"), role: "steward" });
    await store.threads.append("t1", "ada", buildTurn("a2"));
    await store.answers.save(buildAnswer({ id: "a3" }), "ada");
    const asked = ["a1", "a2", "a3", "a4"].map((id) => store.answers.madeAs(id, "ada"));
    expect(await Promise.all(asked)).toEqual(["steward", null, null, null]);
    expect(await store.answers.madeAs("a1", "bob")).toBeNull();
    expect((await store.threads.turns("t1", "ada", { limit: 1 })).items[0]?.role).toBe("steward");
  });

  it("takes a person's opinion of their own answers only, the latest one", async () => {
    await store.answers.save(buildAnswer({ id: "a1" }), "ada");
    await store.answers.save(buildAnswer({ id: "a2" }), "ada");
    const up = { verdict: "up", reason: null, correction: null } as const;
    const down = { verdict: "down", reason: "wrong group", correction: "SELECT 1" } as const;
    await expect(store.feedback.give("a1", "bob", up)).rejects.toMatchObject({ code: "ANSWER_NOT_FOUND" });
    await store.feedback.give("a1", "ada", up);
    await store.feedback.give("a1", "ada", down);
    await store.feedback.give("a2", "ada", up);
    expect([await store.feedback.load("a1", "ada"), await store.feedback.load("a1", "bob")]).toEqual([down, null]);
    const first = await store.feedback.list({ limit: 1 });
    expect(first.items).toEqual([{ ...down, owner: "ada", answerId: "a1", at: start, question: null }]);
    const second = await store.feedback.list({ limit: 1, after: first.next ?? "" });
    expect([second.items.map((given) => given.answerId), second.next]).toEqual([["a2"], null]);
  });

  it("keeps a proposed query once, lists it, and takes one review of it", async () => {
    const { queryProposals: proposals } = store;
    const asked = { owner: "ada", answerId: "a1", question: "How many?", sql: "SELECT 1" };
    const first = await proposals.propose({ ...asked, id: "query_1", refusal: null });
    const kept = { ...asked, id: "query_1", at: start, state: "pending", reason: null, reviewer: null };
    expect(first).toEqual({ ...kept, reviewedAt: null, verifiedQuery: null });
    expect(await proposals.propose({ ...asked, id: "query_2", refusal: null })).toEqual(first);
    const refused = { ...asked, id: "query_3", sql: "SELECT email", refusal: "no such column" };
    expect(await proposals.propose(refused)).toMatchObject({ state: "refused", reason: "no such column" });
    const page = await proposals.list({ limit: 1 });
    expect([page.items, (await proposals.list({ limit: 1, after: page.next ?? "" })).items[0]?.id]).toEqual([
      [first],
      "query_3",
    ]);
    clock.forward(minuteMs);
    await proposals.decide("query_1", "root", { state: "accepted", verifiedQuery: "how-many" });
    expect(await proposals.load("query_1")).toEqual({
      ...first,
      state: "accepted",
      reviewer: "root",
      reviewedAt: "2026-11-20T12:01:00.000Z",
      verifiedQuery: "how-many",
    });
    const again = proposals.decide("query_1", "root", { state: "rejected", reason: "no" });
    await expect(again).rejects.toMatchObject({ code: "REVIEW_INVALID" });
    expect(await proposals.load("query_9")).toBeNull();
  });

  it("lets a proposed query go with its conversation, with the customer it names, and with time", async () => {
    const { queryProposals: proposals } = store;
    const propose = (id: string, answerId: string, question: string) =>
      proposals.propose({ id, owner: "ada", answerId, question, sql: "SELECT 1", refusal: null });
    const left = async () => (await proposals.list({ limit: 9 })).items.map(({ id }) => id);
    await store.threads.append("t1", "ada", buildTurn("a1"));
    await propose("q1", "a1", "How many?");
    await propose("q2", "a2", "Why did user_12345 leave?");
    await propose("q3", "a3", "Why did user_123456 leave?");
    await store.threads.remove("t1", "ada");
    expect(await left()).toEqual(["q2", "q3"]);
    await store.forgetCustomer("user_12345", { actor: "root", reason: "erasure", reviews: 0 });
    expect(await left()).toEqual(["q3"]);
    clock.forward(91 * dayMs);
    await store.removeExpired();
    expect(await left()).toEqual([]);
  });

  it("lets one turn at a time hold a conversation until it is given back or runs out", async () => {
    const { leases } = store;
    const first = await leases.acquire("t1", "ada");
    expect([await leases.acquire("t1", "ada"), await leases.acquire("t1", "bob")]).toEqual([null, expect.anything()]);
    clock.forward(leases.leaseMs - 1);
    expect(await first?.renew()).toBe(true);
    clock.forward(leases.leaseMs - 1);
    expect(await leases.acquire("t1", "ada")).toBeNull();
    clock.forward(1);
    const second = await leases.acquire("t1", "ada");
    expect([second === null, await first?.renew()]).toEqual([false, false]);
    await first?.release();
    expect(await leases.acquire("t1", "ada")).toBeNull();
    await second?.release();
    expect(await leases.acquire("t1", "ada")).not.toBeNull();
  });

  it("gives a lease to one of many that ask at once", async () => {
    const asked = await Promise.all(Array.from({ length: 12 }, () => store.leases.acquire("t1", "ada")));
    expect(asked.filter((lease) => lease !== null)).toHaveLength(1);
  });

  it("finds an answer to the same question under the same circumstances until a new run", async () => {
    const asked = {
      question: "Which plan  scores higher?",
      runId: "run_1",
      model: { provider: "offline", name: "analyst" },
      promptHash: "p1",
      role: "analyst",
      person: null,
    } as const;
    const key = answerCacheKey(asked);
    await store.answerCache.keep(key, buildAnswer());
    const again = answerCacheKey({ ...asked, question: " which plan scores higher " });
    expect(await store.answerCache.find(again)).toEqual({ answer: buildAnswer(), cachedAt: start });
    const others = [
      { ...asked, question: "Which plan scores lower?" },
      { ...asked, runId: "run_2" },
      { ...asked, model: { provider: "bedrock", name: "analyst" } },
      { ...asked, promptHash: "p2" },
      { ...asked, role: "viewer" as const },
      { ...asked, person: "ada" },
    ];
    expect(await Promise.all(others.map((other) => store.answerCache.find(answerCacheKey(other))))).toEqual(
      others.map(() => null),
    );
    expect([await store.answerCache.keepOnlyRun("run_1"), await store.answerCache.keepOnlyRun("run_2")]).toEqual([
      0, 1,
    ]);
    expect(await store.answerCache.find(key)).toBeNull();
  });

  it("removes with a conversation the cached copies of its answers and their places on boards, and no others", async () => {
    for (const [thread, answer] of [
      ["t1", "said"],
      ["t2", "other"],
    ] as const) {
      await store.threads.append(thread, "ada", buildTurn(answer));
      await store.answerCache.keep(`of ${answer}`, { ...buildAnswer({ id: answer }), thread: "" });
    }
    const { id } = await store.boards.create("ada", "Weekly");
    for (const answer of ["said", "other"]) await store.boards.add(id, "ada", answer);
    await store.threads.remove("t1", "ada");
    expect(await store.answerCache.find("of said")).toBeNull();
    expect((await store.answerCache.find("of other"))?.answer.id).toBe("other");
    expect(await store.boards.answerIds(id, "ada")).toEqual(["other"]);
  });

  it("erases a customer wherever the id stands, and nobody whose id is longer", async () => {
    const id = "user_12345";
    const evidence = buildAnswer().evidence.map((one) => ({ ...one, rows: [[id, 0.5]] }));
    await store.threads.append("t1", "ada", buildTurn("shown", { evidence }));
    await store.threads.append("t1", "ada", buildTurn("kept", { question: "And user_123456?" }));
    await store.threads.append("t2", "bob", buildTurn("asked", { question: `Why did ${id.toUpperCase()} leave?` }));
    await store.threads.append("t3", "bob", buildTurn("other"));
    await store.threads.rename("t3", "bob", `About ${id}`);
    await store.feedback.give("shown", "ada", { verdict: "up", reason: null, correction: null });
    await store.feedback.give("other", "bob", { verdict: "down", reason: `not ${id}`, correction: null });
    await store.answers.save(buildAnswer({ id: "alone", text: `(${id})` }), "ada");
    await store.answerCache.keep("k1", buildAnswer({ text: id }));
    await store.answerCache.keep("k2", buildAnswer());
    const board = await store.boards.create("ada", `Watch ${id}`);
    const longer = await store.boards.create("ada", `Watch ${id}6`);
    for (const answer of ["shown", "kept", "alone"]) await store.boards.add(board.id, "ada", answer);

    const removed = { threads: 1, turns: 2, answers: 3, feedback: 2, cachedAnswers: 1 };
    expect(await store.forgetCustomer(id, { actor: "root", reason: "erasure", reviews: 0 })).toEqual(removed);
    expect((await store.threads.load("t1", "ada"))?.turns.map((turn) => turn.answer.id)).toEqual(["kept"]);
    expect((await store.threads.list("bob", { limit: 9 })).items.map(({ id, title }) => [id, title])).toEqual([
      ["t3", "(erased)"],
    ]);
    expect([await store.answerCache.find("k1"), (await store.answerCache.find("k2"))?.answer]).toEqual([
      null,
      buildAnswer(),
    ]);
    expect(await store.boards.answerIds(board.id, "ada")).toEqual(["kept"]);
    expect((await store.boards.list("ada")).map(({ id: one, title }) => [one, title])).toEqual([
      [board.id, "(erased)"],
      [longer.id, `Watch ${id}6`],
    ]);
    const [record] = await store.audit.read({ limit: 10 });
    expect(record?.entry).toEqual({ kind: "erasure", actor: "root", customer: hashText(id, 64), removed, reviews: 0 });
    expect(JSON.stringify(record)).not.toContain(id);
    const nothing = { threads: 0, turns: 0, answers: 0, feedback: 0, cachedAnswers: 0 };
    expect(await store.forgetCustomer(id, { actor: "root", reason: "erasure", reviews: 0 })).toEqual(nothing);
  });

  it("removes what nobody used for the days of retention, and writes that down", async () => {
    await store.threads.append("old", "ada", buildTurn("a1"));
    await store.threads.append("used", "ada", buildTurn("a2"));
    await store.feedback.give("a1", "ada", { verdict: "up", reason: null, correction: null });
    await store.answers.save(buildAnswer({ id: "alone" }), "ada");
    await store.answerCache.keep("k1", buildAnswer());
    clock.forward(80 * dayMs);
    await store.threads.append("used", "ada", buildTurn("a3"));
    const none = { threads: 0, turns: 0, answers: 0, feedback: 0, cachedAnswers: 0, auditRecords: 0 };
    expect(await store.removeExpired()).toEqual(none);
    const board = await store.boards.create("ada", "Both");
    for (const answer of ["a1", "a3"]) await store.boards.add(board.id, "ada", answer);
    clock.forward(10 * dayMs + 1);
    const removed = { threads: 1, turns: 1, answers: 2, feedback: 1, cachedAnswers: 1, auditRecords: 0 };
    expect(await store.removeExpired()).toEqual(removed);
    expect((await store.threads.load("used", "ada"))?.turns).toHaveLength(2);
    expect(await store.boards.answerIds(board.id, "ada")).toEqual(["a3"]);
    expect((await store.audit.read({ limit: 10 })).map(({ entry }) => entry)).toEqual([
      { kind: "retention", actor: "system", retentionDays: 90, removed },
    ]);
  });
});

describe("createMemoryThreadStore", () => {
  it("keeps two people's conversations of the same id apart", async () => {
    const threads = createMemoryThreadStore<string>();
    await threads.append("t1", "ada", "first");
    await threads.append("t1", "ada", "second");
    await threads.append("t1", "bob", "third");
    expect(await threads.load("t1", "ada")).toEqual({ id: "t1", owner: "ada", turns: ["first", "second"] });
    expect(await threads.load("t1", "eve")).toBeNull();
  });
});
