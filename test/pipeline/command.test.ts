import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { FLOAT, DOUBLE, ENUM, INTEGER } from "@duckdb/node-api";
import { describe, expect, it } from "vitest";
import { z } from "zod";

import { createProgressReporter, type PipelineProgress } from "#pipeline";

import { helpText, parsePipelineCommand } from "../../pipeline/command.ts";
import { withDuckdb } from "../../pipeline/duckdb/session.ts";
import { appendTypedColumns, readTypedColumns } from "../../pipeline/duckdb/typed-columns.ts";
import { takeRunLock } from "../../pipeline/run/run-lock.ts";

describe("the command line", () => {
  const run = { name: "run", rows: null, seed: null, ownData: null, resume: null, dataDirectory: null, json: false };
  it.each([
    [[], run],
    [
      ["--rows", "1000", "--seed", "7", "--data", "d", "--json"],
      { ...run, rows: 1_000, seed: 7, dataDirectory: "d", json: true },
    ],
    [
      ["run", "--input", "a.csv", "--mapping", "a.yaml"],
      { ...run, ownData: { inputFile: "a.csv", mappingFile: "a.yaml" } },
    ],
    [["--resume", "run_1"], { ...run, resume: "run_1" }],
    [["rollback"], { name: "rollback", dataDirectory: null, json: false }],
    [["--rollback"], { name: "rollback", dataDirectory: null, json: false }],
    [["status", "--data", "d"], { name: "status", dataDirectory: "d", json: false }],
    [["alerts"], { name: "alerts", action: "show", dataDirectory: null, json: false }],
    [["alerts", "send", "--data", "d"], { name: "alerts", action: "send", dataDirectory: "d", json: false }],
    [["runs", "--json"], { name: "runs", dataDirectory: null, json: true }],
    [["mapping", "a.csv"], { name: "mapping", inputFile: "a.csv", json: false }],
    [["--help", "--rows", "many"], { name: "help" }],
    [["models", "--json"], { name: "models", dataDirectory: null, json: true }],
    [
      ["promote", "churn", "v2", "--by", "Ada", "--reason", "a fault of the feed"],
      {
        name: "promote",
        dataDirectory: null,
        json: false,
        approval: { model: "churn", version: "v2", by: "Ada", reason: "a fault of the feed" },
      },
    ],
    [["review", "list"], { name: "review-list", dataDirectory: null, json: false }],
    [
      [
        "review",
        "record",
        "--customer",
        "user_1",
        "--model",
        "churn",
        "--status",
        "overridden",
        "--by",
        "Ada",
        "--value",
        "1",
      ],
      {
        name: "review-record",
        dataDirectory: null,
        json: false,
        review: {
          customerId: "user_1",
          model: "churn",
          runId: null,
          reviewer: "Ada",
          notes: "",
          status: "overridden",
          value: 1,
        },
      },
    ],
  ] as const)("takes %j", (args, command) => {
    expect(parsePipelineCommand(args)).toEqual(command);
  });

  it.each([
    [["bogus"], "There is no command bogus."],
    [["run", "more"], "Unexpected: more."],
    [["--rows", "many"], "--rows must be a whole number from 50 to 20000000."],
    [["--rows", "3"], "--rows must be a whole number from 50 to 20000000."],
    [["--colour"], expect.stringContaining("--colour")],
    [["status", "--rows", "100"], "--rows does not go with status."],
    [["--input", "a.csv"], expect.stringContaining("--input needs --mapping")],
    [["--mapping", "a.yaml"], "--mapping needs --input."],
    [["--input", "a", "--mapping", "b", "--rows", "100"], "--rows does not go with --input."],
    [["--resume", "r", "--rows", "100", "--seed", "1"], "--rows and --seed do not go with --resume."],
    [["runs", "--rollback"], "--rollback does not go with runs."],
    [["mapping"], "mapping takes one file."],
    [["promote", "churn"], "promote takes a model and a version."],
    [["promote", "churn", "v2", "--by", "Ada"], "Missing: --reason."],
    [["models", "--by", "Ada"], "--by does not go with models."],
    [["review"], "review takes list or record."],
    [
      ["review", "record", "--customer", "c", "--model", "m", "--by", "Ada", "--status", "done"],
      "--status is one of noted, confirmed, overridden.",
    ],
  ] as const)("refuses %j", (args, detail) => {
    expect(() => parsePipelineCommand(args)).toThrow(expect.objectContaining({ code: "USAGE", detail }));
  });

  it("tells every option and command in its help", () => {
    const words = ["run", "status", "runs", "rollback", "mapping", "models", "promote", "review"].concat(
      ["rows", "seed", "input", "mapping", "resume", "rollback", "data", "json", "help"].map((name) => `--${name}`),
    );
    expect(words.filter((word) => !helpText.includes(word))).toEqual([]);
  });
});

describe("progress", () => {
  const events: PipelineProgress[] = [
    { stage: "train", step: "started", done: 0, total: 0, elapsedMs: 1_000 },
    { stage: "train", step: "growing trees", done: 5, total: 10, elapsedMs: 2_000 },
    { stage: "train", step: "finished", done: 1, total: 1, elapsedMs: 3_500 },
  ];
  const shown = (isTTY: boolean, asJson = false) => {
    let text = "";
    const report = createProgressReporter({ isTTY, columns: 80, write: (part: string) => (text += part) }, { asJson });
    for (const event of events) report(event);
    return text;
  };

  it("is plain lines in a pipe", () => {
    expect(shown(false)).toBe("   1.0 s train started\n   3.5 s train finished in 2.5 s\n");
  });

  it("is an object a line where JSON is asked for", () => {
    const lines = shown(true, true).trimEnd().split("\n");
    expect(lines.map((line): unknown => JSON.parse(line))).toEqual(
      events.map((event) => ({ event: "progress", ...event })),
    );
  });

  it("is a bar on a terminal, one line a stage", () => {
    expect(shown(true).split("\r\u001b[K")).toEqual([
      "train    ░░░░░░░░░░░░░░░░░░░░░░░░    0.0 s started",
      "train    ████████████░░░░░░░░░░░░    1.0 s growing trees",
      "train    ████████████████████████    2.5 s\n",
    ]);
  });
});

describe("the lock", () => {
  it("is held by one at a time, and taken over from a process that has ended", async () => {
    const folder = await mkdtemp(path.join(os.tmpdir(), "reckoner-lock-"));
    const file = path.join(folder, "pipeline.lock");
    const lock = await takeRunLock(file, new Date());
    const holder: unknown = JSON.parse(await readFile(file, "utf8"));
    await expect(takeRunLock(file, new Date())).rejects.toMatchObject({
      code: "PIPELINE_LOCKED",
      detail: expect.stringContaining(String(process.pid)),
    });
    // A process of this id that was started at another time: as after a restart of a container.
    await writeFile(file, JSON.stringify({ ...(holder as object), processStartedMs: 1 }));
    await (await takeRunLock(file, new Date())).release();
    await writeFile(file, "{ cut off");
    await (await takeRunLock(file, new Date())).release();
    await writeFile(file, JSON.stringify({ ...(holder as object), host: "elsewhere" }));
    await expect(takeRunLock(file, new Date())).rejects.toMatchObject({ code: "PIPELINE_LOCKED" });
    await lock.release();
    await rm(folder, { recursive: true });
  });
});

describe("typed columns", () => {
  it("go into DuckDB and come back as they are, over several chunks", async () => {
    const rows = 5_000;
    const numbers = Float64Array.from({ length: rows }, (_, row) => (row % 7 === 0 ? NaN : row / 3));
    const integers = Int32Array.from({ length: rows }, (_, row) => row - 100);
    const codes = Uint8Array.from({ length: rows }, (_, row) => row % 2);
    const floats = Float32Array.from(numbers);
    const folder = await mkdtemp(path.join(os.tmpdir(), "reckoner-columns-"));
    await withDuckdb({ temporaryDirectory: folder, signal: new AbortController().signal }, async (session) => {
      await session.run("CREATE TYPE ab AS ENUM ('a', 'b'); CREATE TABLE t (n DOUBLE, i INTEGER, e ab, f FLOAT)");
      const columns = [
        { type: DOUBLE, values: numbers },
        { type: INTEGER, values: integers },
        { type: ENUM(["a", "b"]), values: codes },
        { type: FLOAT, values: floats },
      ];
      await appendTypedColumns(session.connection, "t", columns, rows);
      const back = [new Float64Array(rows), new Int32Array(rows), new Float32Array(rows)];
      expect(await readTypedColumns(session.connection, "SELECT n, i, f FROM t", back)).toBe(rows);
      expect(back).toEqual([numbers, integers, floats]);
      const count = await session.row("SELECT count(*)::INTEGER AS b FROM t WHERE e = 'b'", z.object({ b: z.int() }));
      expect(count).toEqual({ b: rows / 2 });
    });
    await rm(folder, { recursive: true });
  });
});
