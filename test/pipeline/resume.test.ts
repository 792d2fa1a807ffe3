import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { cp, mkdtemp, readFile, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { DuckDBInstance } from "@duckdb/node-api";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { listRuns, openLiveRun, readRegistry, type LiveRun } from "#pipeline";

import { buildLiveRun, testSample, type TestRun } from "../support/build-live-run.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** Where a run is killed: at the first progress line of this stage whose step begins so. */
const places = [
  ["sample", "draw"],
  ["prepare", "started"],
  ["prepare", "splitting"],
  ["train", "growing"],
  ["predict", "started"],
  ["publish", "started"],
  ["publish", "finished"],
] as const;

let kept: TestRun;
let directory: string;

beforeAll(async () => {
  kept = await buildLiveRun();
  directory = await mkdtemp(path.join(os.tmpdir(), "reckoner-resume-"));
}, 300_000);

afterAll(() => rm(directory, { recursive: true, force: true }));

type Ended = {
  readonly code: number | null;
  readonly signal: string | null;
  readonly stdout: string;
  readonly stderr: string;
};

/** Runs the command line in a process of its own; `onLine` sees each line of progress and may kill it. */
async function pipeline(
  args: readonly string[],
  onLine?: (progress: { stage?: string; step?: string }, kill: (signal: NodeJS.Signals) => void) => void,
): Promise<Ended> {
  const child = spawn(process.execPath, ["--import", "tsx", "pipeline/main.ts", ...args, "--json"], {
    cwd: root,
    stdio: ["ignore", "pipe", "pipe"],
    env: { PATH: process.env["PATH"], RECKONER_ENV_FILE: "none", RECKONER_SEED: String(testSample.seed) },
  });
  let [stdout, stderr, rest] = ["", "", ""];
  child.stdout.on("data", (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => {
    stderr += chunk.toString();
    const lines = (rest + chunk.toString()).split("\n");
    rest = lines.pop() ?? "";
    // Each line of a run with --json is one object.
    for (const line of lines)
      onLine?.(JSON.parse(line) as { stage?: string; step?: string }, (signal) => child.kill(signal));
  });
  await once(child, "close");
  return { code: child.exitCode, signal: child.signalCode, stdout, stderr };
}

const rows = ["--rows", String(testSample.customers)];

/** Everything that is published but what names the run or a time: the tables' content, and the models' bytes. */
async function publishedContent(run: LiveRun): Promise<Record<string, unknown>> {
  const instance = await DuckDBInstance.create(run.serveDatabasePath, { access_mode: "READ_ONLY" });
  const connection = await instance.connect();
  const query = async (sql: string) => (await connection.runAndReadAll(sql)).getRowObjectsJS();
  const content: Record<string, unknown> = {};
  const tables = kept.domain.tables.filter((table) => table.open !== "none");
  for (const { database, name, columns } of tables) {
    const told = columns.filter(({ name: column, type }) => type !== "timestamp" && column !== "pipeline_run_id");
    const text = told.map((column) => `coalesce("${column.name}"::VARCHAR, '∅')`).join(", ");
    const [row] = await query(
      `SELECT count(*)::INTEGER AS rows, md5(string_agg(line, '\\n' ORDER BY line)) AS hash FROM (SELECT concat_ws('|', ${text}) AS line FROM ${database}.${name})`,
    );
    content[name] = row;
  }
  connection.closeSync();
  instance.closeSync();
  for (const { name, version, directory: folder } of run.models) {
    const bytes = await readFile(path.join(folder, "model.json")).catch(() => "");
    content[`${name} ${version}`] = createHash("sha256").update(bytes).digest("hex");
  }
  return content;
}

describe("a run that is killed", () => {
  it("at every boundary of a stage and inside, goes on each time, and publishes what one go would have", async () => {
    const data = await mkdtemp(path.join(directory, "data-"));
    let runId: string | null = null;
    const finished = new Set<string>();
    for (const [stage, step] of places) {
      let isKilled = false;
      const started = new Set<string>();
      const finishedBefore = new Set(finished);
      // A plain start finds the unfinished run by itself; --resume names it.
      const args = runId === null || stage === "publish" ? rows : ["--resume", runId];
      const killed = await pipeline([...args, "--data", data], (progress, kill) => {
        if (isKilled) return;
        if (progress.step === "finished") finished.add(progress.stage ?? "");
        else started.add(progress.stage ?? "");
        if (progress.stage !== stage || progress.step?.startsWith(step) !== true) return;
        isKilled = true;
        kill("SIGKILL");
      });
      expect([stage, step, killed.signal, killed.stdout]).toEqual([stage, step, "SIGKILL", ""]);
      // What an earlier process finished is not begun again.
      expect([...started].filter((name) => finishedBefore.has(name))).toEqual(
        stage === "sample" ? [] : ["cleanup"].filter((name) => finishedBefore.has(name)),
      );
      await expect(openLiveRun(data, kept.domain)).rejects.toMatchObject({ code: "RESULTS_MISSING" });
      const [unfinished] = await listRuns(data);
      if (runId !== null) expect(unfinished?.runId).toBe(runId);
      runId = unfinished?.runId ?? null;
    }
    const ended = await pipeline([...rows, "--data", data]);
    expect([ended.code, ended.stderr.includes('"error"')]).toEqual([0, false]);
    const live = await openLiveRun(data, kept.domain);
    expect(live.runId).toBe(runId);
    expect(live.manifest.stages.filter((record) => !record.resumed).map((record) => record.name)).toEqual(["cleanup"]);
    expect(await publishedContent(live)).toEqual(await publishedContent(kept.live));
    // However often a stage was begun again, the registry has each version once.
    const { entries } = await readRegistry(data);
    expect(entries.map(({ model, version, runId: trainedBy }) => [model, version, trainedBy])).toEqual(
      live.models.map(({ name, version }) => [name, version, runId]),
    );
  }, 300_000);

  it("by Ctrl-C ends with 130 and can go on; a run that is not there cannot", async () => {
    const data = await mkdtemp(path.join(directory, "data-"));
    await cp(path.join(kept.dataDirectory, "raw"), path.join(data, "raw"), { recursive: true });
    let isStopped = false;
    const stopped = await pipeline([...rows, "--data", data], (progress, kill) => {
      if (isStopped || progress.stage !== "train") return;
      isStopped = true;
      kill("SIGINT");
    });
    const error: unknown = JSON.parse(stopped.stderr.trimEnd().split("\n").at(-1) ?? "");
    expect([stopped.code, error]).toEqual([130, { error: expect.objectContaining({ code: "PIPELINE_INTERRUPTED" }) }]);
    expect((await listRuns(data)).map((run) => run.manifest)).toEqual([null]);
    const missing = await pipeline(["--resume", "run_nowhere", "--data", data]);
    expect([missing.code, missing.stderr]).toEqual([
      1,
      expect.stringContaining("There is no unfinished run run_nowhere."),
    ]);
  }, 60_000);
});
