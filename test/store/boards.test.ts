import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { createHandClock, openTestStore, places, type Place } from "./store-fixture.ts";

describe.each(places)("boards on %s", (_name, createPlace) => {
  let place: Place;
  let store: Awaited<ReturnType<typeof openTestStore>>;
  beforeEach(async () => {
    place = await createPlace();
    store = await openTestStore(place.location, createHandClock("2026-11-20T12:00:00.000Z"));
  });
  afterEach(async () => {
    await store.close();
    await place.remove();
  });

  it("keep a person's answers in the order they were put there, each once", async () => {
    const { id } = await store.boards.create("ada", "Weekly\nretention");
    for (const answer of ["a1", "a2", "a1", "a3"]) await store.boards.add(id, "ada", answer);
    await store.boards.takeOff(id, "ada", "a2");
    await store.boards.replace(id, "ada", "a1", "a9");
    expect(await store.boards.answerIds(id, "ada")).toEqual(["a9", "a3"]);
    expect(await store.boards.list("ada")).toEqual([
      { id, title: "Weekly retention", answers: 2, updatedAt: "2026-11-20T12:00:00.000Z" },
    ]);
  });

  it("are a person's own: another's is as if there were none", async () => {
    const { id } = await store.boards.create("ada", "Hers");
    expect(await store.boards.list("bob")).toEqual([]);
    expect(await store.boards.find(id, "bob")).toBeNull();
    const missing = { code: "BOARD_NOT_FOUND" };
    await expect(store.boards.add(id, "bob", "b1")).rejects.toMatchObject(missing);
    await expect(store.boards.rename(id, "bob", "His")).rejects.toMatchObject(missing);
    await expect(store.boards.remove(id, "bob")).rejects.toMatchObject(missing);
    expect(await store.boards.find(id, "ada")).toMatchObject({ title: "Hers", answers: 0 });
  });

  it("go with what stood on them", async () => {
    const { id } = await store.boards.create("ada", "Old");
    await store.boards.add(id, "ada", "a1");
    await store.boards.rename(id, "ada", "New");
    expect(await store.boards.find(id, "ada")).toMatchObject({ title: "New", answers: 1 });
    await store.boards.remove(id, "ada");
    expect(await store.boards.list("ada")).toEqual([]);
    expect(await store.boards.answerIds(id, "ada")).toEqual([]);
  });
});
