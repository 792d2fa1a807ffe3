import { appendFile, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";

import { createFileUsageStore } from "#store";

const day = "2026-11-21";
let directory: string;
let file: string;
beforeEach(async () => {
  directory = path.join(await mkdtemp(path.join(tmpdir(), "reckoner-usage-")), "usage");
  file = path.join(directory, `${day}.jsonl`);
});
afterEach(() => rm(path.dirname(directory), { recursive: true }));

it("adds up each person's use of a day, however many ask at once", async () => {
  const store = createFileUsageStore({ directory });
  expect(await store.usageOf("ann", day)).toEqual({ bytes: 0, seconds: 0 });
  await Promise.all(Array.from({ length: 50 }, () => store.add("ann", day, { bytes: 10, seconds: 0.5 })));
  await store.add("bob", day, { bytes: 1, seconds: 1 });
  const looks = await Promise.all(Array.from({ length: 5 }, () => store.usageOf("ann", day)));
  expect(looks).toEqual(Array.from({ length: 5 }, () => ({ bytes: 500, seconds: 25 })));
  expect(await store.usageOf("bob", day)).toEqual({ bytes: 1, seconds: 1 });
  expect(await store.usageOf("eve", day)).toEqual({ bytes: 0, seconds: 0 });
});

it("loses a line that a kill cut short, and nothing before or after it", async () => {
  const store = createFileUsageStore({ directory });
  await store.add("ann", day, { bytes: 10, seconds: 1 });
  await appendFile(file, '{"person":"abc","byt');
  expect(await store.usageOf("ann", day)).toEqual({ bytes: 10, seconds: 1 });
  await store.add("ann", day, { bytes: 5, seconds: 1 });
  expect(await store.usageOf("ann", day)).toEqual({ bytes: 15, seconds: 2 });
  expect(await createFileUsageStore({ directory }).usageOf("ann", day)).toEqual({ bytes: 15, seconds: 2 });
});

it("is for the service's own account only, and names nobody", async () => {
  await createFileUsageStore({ directory }).add("ann@example.org", day, { bytes: 1, seconds: 1 });
  expect([(await stat(directory)).mode & 0o777, (await stat(file)).mode & 0o777]).toEqual([0o700, 0o600]);
  expect(await readFile(file, "utf8")).not.toContain("ann");
});

it("begins each day at nothing and removes the files of earlier days, and no other file", async () => {
  const store = createFileUsageStore({ directory });
  await store.add("ann", "2026-11-20", { bytes: 10, seconds: 1 });
  await writeFile(path.join(directory, "README"), "");
  expect(await store.usageOf("ann", day)).toEqual({ bytes: 0, seconds: 0 });
  await store.add("ann", day, { bytes: 1, seconds: 1 });
  expect((await readdir(directory)).sort()).toEqual([`${day}.jsonl`, "README"]);
});
