import { describe, expect, test } from "vitest";

import { startQueryProcess } from "../../sql/duckdb/isolated/query-process-handle.ts";
import { endless, numbers, prepareIsolatedEngines, short } from "./isolated-fixture.ts";

const { results, open } = prepareIsolatedEngines();

describe("a heavy query", () => {
  test("lets other people's short ones pass, however many heavy ones there are", async () => {
    const engine = await open({ quickMs: 100 });
    const ended: string[] = [];
    const stop = new AbortController();
    const heavy = Array.from({ length: 6 }, async () => {
      ended.push(await engine.code(endless, "ann", stop.signal));
    });
    for (let round = 0; round < 5; round++) expect((await engine.ask(short, "bob")).rows).toEqual([[200]]);
    expect(ended).toEqual([]);
    stop.abort();
    await Promise.all(heavy);
    expect(ended).toEqual(Array.from({ length: 6 }, () => "TURN_ABORTED"));
  });

  test("leaves one of the slow places to others who have heavy ones too", async () => {
    const engine = await open({ quickMs: 50, timeoutMs: 50_000 });
    // Both processes of the quick lane are up, so that ann's two come first in the slow one.
    await Promise.all([engine.ask(short), engine.ask(short)]);
    const stop = new AbortController();
    const ofAnn = [1, 2, 3].map(() => engine.code(endless, "ann", stop.signal));
    // More memory than a process of the quick lane has, less than one of the slow lane.
    const bulky = `SELECT cardinality(array_agg(a.x * b.x)) AS n FROM ${numbers("a")} CROSS JOIN UNNEST(sequence(1, 400)) AS b(x)`;
    expect((await engine.ask(bulky, "bob")).rows).toEqual([[4_000_000]]);
    stop.abort();
    expect(await Promise.all(ofAnn)).toEqual(["TURN_ABORTED", "TURN_ABORTED", "TURN_ABORTED"]);
  });

  test("that hears no interrupt, or takes memory that DuckDB does not count, costs it its process", async () => {
    const settings = { databasePath: results().databasePath, memoryMb: 64, threads: 1, niceness: 0 };
    const deaf = startQueryProcess(settings);
    const greedy = startQueryProcess(settings);
    await Promise.all([deaf.ready, greedy.ready]);
    const outcomes = await Promise.all([
      deaf.run(
        { sql: "SELECT levenshtein(repeat('a', 200000), repeat('b', 200000))", count: 1 },
        AbortSignal.timeout(50),
      ),
      greedy.run({ sql: "SELECT length(repeat('x', 4000000000))", count: 1 }, AbortSignal.timeout(10_000)),
    ]);
    expect(outcomes).toEqual([{ kind: "stopped" }, { kind: "outgrown" }]);
    expect([deaf.isAlive(), greedy.isAlive()]).toEqual([false, false]);
  });
});
