import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { listRuns, type RunManifest } from "#pipeline";

import { ensureFeed } from "../../pipeline/feed/ensure-feed.ts";
import { dataLayout, type DataLayout } from "../../pipeline/run/layout.ts";
import { runFormatVersion } from "../../pipeline/run/manifest.ts";
import { removeFolder } from "../../pipeline/run/retention.ts";
import { cleanup } from "../../pipeline/stages/cleanup/cleanup.ts";
import { buildLiveRun } from "../support/build-live-run.ts";

let data: DataLayout;
let manifest: RunManifest;
const now = new Date("2026-11-21T02:00:00Z");

beforeEach(async () => {
  ({ manifest } = (await buildLiveRun()).live);
  data = dataLayout(await mkdtemp(path.join(os.tmpdir(), "reckoner-retention-")));
  await mkdir(data.feeds, { recursive: true });
}, 300_000);
afterEach(() => rm(data.root, { recursive: true, force: true }));

/** A finished run that is so many days old. */
async function addRun(runId: string, daysOld: number, feedDirectory = "raw"): Promise<void> {
  const directory = path.join(data.runs, runId);
  await mkdir(directory, { recursive: true });
  const finishedAt = new Date(now.getTime() - daysOld * 86_400_000).toISOString();
  await writeFile(
    path.join(directory, "manifest.json"),
    JSON.stringify({ ...manifest, runId, finishedAt, feedDirectory }),
  );
}

const makeLive = (runId: string) => writeFile(data.live, JSON.stringify({ formatVersion: runFormatVersion, runId }));

const clean = (retention: { runs: number; days: number }, resumedRunId: string | null = null) =>
  cleanup({ data, retention, now, resumedRunId, feedDirectory: data.raw });

describe("the retention of runs", () => {
  it("keeps the newest so many, for so many days", async () => {
    for (const [runId, days] of [
      ["run_a", 1],
      ["run_b", 2],
      ["run_c", 3],
      ["run_d", 40],
    ] as const)
      await addRun(runId, days);
    await makeLive("run_a");
    expect(await clean({ runs: 3, days: 90 })).toEqual({ removedRuns: ["run_d"], removedFeeds: [] });
    expect(await clean({ runs: 3, days: 2.5 })).toEqual({ removedRuns: ["run_c"], removedFeeds: [] });
  });

  it("never touches the live run, nor the one a rollback goes to", async () => {
    for (const [runId, days] of [
      ["run_a", 100],
      ["run_b", 200],
      ["run_c", 300],
    ] as const)
      await addRun(runId, days);
    await makeLive("run_a");
    expect(await clean({ runs: 1, days: 1 })).toEqual({ removedRuns: ["run_c"], removedFeeds: [] });
    expect((await listRuns(data.root)).map((run) => run.runId)).toEqual(["run_a", "run_b"]);
  });

  it("removes what failed, but the run that goes on", async () => {
    for (const name of ["run_x.partial", "run_y.partial"]) await mkdir(path.join(data.runs, name), { recursive: true });
    expect((await clean({ runs: 7, days: 90 }, "run_y")).removedRuns).toEqual(["run_x"]);
  });

  it("removes a feed with the last run that was made from it, and samples that were never completed", async () => {
    for (const name of ["sample-1", "mapped-2", "mapped-3"]) await mkdir(path.join(data.feeds, name));
    await mkdir(path.join(data.root, ".raw-abc"));
    await addRun("run_a", 1, "feeds/sample-1");
    await addRun("run_b", 100, "feeds/mapped-2");
    await addRun("run_c", 100, "feeds/mapped-3");
    await makeLive("run_a");
    const removed = await clean({ runs: 7, days: 90 });
    expect(removed).toEqual({ removedRuns: ["run_c"], removedFeeds: ["mapped-3"] });
    expect((await readdir(data.root)).includes(".raw-abc")).toBe(false);
  });

  it("takes what is gone already for done", async () => {
    await expect(removeFolder(path.join(data.root, "nowhere"))).resolves.toBeUndefined();
  });

  // Nobody may remove anything in /proc, root or not; it is there on Linux only.
  it.runIf(process.platform === "linux")("takes what cannot be removed for a failure", async () => {
    await expect(removeFolder("/proc/self/fdinfo")).rejects.toMatchObject({ code: "PIPELINE_FAILED" });
  });
});

describe("the lineage of a run", () => {
  it("leads from the tables back to the feed's files by their hash", () => {
    const from = (output: string): string[] =>
      manifest.lineage.filter((step) => step.output === output).flatMap((step) => step.from);
    const origins = new Set<string>();
    const open = ["serve.duckdb"];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      const sources = from(next);
      if (sources.length === 0) origins.add(next);
      else open.push(...sources);
    }
    expect([...origins].toSorted()).toEqual(
      manifest.feed.map(({ name, sha256 }) => `feed/${name}@sha256:${sha256}`).toSorted(),
    );
    for (const { name, version } of manifest.models) {
      expect(from(`models/${name}/${version}`)).toContain("processed/training");
    }
  });
});

describe("the feed of a run", () => {
  it("is made beside an older one of another size, and a company's own is not taken for it", async () => {
    const { dataDirectory, domain } = await buildLiveRun();
    await cp(path.join(dataDirectory, "raw"), data.raw, { recursive: true });
    const before = await readFile(path.join(data.raw, "customers.csv"));
    const sample = { customers: 100, seed: 3, activityDays: 60, isExplicit: true };
    const find = () =>
      ensureFeed({ data, domain, sample, ownData: null, report: () => {}, signal: new AbortController().signal });
    const directory = path.join(data.feeds, "sample-100-3-60-2026-11-20");
    expect(await find()).toEqual({ directory, isNew: true });
    expect(await find()).toEqual({ directory, isNew: false });
    expect(await readFile(path.join(data.raw, "customers.csv"))).toEqual(before);
    await rm(path.join(data.raw, "manifest.json"));
    await expect(find()).rejects.toMatchObject({ code: "USAGE" });
  });
});
