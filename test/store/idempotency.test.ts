import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { createHandClock, openTestStore, places, type Place } from "./store-fixture.ts";

const start = "2026-11-20T12:00:00.000Z";

describe.each(places)("idempotency keys on %s", (_name, createPlace) => {
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

  it("give the answer begun for the same request, each person's their own, for a day", async () => {
    const { idempotency } = store;
    expect(await idempotency.begin("k", "ada", "asked")).toBeNull();
    expect(await idempotency.begin("k", "ada", "asked")).toBeNull();
    await idempotency.note("k", "ada", "a1");
    expect(await idempotency.begin("k", "ada", "asked")).toBe("a1");
    expect(await idempotency.begin("k", "bob", "other")).toBeNull();
    await expect(idempotency.begin("k", "ada", "other")).rejects.toMatchObject({ code: "IDEMPOTENCY_MISMATCH" });
    clock.forward(86_400_000);
    await store.removeExpired();
    expect(await idempotency.begin("k", "ada", "asked")).toBe("a1");
    clock.forward(1);
    await store.removeExpired();
    expect(await idempotency.begin("k", "ada", "other")).toBeNull();
  });
});
