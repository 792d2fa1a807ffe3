import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { buildTurn, createHandClock, openTestStore, places, type Place } from "./store-fixture.ts";

describe.each(places)("conversations on %s", (_name, createPlace) => {
  let place: Place;
  let clock: ReturnType<typeof createHandClock>;
  let store: Awaited<ReturnType<typeof openTestStore>>;
  beforeEach(async () => {
    place = await createPlace();
    clock = createHandClock("2026-11-20T12:00:00.000Z");
    store = await openTestStore(place.location, clock);
  });
  afterEach(async () => {
    await store.close();
    await place.remove();
  });

  it("are found by the words of their title, whatever the case, page by page", async () => {
    const titles = ["Größe der Gruppen", "Churn by plan", "GRÖSSE nach Plan", "größe 100%", "Groesse"];
    for (const [index, title] of titles.entries()) {
      await store.threads.append(`t${index}`, "ada", buildTurn(`a${index}`, { question: title }));
      clock.forward(1_000);
    }
    await store.threads.append("t1", "bob", buildTurn("b1", { question: "Größe" }));
    const titlesOf = async (title: string, limit = 9, after?: string) => {
      const page = await store.threads.list("ada", { title, limit, ...(after === undefined ? {} : { after }) });
      return { titles: page.items.map((item) => item.title), next: page.next };
    };
    expect(await titlesOf(" GRÖßE ")).toEqual({ titles: ["größe 100%", "Größe der Gruppen"], next: null });
    expect((await titlesOf("0%")).titles).toEqual(["größe 100%"]);
    expect((await titlesOf("")).titles).toHaveLength(5);
    expect((await titlesOf("nowhere")).titles).toEqual([]);
    const first = await titlesOf("plan", 1);
    expect(first.titles).toEqual(["GRÖSSE nach Plan"]);
    expect(await titlesOf("plan", 1, first.next ?? "")).toEqual({ titles: ["Churn by plan"], next: null });
  });

  it("are found past many others", async () => {
    await store.threads.append("wanted", "ada", buildTurn("wanted", { question: "The one" }));
    clock.forward(1_000);
    await Promise.all(
      Array.from({ length: 230 }, (_, index) => store.threads.append(`t${index}`, "ada", buildTurn(`a${index}`))),
    );
    const page = await store.threads.list("ada", { title: "the one", limit: 1 });
    expect([page.items.map(({ id }) => id), page.next]).toEqual([["wanted"], null]);
  });

  it("are found by id, and give their turns page by page, to their owner only", async () => {
    for (const id of ["a1", "a2", "a3"]) await store.threads.append("t1", "ada", buildTurn(id));
    const summary = { id: "t1", turns: 3, runId: "run_1" };
    expect(await store.threads.find("t1", "ada")).toMatchObject(summary);
    expect([await store.threads.find("t1", "bob"), await store.threads.find("t2", "ada")]).toEqual([null, null]);
    const first = await store.threads.turns("t1", "ada", { limit: 2 });
    expect(first.items).toEqual([buildTurn("a1"), buildTurn("a2")]);
    const second = await store.threads.turns("t1", "ada", { limit: 2, after: first.next ?? "" });
    expect(second).toEqual({ items: [buildTurn("a3")], next: null });
    expect(await store.threads.turns("t1", "bob", { limit: 2 })).toEqual({ items: [], next: null });
  });

  it.each([
    ["text that is no place", "x"],
    ["a place that holds no number", Buffer.from('["a"]').toString("base64url")],
    ["a number that no database holds", Buffer.from('["99999999999"]').toString("base64url")],
    ["a NUL", Buffer.from(String.raw`["\u0000"]`).toString("base64url")],
  ])("are not continued from %s", async (_what, after) => {
    await expect(store.threads.turns("t1", "ada", { limit: 2, after })).rejects.toMatchObject({
      code: "REQUEST_INVALID",
    });
  });

  it("tell reviewers the question that an opinion is about", async () => {
    await store.threads.append("t1", "ada", buildTurn("a1", { question: "How many?" }));
    await store.feedback.give("a1", "ada", { verdict: "up", reason: null, correction: null });
    expect((await store.feedback.list({ limit: 9 })).items).toEqual([
      {
        verdict: "up",
        reason: null,
        correction: null,
        owner: "ada",
        answerId: "a1",
        at: "2026-11-20T12:00:00.000Z",
        question: "How many?",
      },
    ]);
  });
});
