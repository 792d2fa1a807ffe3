import { createHash } from "node:crypto";
import { mkdir, mkdtemp, readdir, readFile, rename, rm, stat } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";

import { createFixedClock, createSequentialIdSource, createSilentLogger } from "#core";
import { domainDirectory, loadDomain, type Domain } from "#knowledge";
import { openLiveRun, runPipeline, type LiveRun } from "#pipeline";

/** A small live run for tests, read-only: whoever changes a file of it spoils it for others. */
export type TestRun = {
  readonly dataDirectory: string;
  readonly domain: Domain;
  readonly live: LiveRun;
};

/** What the run is made of. */
export const testSample = { customers: 3_000, seed: 42, activityDays: 90 } as const;

const namePrefix = "reckoner-test-run-";

/** The rooms whose code decides what a run holds. */
const roomsOfARun = ["core", "ml", "knowledge", "sql", "pipeline"] as const;

/** How long another process may be building before its work is taken for given up. */
const buildingMs = 300_000;

/**
 * A live run over 3,000 sample customers, some ten seconds to make; kept in the system's temporary folder and used again
 * as long as no file of the rooms that make it changes. Of test files that ask for it at the same time one makes it, the
 * others wait.
 */
export async function buildLiveRun(): Promise<TestRun> {
  const domain = await loadDomain(domainDirectory("engagement"));
  const dataDirectory = path.join(os.tmpdir(), `${namePrefix}${await hashOfCode()}`);
  const lock = `${dataDirectory}.lock`;
  for (;;) {
    const kept = await openLiveRun(dataDirectory, domain).catch(() => null);
    if (kept !== null) return { dataDirectory, domain, live: kept };
    if (await takeTurn(lock)) break;
    await wait(200);
  }
  try {
    await removeOldRuns();
    await build(domain, dataDirectory);
  } finally {
    await rm(lock, { recursive: true, force: true });
  }
  return { dataDirectory, domain, live: await openLiveRun(dataDirectory, domain) };
}

/** Whether it is this process that is to build. */
async function takeTurn(lock: string): Promise<boolean> {
  try {
    await mkdir(lock);
    return true;
  } catch {
    const found = await stat(lock).catch(() => null);
    if (found && Date.now() - found.mtimeMs > buildingMs) await rm(lock, { recursive: true, force: true });
    return false;
  }
}

async function build(domain: Domain, dataDirectory: string): Promise<void> {
  const building = await mkdtemp(`${dataDirectory}-building-`);
  await runPipeline({
    dataDirectory: building,
    domain,
    sample: testSample,
    threads: 2,
    clock: createFixedClock(new Date("2026-11-21T02:00:00Z"), 1),
    ids: createSequentialIdSource(),
    log: createSilentLogger(),
    signal: new AbortController().signal,
  });
  try {
    await rename(building, dataDirectory);
  } catch {
    // Somebody built it in the meantime, after this process had been taken for given up; the run is the same.
    await rm(building, { recursive: true, force: true });
  }
}

/** Runs of earlier states of the code, an hour after they were made: nobody reads them any more. */
async function removeOldRuns(): Promise<void> {
  for (const name of await readdir(os.tmpdir())) {
    if (!name.startsWith(namePrefix)) continue;
    const directory = path.join(os.tmpdir(), name);
    // Another test file may have removed it in the meantime.
    const found = await stat(directory).catch(() => null);
    if (found && Date.now() - found.mtimeMs > 3_600_000) await rm(directory, { recursive: true, force: true });
  }
}

async function hashOfCode(): Promise<string> {
  const root = fileURLToPath(new URL("../..", import.meta.url));
  const hash = createHash("sha256").update(JSON.stringify(testSample));
  for (const room of roomsOfARun) {
    const entries = await readdir(path.join(root, room), { recursive: true, withFileTypes: true });
    const files = entries.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name));
    for (const file of files.sort()) hash.update(file).update(await readFile(file));
  }
  return hash.digest("hex").slice(0, 16);
}
