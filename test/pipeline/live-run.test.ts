import { appendFile, chmod, cp, mkdtemp, readFile, rename, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";

import { openLiveRun } from "#pipeline";

import { buildLiveRun, type TestRun } from "../support/build-live-run.ts";

let kept: TestRun;
let directory: string;

beforeAll(async () => {
  kept = await buildLiveRun();
  directory = await mkdtemp(path.join(os.tmpdir(), "reckoner-live-"));
  await cp(kept.dataDirectory, directory, { recursive: true });
}, 60_000);

afterAll(() => rm(directory, { recursive: true, force: true }));

describe("the live run", () => {
  const live = () => openLiveRun(directory, kept.domain);
  const undo: (() => Promise<unknown>)[] = [];
  afterEach(async () => {
    for (const step of undo.splice(0).reverse()) await step();
  });

  it("is opened within 20 ms or so", async () => {
    await live();
    const start = performance.now();
    await live();
    expect(performance.now() - start).toBeLessThan(100);
  });

  it("is missing where nothing was run", async () => {
    await expect(openLiveRun(path.join(directory, "nowhere"), kept.domain)).rejects.toMatchObject({
      code: "RESULTS_MISSING",
    });
  });

  it("is damaged when a file has another size, is gone, or the pointer cannot be read", async () => {
    const { serveDatabasePath, manifest, directory: runDirectory } = await live();
    await chmod(serveDatabasePath, 0o644);
    const content = await readFile(serveDatabasePath);
    undo.push(() => writeFile(serveDatabasePath, content));
    await appendFile(serveDatabasePath, "x");
    await expect(live()).rejects.toMatchObject({
      code: "RESULTS_DAMAGED",
      detail: expect.stringContaining("serve.duckdb"),
    });
    await undo.pop()?.();

    const part = path.join(runDirectory, manifest.files.find((file) => file.path.startsWith("results"))?.path ?? "");
    await rename(part, `${part}.away`);
    undo.push(() => rename(`${part}.away`, part));
    await expect(live()).rejects.toMatchObject({
      code: "RESULTS_DAMAGED",
      detail: expect.stringContaining("is missing"),
    });
    await undo.pop()?.();

    const pointer = path.join(directory, "live.json");
    const text = await readFile(pointer, "utf8");
    undo.push(() => writeFile(pointer, text));
    await writeFile(pointer, text.slice(0, 12));
    await expect(live()).rejects.toMatchObject({ code: "RESULTS_DAMAGED" });
  });

  it("is of another version when its format or its domain is", async () => {
    await expect(openLiveRun(directory, { ...kept.domain, name: "another" })).rejects.toMatchObject({
      code: "RESULTS_VERSION",
    });
    const pointer = path.join(directory, "live.json");
    const text = await readFile(pointer, "utf8");
    undo.push(() => writeFile(pointer, text));
    await writeFile(pointer, text.replace('"formatVersion":1', '"formatVersion":2'));
    await expect(live()).rejects.toMatchObject({ code: "RESULTS_VERSION" });
  });
});
