import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { sql } from "kysely";

import { openDatabase } from "../../store/database/open-database.ts";
import { buildTurn, createHandClock, openTestStore, places, lastingPlaces, type Place } from "./store-fixture.ts";

const start = "2026-11-20T12:00:00.000Z";
const dayMs = 86_400_000;

describe.each(places)("who may come in, on %s", (_name, createPlace) => {
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

  it("is known by a key until it runs out or is revoked, and what happened to it is in the audit", async () => {
    const { apiKeys } = store;
    const ends = new Date(Date.parse(start) + dayMs).toISOString();
    const lasting = await apiKeys.create({ name: "reports", role: "viewer", expiresAt: null }, { actor: "root" });
    const ending = await apiKeys.create({ name: "a\nnight", role: "analyst", expiresAt: ends }, { actor: "root" });
    expect(lasting.token).toMatch(/^rk_[0-9a-z]+_[A-Za-z0-9_-]{43}$/);
    expect(await apiKeys.find(lasting.token)).toEqual(lasting.key);
    expect(ending.key).toMatchObject({ name: "a night", role: "analyst", createdAt: start, expiresAt: ends });
    clock.forward(dayMs);
    expect(await apiKeys.find(ending.token)).toBeNull();
    await apiKeys.revoke(lasting.key.id, { actor: "eve" });
    await apiKeys.revoke(lasting.key.id, { actor: "eve" });
    expect(await apiKeys.find(lasting.token)).toBeNull();
    await expect(apiKeys.revoke("key_none", { actor: "eve" })).rejects.toMatchObject({ code: "KEY_NOT_FOUND" });
    expect((await apiKeys.list()).map(({ id, revokedAt }) => [id, revokedAt !== null])).toEqual(
      [lasting, ending]
        .map(({ key }) => key.id)
        .sort()
        .map((id) => [id, id === lasting.key.id]),
    );
    const records = await store.audit.read({ limit: 10 });
    expect(records.map(({ entry }) => entry)).toEqual([
      { kind: "key", action: "created", actor: "root", key: lasting.key.id, role: "viewer" },
      { kind: "key", action: "created", actor: "root", key: ending.key.id, role: "analyst" },
      { kind: "key", action: "revoked", actor: "eve", key: lasting.key.id, role: "viewer" },
    ]);
  });

  it("is not let in by another's secret, a part of one, or what has not the form of a key", async () => {
    const { apiKeys } = store;
    const [one, other] = await Promise.all(
      ["a", "b"].map((name) => apiKeys.create({ name, role: "admin", expiresAt: null }, { actor: "root" })),
    );
    const secret = other?.token.split("_").slice(2).join("_") ?? "";
    const digits = one?.key.id.slice("key_".length);
    for (const token of [
      `rk_${digits}_${secret}`,
      one?.token.slice(0, -1),
      `rk_${digits}_`,
      "",
      "rk__",
      "x".repeat(9_999),
    ]) {
      expect(await apiKeys.find(token ?? "")).toBeNull();
    }
  });

  it("stays signed in with a browser for as long as was said, or until the end", async () => {
    const { sessions } = store;
    const ada = { owner: "user:ada", role: "steward", name: "Ada" } as const;
    const token = await sessions.begin({ ...ada, lastsMs: 1_000 });
    const second = await sessions.begin({ ...ada, name: null, lastsMs: 5_000 });
    expect(await sessions.find(token)).toEqual({ ...ada, expiresAt: "2026-11-20T12:00:01.000Z" });
    expect(await sessions.find(`${token.slice(0, -1)}${token.endsWith("A") ? "B" : "A"}`)).toBeNull();
    clock.forward(1_000);
    expect(await sessions.find(token)).toBeNull();
    expect(await sessions.find(second)).toMatchObject({ name: null });
    await sessions.end(second);
    expect(await sessions.find(second)).toBeNull();
  });

  it("finds a shared answer until it is taken back or its conversation goes", async () => {
    await store.threads.append("t1", "ada", buildTurn("a1"));
    await store.threads.append("t2", "ada", buildTurn("a2"));
    const { sharedAnswers } = store;
    expect(await sharedAnswers.find("a1")).toBeNull();
    await sharedAnswers.share("a1", "ada");
    await sharedAnswers.share("a1", "ada");
    await sharedAnswers.share("a2", "ada");
    expect(await sharedAnswers.find("a1")).toEqual({ owner: "ada", sharedAt: start, answer: buildTurn("a1").answer });
    await sharedAnswers.takeBack("a1", "bob");
    expect(await sharedAnswers.find("a1")).not.toBeNull();
    await sharedAnswers.takeBack("a1", "ada");
    expect(await sharedAnswers.find("a1")).toBeNull();
    await store.threads.remove("t2", "ada");
    expect(await sharedAnswers.find("a2")).toBeNull();
    await store.removeExpired();
  });
});

describe.each(lastingPlaces)("the tables of sign-in on %s", (_name, createPlace) => {
  it("hold nothing with which anybody could come in", async () => {
    const place = await createPlace();
    const store = await openTestStore(place.location, createHandClock(start));
    const { token } = await store.apiKeys.create({ name: "k", role: "admin", expiresAt: null }, { actor: "root" });
    const session = await store.sessions.begin({ owner: "ada", role: "admin", name: null, lastsMs: 1_000 });
    await store.close();
    const database = await openDatabase(place.location);
    const kept = await database.read(async (db) => [
      await sql`select * from api_keys`.execute(db),
      await sql`select * from sessions`.execute(db),
      await sql`select * from audit`.execute(db),
    ]);
    await database.close();
    const secret = token.split("_").slice(2).join("_");
    expect(JSON.stringify(kept)).toContain('"k"');
    expect([JSON.stringify(kept).includes(secret), JSON.stringify(kept).includes(session)]).toEqual([false, false]);
    await place.remove();
  });
});
