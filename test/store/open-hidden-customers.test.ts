import { access, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, it } from "vitest";

import { hashText } from "#core";
import { openHiddenCustomers } from "#store";

import { createHandClock, lastingPlaces, openTestStore } from "./store-fixture.ts";

const clock = createHandClock("2026-11-20T12:00:00.000Z");

it.each(lastingPlaces)("who is hidden is known to another process, on %s", async (_name, createPlace) => {
  const { location, remove } = await createPlace();
  const store = await openTestStore(location, clock);
  await store.forgetCustomer("user_1", { actor: "root", reason: "erasure", reviews: 0 });
  const other = await openHiddenCustomers(location, clock);
  expect(await other?.customers.hashes()).toEqual([hashText("user_1", 64)]);
  await other?.close();
  await store.close();
  await remove();
});

it("nobody is hidden where there is no store yet, and none is made to find that out", async () => {
  const directory = await mkdtemp(path.join(tmpdir(), "reckoner-hidden-"));
  const file = path.join(directory, "reckoner.db");
  expect(await openHiddenCustomers({ kind: "sqlite", file }, clock)).toBeNull();
  await expect(access(file)).rejects.toMatchObject({ code: "ENOENT" });
  expect(await openHiddenCustomers({ kind: "memory" }, clock)).toBeNull();
  await rm(directory, { recursive: true, force: true });
});
