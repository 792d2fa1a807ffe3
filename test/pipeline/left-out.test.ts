import { mkdtemp, readdir, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { z } from "zod";

import { createFixedClock, createSilentLogger, hashText, type Logger } from "#core";
import { loadSchema } from "#sql";

import { withDuckdb } from "../../pipeline/duckdb/session.ts";
import { openFeed } from "../../pipeline/feed/open-feed.ts";
import { dataLayout, runLayout } from "../../pipeline/run/layout.ts";
import { prepare, type PrepareOutput } from "../../pipeline/stages/prepare/prepare.ts";
import { buildLiveRun, type TestRun } from "../support/build-live-run.ts";

const { signal } = new AbortController();
let made: TestRun;
let directory: string;
beforeAll(async () => {
  made = await buildLiveRun();
  directory = await mkdtemp(path.join(os.tmpdir(), "reckoner-left-out-"));
}, 120_000);
afterAll(() => rm(directory, { recursive: true, force: true }));

/** Prepares the sample's feed without these customers; the log's lines, and every id in every table of the run. */
async function prepareWithout(name: string, hidden: readonly string[]) {
  const { domain, live, dataDirectory } = made;
  const lines: unknown[] = [];
  // Only what the stage calls.
  const log = { ...createSilentLogger(), info: (line: unknown) => void lines.push(line) } as unknown as Logger;
  const run = runLayout(path.join(directory, name));
  const output: PrepareOutput = await prepare({
    runId: "run_1",
    data: dataLayout(dataDirectory),
    run,
    domain,
    feed: await openFeed(path.join(dataDirectory, live.manifest.feedDirectory), domain, signal),
    schema: await loadSchema(domain.name, signal),
    snapshotDate: live.snapshotDate,
    seed: 1,
    hiddenCustomers: hidden.map((id) => hashText(id.toLowerCase(), 64)),
    clock: createFixedClock(new Date("2026-11-21T02:00:00Z")),
    log,
    signal,
    report: () => {},
  });
  const files = (await readdir(path.join(directory, name), { recursive: true })).filter((file) =>
    file.endsWith(".parquet"),
  );
  const id = domain.entity.column;
  const idsByFile = await withDuckdb({ temporaryDirectory: run.temporary, signal }, async (session) => {
    const found = new Map<string, Set<string | null>>();
    for (const file of files) {
      const rows = await session.rows(
        `SELECT DISTINCT ${id} AS id FROM '${path.join(directory, name, file)}'`,
        z.object({ id: z.string().nullable() }),
      );
      found.set(file, new Set(rows.map((row) => row.id)));
    }
    return found;
  });
  return { output, lines, idsByFile };
}

it("a run leaves out who was erased, from every table, and nobody else", async () => {
  const all = await prepareWithout("all", []);
  const training = [...all.idsByFile.keys()].find((file) => file.includes("training")) ?? "";
  const gone = [...(all.idsByFile.get(training) ?? [])].filter((id) => id !== null).slice(0, 3);
  expect(gone).toHaveLength(3);

  const without = await prepareWithout("without", [gone[0]?.toUpperCase() ?? "", ...gone.slice(1), "user_999999999"]);
  expect(without.lines).toEqual([{ event: "customers_left_out", rows: 3 }]);
  expect([...without.idsByFile.keys()].sort((a, b) => a.localeCompare(b))).toEqual(
    [...all.idsByFile.keys()].sort((a, b) => a.localeCompare(b)),
  );
  for (const [file, ids] of all.idsByFile) {
    const left = without.idsByFile.get(file) ?? new Set();
    expect([file, [...ids].filter((id) => !left.has(id)).every((id) => id !== null && gone.includes(id))]).toEqual([
      file,
      true,
    ]);
    expect([file, gone.filter((id) => left.has(id))]).toEqual([file, []]);
  }
  const counts = ({ rowsRead, rowsClean, rowsQuarantined }: PrepareOutput) => [rowsRead, rowsClean, rowsQuarantined];
  const [read = 0, clean = 0, quarantined = 0] = counts(all.output);
  expect(counts(without.output)).toEqual([read - 3, clean - 3, quarantined]);
});
