import { afterEach, beforeEach, expect, it } from "vitest";

import { buildOperations, type TestStore } from "../../support/build-operations.ts";
import { openMemoryStore } from "../../support/open-memory-store.ts";
import { runWithFake } from "./build-cli.ts";

let store: TestStore;
beforeEach(async () => {
  store = await openMemoryStore();
});
afterEach(() => store.close());

const run = (...args: string[]) =>
  runWithFake(["keys", ...args, "--role", "admin"], { service: { operations: buildOperations(store) }, columns: 100 });

it("prints a key once, alone on standard output, lists it without its secret, and revokes it", async () => {
  const made = await run("create", "nightly", "report", "--grants", "viewer", "--days", "90");
  const token = made.out.trimEnd();
  expect(made.exitCode).toBe(0);
  expect(await store.apiKeys.find(token)).toMatchObject({ name: "nightly report", role: "viewer" });
  const [key] = await store.apiKeys.list();
  const id = key?.id ?? "";
  expect(made.err).toContain(id);
  const listed = (await run("list")).out;
  expect(listed).toMatch(new RegExp(`^${id} +nightly report +viewer +\\S+ \\S+ +holds until \\d{4}-`, "m"));
  expect(listed).not.toContain(token.split("_").slice(2).join("_"));
  expect((await run("revoke", id)).out).toBe(`Revoked ${id}.\n`);
  expect((await run("list")).out).toMatch(/ {2}revoked \d{4}-/);
  expect(await store.apiKeys.find(token)).toBeNull();
});

it.each([
  [["create", "x"], "--grants must say"],
  [["create", "--grants", "viewer"], "takes a name"],
  [["create", "x", "--grants", "king"], 'There is no role "king"'],
  [["create", "x", "--grants", "viewer", "--days", "0"], "--days must be"],
  [["list", "--days", "3"], "go with create"],
  [["revoke"], "takes one id"],
  [["show"], "Say one of create, list, revoke"],
])("refuses %j as wrong usage", async (args, told) => {
  const { exitCode, err } = await run(...args);
  expect([exitCode, err]).toEqual([2, expect.stringContaining(told)]);
});

it("says that there is no such key", async () => {
  expect(await run("revoke", "key_none")).toMatchObject({ exitCode: 1, err: expect.stringContaining("KEY_NOT_FOUND") });
});
