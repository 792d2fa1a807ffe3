import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";

import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { acceptRun } from "../../evals/baseline/accept-run.ts";
import { acceptedFile, loadAcceptedRun } from "../../evals/baseline/accepted-run.ts";
import { parseOptions } from "../../evals/options.ts";
import { createLiveBoard } from "../../evals/report/live-board.ts";
import { createFixedClock } from "#core";
import { buildError, buildEvalCase, buildResult, reportOf } from "./build-report.ts";

const signal = new AbortController().signal;
const [right, wrong] = [buildEvalCase("right"), buildEvalCase("wrong")];
let directory = "";

beforeAll(async () => {
  directory = await mkdtemp(path.join(tmpdir(), "evals-accepted-"));
});
afterAll(() => rm(directory, { recursive: true }));

describe("the accepted run", () => {
  it("is kept with its data and model, a case a line, and read back", async () => {
    const file = path.join(directory, "new", "accepted.json");
    await acceptRun(reportOf([buildResult(right), buildResult(wrong, { fails: "expectation" })]), file, signal);
    expect(await loadAcceptedRun(file, signal)).toEqual({
      startedAt: "2026-11-20T12:00:00.000Z",
      model: { provider: "offline", name: "analyst" },
      dataset: { runId: "run_1", snapshotDate: "2026-11-20" },
      repeat: 1,
      outcomes: { right: "passed", wrong: "failed" },
    });
    expect(await readFile(file, "utf8")).toContain('\n    "right": "passed",\n');
  });

  it("is not made of a run that was stopped, or that breaks a check", async () => {
    const file = path.join(directory, "refused.json");
    const stopped = reportOf([buildResult(right)], { stopped: "the budget was reached" });
    const broken = reportOf([buildResult(right, { fails: "check" })]);
    for (const report of [stopped, broken]) {
      await expect(acceptRun(report, file, signal)).rejects.toMatchObject({ code: "USAGE" });
    }
    expect(await loadAcceptedRun(file, signal)).toBeNull();
  });

  it("is refused as a baseline where it is none", async () => {
    const file = path.join(directory, "other.json");
    await writeFile(file, '{"outcomes":{"1":"maybe"}}');
    await expect(loadAcceptedRun(file, signal)).rejects.toMatchObject({ code: "USAGE" });
  });

  it("is there in the repository, of the offline analyst", async () => {
    const accepted = await loadAcceptedRun(acceptedFile, signal);
    expect(accepted?.model).toEqual({ provider: "offline", name: "analyst" });
    expect(Object.keys(accepted?.outcomes ?? {}).length).toBeGreaterThan(600);
  });
});

describe("the options of a run", () => {
  it("have defaults", () => {
    expect(parseOptions([], "/work")).toEqual({
      isHelp: false,
      command: "run",
      only: null,
      suite: null,
      isVerbose: false,
      dataDirectory: null,
      concurrency: 2,
      model: null,
      judge: null,
      repeat: 1,
      baselineFile: acceptedFile,
      updatesBaseline: false,
      summaryFile: null,
      htmlFile: null,
      budgetUsd: 10,
    });
  });

  it("take files from the folder that the command was given in", () => {
    const args = ["--repeat", "5", "--baseline", "b.json", "--summary", "s.md", "--html", "/tmp/x.html"];
    expect(parseOptions([...args, "--budget-usd", "none"], "/work")).toMatchObject({
      repeat: 5,
      baselineFile: "/work/b.json",
      summaryFile: "/work/s.md",
      htmlFile: "/tmp/x.html",
      budgetUsd: null,
    });
  });

  it.each([
    ["--repeat", "0"],
    ["--judge", "offline"],
    ["--budget-usd", "much"],
    ["--budget-usd", "-1"],
    ["--update-baseline", "--suite", "safety"],
    ["--update-baseline", "--only", "1"],
    ["export"],
    ["import", "more"],
  ])("refuse %s %s %s", (...args) => {
    expect(() => parseOptions(args, "/work")).toThrow(expect.objectContaining({ code: "USAGE" }));
  });
});

describe("the board while the suite runs", () => {
  const show = (isTTY: boolean, isVerbose = false) => {
    let text = "";
    const output = { isTTY, columns: 100, write: (part: string) => (text += part) };
    const board = createLiveBoard(output, { total: 4, isVerbose, clock: createFixedClock(new Date(0), 1_000) });
    board.show(buildResult(right));
    board.show(buildResult(wrong, { fails: "expectation" }));
    board.show(buildError(wrong));
    board.end();
    return text;
  };

  it("is a plain line for every case in a pipe", () => {
    const lines = show(false).trimEnd().split("\n");
    expect(lines.map((line) => line.split(/\s+/)[0])).toEqual(["", "pass", "FAIL", "ERROR"]);
    expect(show(false)).not.toContain("\u001b");
  });

  it("is what did not pass above a bar on a terminal, which is gone at the end", () => {
    const text = show(true);
    expect(text).not.toContain("pass ");
    expect(text).toContain("\r\u001b[KFAIL");
    expect(text).toContain("██████████████████░░░░░░ 3 of 4  ✓ 1  ✕ 2");
    expect(text.endsWith("\r\u001b[K")).toBe(true);
  });
});
