import { createHash } from "node:crypto";
import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";

import { describe, expect, test } from "vitest";

import { startQueryProcess } from "../../sql/duckdb/isolated/query-process-handle.ts";
import { readDenied } from "../support/read-corpus.ts";
import { prepareIsolatedEngines } from "./isolated-fixture.ts";

const { results, open } = prepareIsolatedEngines();

describe("the second wall stands in the process as well", () => {
  const secret = "the-secret-beside-the-results";

  test("the whole corpus of denied queries, hungry ones too, reads no other file, changes none, and harms nobody", async () => {
    const directory = await mkdtemp(path.join(tmpdir(), "reckoner-wall-"));
    const databasePath = path.join(directory, "serve.duckdb");
    await writeFile(databasePath, await readFile(results().databasePath));
    await mkdir(path.join(directory, "outside"));
    await writeFile(path.join(directory, "outside", "secret.csv"), `name\n${secret}\n`);
    const fingerprint = async () => {
      const names = await readdir(directory, { recursive: true });
      return `${names.toSorted().join(" ")} ${createHash("sha256")
        .update(await readFile(databasePath))
        .digest("hex")}`;
    };
    const start = () => startQueryProcess({ databasePath, memoryMb: 128, threads: 1, niceness: 0 });
    const before = await fingerprint();
    let process = start();
    for (const { sql } of await readDenied()) {
      if (!process.isAlive()) process = start();
      await process.ready;
      const outcome = await process.run({ sql, count: 100 }, AbortSignal.timeout(200));
      expect(JSON.stringify(outcome)).not.toMatch(new RegExp(`root:|${secret}`));
    }
    await process.kill();
    expect(await fingerprint()).toBe(before);
    await rm(directory, { recursive: true, force: true });
  });

  test.runIf(process.platform === "linux")("the process has none of its parent's environment", async () => {
    process.env["RECKONER_PLANTED_SECRET"] = secret;
    const engine = await open();
    delete process.env["RECKONER_PLANTED_SECRET"];
    const environments = await Promise.all(engine.started.map(({ pid }) => readFile(`/proc/${pid}/environ`, "utf8")));
    expect(environments.map((text) => text.includes(secret) || text.includes("HOME="))).toEqual([false, false, false]);
  });
});
