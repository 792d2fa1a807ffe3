import { cp, mkdtemp, readFile, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { createFixedClock, createIdSource, createSilentLogger } from "#core";
import { openLiveRun, rollbackLive, runPipeline, type LiveRun, type PipelineProgress } from "#pipeline";

import type { RunNotice } from "../../pipeline/notify/notice.ts";
import { readRegistry } from "../../pipeline/registry/registry.ts";
import { takeRunLock } from "../../pipeline/run/run-lock.ts";
import { buildLiveRun, type TestRun } from "../support/build-live-run.ts";

let kept: TestRun;
let directory: string;

beforeAll(async () => {
  kept = await buildLiveRun();
  directory = await mkdtemp(path.join(os.tmpdir(), "reckoner-runs-"));
  await cp(kept.dataDirectory, directory, { recursive: true });
}, 60_000);

afterAll(() => rm(directory, { recursive: true, force: true }));

/** Runs over the feed that lies in the test's own data directory. */
function runOnce(change: Partial<Parameters<typeof runPipeline>[0]> = {}): Promise<LiveRun> {
  return runPipeline({
    dataDirectory: directory,
    domain: kept.domain,
    sample: null,
    threads: 2,
    clock: createFixedClock(new Date("2026-11-22T02:00:00Z"), 1),
    ids: createIdSource(),
    log: createSilentLogger(),
    signal: new AbortController().signal,
    ...change,
  });
}

describe("a run", () => {
  it("on the same feed and seed gives the same model bytes, and drift near zero", async () => {
    const notices: RunNotice[] = [];
    // Nobody can be told: the run goes live all the same.
    const notify = async (notice: RunNotice) => {
      notices.push(notice);
      throw new Error("the outbox is full");
    };
    const again = await runOnce({ threads: 1, notify });
    const { runId, snapshotDate, manifest } = again;
    expect(notices).toEqual([{ runId, snapshotDate, isLive: true, alerts: manifest.alerts }]);
    expect(again.models.map(({ version }) => version)).toEqual(kept.live.models.map(({ version }) => version));
    const bytes = (run: LiveRun) =>
      Promise.all(run.models.map((model) => readFile(path.join(model.directory, "model.json"), "utf8")));
    expect(await bytes(again)).toEqual(await bytes(kept.live));
    const quality: unknown = JSON.parse(await readFile(path.join(again.directory, "quality.json"), "utf8"));
    expect(quality).toEqual(
      expect.arrayContaining([expect.objectContaining({ check: "drift", shareFailed: 0, severity: "info" })]),
    );
  }, 60_000);

  it("can be taken back by a rollback, once for each earlier run", async () => {
    const newest = await openLiveRun(directory, kept.domain);
    const switched = await rollbackLive(directory, kept.domain);
    expect(switched.from).toBe(newest.runId);
    expect((await openLiveRun(directory, kept.domain)).runId).toBe(switched.to);
    await expect(rollbackLive(directory, kept.domain)).rejects.toMatchObject({
      code: "RESULTS_MISSING",
    });
  });

  it("that is stopped by its signal says so and leaves the live run as it was", async () => {
    const before = await openLiveRun(directory, kept.domain);
    const stop = new AbortController();
    const onProgress = ({ stage, step }: PipelineProgress) => {
      if (stage === "train" && step === "growing trees") stop.abort();
    };
    const notices: RunNotice[] = [];
    const notify = async (notice: RunNotice) => void notices.push(notice);
    await expect(runOnce({ signal: stop.signal, onProgress, seed: 9, notify })).rejects.toMatchObject({
      code: "PIPELINE_INTERRUPTED",
    });
    // Who stopped it knows.
    expect(notices).toEqual([]);
    expect((await openLiveRun(directory, kept.domain)).runId).toBe(before.runId);
  }, 60_000);

  it("stops where a model misses its gate and none serves yet, and the registry keeps the figures", async () => {
    const empty = await mkdtemp(path.join(os.tmpdir(), "reckoner-runs-"));
    await cp(path.join(kept.dataDirectory, "raw"), path.join(empty, "raw"), { recursive: true });
    const models = kept.domain.models.map((model) =>
      model.kind === "classification"
        ? { ...model, gate: { ...model.gate, metric: "auc" as const, atLeast: 0.999 } }
        : model,
    );
    const detail = expect.stringMatching(
      /churn model's auc on the test split is 0\.8\d+, its gate asks for 0\.999.*Nothing went live/,
    );
    const notices: RunNotice[] = [];
    const notify = async (notice: RunNotice) => void notices.push(notice);
    await expect(runOnce({ dataDirectory: empty, domain: { ...kept.domain, models }, notify })).rejects.toMatchObject({
      code: "GATE_REFUSED",
      detail,
    });
    expect(notices).toEqual([
      {
        runId: null,
        snapshotDate: null,
        isLive: false,
        alerts: [expect.objectContaining({ kind: "run-failed", subject: "GATE_REFUSED" })],
      },
    ]);
    await expect(openLiveRun(empty, kept.domain)).rejects.toMatchObject({ code: "RESULTS_MISSING" });
    const { entries } = await readRegistry(empty);
    expect(entries.map(({ model, decision }) => [model, decision])).toEqual([
      ["engagement", "promoted"],
      ["churn", "refused"],
      ["value", "promoted"],
      ["anomaly", "ungated"],
      ["segments", "ungated"],
    ]);
    await rm(empty, { recursive: true });
  }, 120_000);

  it("waits for no other: a second one at the same time is refused", async () => {
    const lock = await takeRunLock(path.join(directory, "pipeline.lock"), new Date());
    await expect(runOnce()).rejects.toMatchObject({ code: "PIPELINE_LOCKED" });
    await lock.release();
  });
});
