import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { FLOAT, DOUBLE, ENUM, INTEGER } from "@duckdb/node-api";
import { describe, expect, it } from "vitest";
import { z } from "zod";

import { createProgressReporter, type PipelineProgress } from "#pipeline";

import { parsePipelineCommand } from "../../pipeline/command.ts";
import { withDuckdb } from "../../pipeline/duckdb/session.ts";
import { appendTypedColumns, readTypedColumns } from "../../pipeline/duckdb/typed-columns.ts";
import { takeRunLock } from "../../pipeline/run/run-lock.ts";

describe("the command line", () => {
  it("runs when no command is given", () => {
    expect(parsePipelineCommand(["--rows", "1000", "--seed", "7", "--data", "d", "--json"])).toEqual({
      name: "run",
      rows: 1_000,
      seed: 7,
      dataDirectory: "d",
      json: true,
    });
    expect(parsePipelineCommand([])).toEqual({
      name: "run",
      rows: null,
      seed: null,
      dataDirectory: null,
      json: false,
    });
    expect(parsePipelineCommand(["rollback"])).toEqual({
      name: "rollback",
      dataDirectory: null,
      json: false,
    });
  });

  it.each([["bogus"], ["run", "more"], ["--rows", "many"], ["--rows", "3"], ["--colour"], ["status", "--rows", "100"]])(
    "refuses %s %s",
    (...args) => {
      expect(() => parsePipelineCommand(args)).toThrow(expect.objectContaining({ code: "USAGE" }));
    },
  );
});

describe("progress", () => {
  const events: PipelineProgress[] = [
    { stage: "train", step: "started", done: 0, total: 0, elapsedMs: 1_000 },
    { stage: "train", step: "growing trees", done: 5, total: 10, elapsedMs: 2_000 },
    { stage: "train", step: "finished", done: 1, total: 1, elapsedMs: 3_500 },
  ];
  const shown = (isTTY: boolean) => {
    let text = "";
    const report = createProgressReporter({
      isTTY,
      columns: 80,
      write: (part: string) => (text += part),
    });
    for (const event of events) report(event);
    return text;
  };

  it("is plain lines in a pipe", () => {
    expect(shown(false)).toBe("   1.0 s train started\n   3.5 s train finished in 2.5 s\n");
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
