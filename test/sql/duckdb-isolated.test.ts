import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";

import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";

import { createSequentialIdSource, createSystemClock, isAppError } from "#core";
import { createIsolatedRunQuery, type DuckDbEngine, type IsolatedRunQueryOptions } from "#sql";
import { startQueryProcess } from "../../sql/duckdb/isolated/query-process-handle.ts";
import { openTinyEngine, type TinyEngine } from "../support/open-tiny-engine.ts";
import { readAllowed, readDenied } from "../support/read-corpus.ts";

let tiny: TinyEngine;
/** One with little time for everything, for the tests that leave it as they found it. */
let hasty: Awaited<ReturnType<typeof open>>;
const opened: DuckDbEngine[] = [];
beforeAll(async () => {
  tiny = await openTinyEngine();
  hasty = await open({ timeoutMs: 4_000, quickMs: 300 });
  opened.pop();
});
afterEach(async () => {
  await Promise.all(opened.splice(0).map((engine) => engine.close()));
});
afterAll(async () => {
  await hasty.close();
  await tiny.remove();
});

type Started = { readonly lane: "quick" | "slow"; readonly pid: number };

async function open(options: Partial<IsolatedRunQueryOptions> = {}) {
  const started: Started[] = [];
  const engine = await createIsolatedRunQuery({
    databasePath: tiny.databasePath,
    domain: tiny.domain,
    memoryMb: 512,
    timeoutMs: 20_000,
    maxRows: 100,
    clock: createSystemClock(),
    ids: createSequentialIdSource(),
    onProcess: (lane, pid = 0) => {
      started.push({ lane, pid });
      options.onProcess?.(lane, pid);
    },
    ...options,
  });
  opened.push(engine);
  const ask = (sql: string, person?: string, signal?: AbortSignal) =>
    engine.runQuery({ sql, role: "analyst", person, signal });
  const code = (sql: string, person?: string, signal?: AbortSignal) =>
    ask(sql, person, signal).then(
      () => "answered",
      (error: unknown) => (isAppError(error) ? error.code : String(error)),
    );
  return { ...engine, ask, code, started };
}

const short = "SELECT count(*) FROM final_results";

/** Tables of 10,000 numbers each, multiplied: minutes of work, all of it within the guard's limits. */
const numbers = (names: string) =>
  Array.from(names, (name) => `UNNEST(sequence(1, 10000)) AS ${name}(x)`).join(" CROSS JOIN ");
/** Work for a good part of a second. */
const larger = `SELECT sum(a.x * b.x) FROM ${numbers("a")} CROSS JOIN UNNEST(sequence(1, 2000)) AS b(x)`;
const largerAnswer = [[50_005_000 * 2_001_000]];
const endless = `SELECT sum(a.x * b.x * c.x * d.x * e.x) FROM ${numbers("abcde")}`;

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

async function until(condition: () => boolean): Promise<void> {
  const lateMs = performance.now() + 10_000;
  while (!condition() && performance.now() < lateMs) await new Promise((resolve) => setTimeout(resolve, 10));
  expect(condition()).toBe(true);
}

/** Among rows that tie in the order, these pick any: two runs in one process may differ as well. */
const tiesDecide =
  /\b(limit|offset|fetch|row_number|ntile|lag|lead|first_value|last_value|nth_value|max_by|min_by|arbitrary|array_agg|listagg)\b/i;

describe("in processes of its own the engine", () => {
  test("answers what it answers within this process, value for value", async () => {
    const engine = await open({ maxRows: 1_000 });
    for (const { sql, role } of await readAllowed()) {
      const [here, there] = await Promise.all([tiny.runQuery({ sql, role }), engine.runQuery({ sql, role })]);
      // Without an order, or with sums in another order, two runs in one process differ as well.
      const comparable = ({ columns, rowCount, truncated, scannedBytes, notices }: typeof here) => ({
        columns,
        rowCount,
        truncated,
        scannedBytes,
        notices,
      });
      expect({ sql, ...comparable(there) }).toEqual({ sql, ...comparable(here) });
      const sorted = (rows: typeof here.rows) =>
        rows
          .map((row) =>
            JSON.stringify(row.map((value) => (typeof value === "number" ? Number(value.toPrecision(9)) : value))),
          )
          .toSorted();
      if (/ORDER BY|^SELECT count/i.test(sql) && !tiesDecide.test(sql) && !there.truncated)
        expect(sorted(there.rows)).toEqual(sorted(here.rows));
    }
  });

  test("keeps its own failures: without values of rows, and with the hint", async () => {
    const engine = await open();
    const failure = await engine
      .ask("SELECT CAST(customer_id AS double) FROM final_results")
      .catch((error: unknown) => error);
    expect(isAppError(failure, "SQL_FAILED") && [failure.detail, failure.hint]).toEqual([
      "A value could not be converted or is out of range.",
      "Use try_cast, or filter such values out first.",
    ]);
    expect(engine.started.map(({ lane }) => lane)).toEqual(["quick", "quick", "slow"]);
  });

  test("says that a results file is missing or damaged when it is opened", async () => {
    expect(
      await open({ databasePath: `${tiny.databasePath}.none` }).catch((error: unknown) =>
        isAppError(error, "RESULTS_MISSING"),
      ),
    ).toBe(true);
    const text = path.join(path.dirname(tiny.databasePath), "text.duckdb");
    await writeFile(text, "not a database at all");
    expect(await open({ databasePath: text }).catch((error: unknown) => isAppError(error, "RESULTS_DAMAGED"))).toBe(
      true,
    );
  });
});

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
    const settings = { databasePath: tiny.databasePath, memoryMb: 64, threads: 1, niceness: 0 };
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

  test("of every kind at once, one a person, harms nobody", async () => {
    const bombs = [
      endless,
      `SELECT array_agg(a.x * b.x) FROM ${numbers("ab")}`,
      `SELECT count(*) FROM (SELECT a.x * 10000 + b.x AS y, count(*) AS n FROM ${numbers("ab")} GROUP BY 1) AS g`,
      `SELECT y FROM (SELECT a.x * 10007 + b.x AS y, a.x AS z FROM ${numbers("ab")}) AS g ORDER BY y DESC, z OFFSET 99000000 LIMIT 5`,
      `SELECT max(length(rpad(CAST(a.x AS varchar), 1000, 'x') || CAST(b.x AS varchar))) FROM ${numbers("ab")}`,
      `SELECT count(DISTINCT CAST(a.x * b.x AS varchar)) FROM ${numbers("ab")}`,
    ];
    const ended: string[] = [];
    const ending = Promise.all(
      bombs.map(async (sql, place) => {
        const code = await hasty.code(sql, `person ${place}`);
        ended.push(code);
        return code;
      }),
    );
    const answers = await Promise.all([hasty.ask(short, "bob"), hasty.ask(short, "cleo")]);
    expect(answers.map(({ rows }) => rows)).toEqual([[[200]], [[200]]]);
    expect(ended).not.toContain("SQL_TIMEOUT");
    const [ofEndless, ...codes] = await ending;
    expect(ofEndless).toBe("SQL_TIMEOUT");
    // All of them ran: none was stopped by the guard, and none was let through to its end.
    expect(codes.filter((code) => code !== "SQL_TIMEOUT" && code !== "SQL_FAILED")).toEqual([]);
    expect((await hasty.ask(short, "ann")).rows).toEqual([[200]]);
    expect(process.memoryUsage.rss()).toBeLessThan(1.5e9);
  });
});

describe("when a process dies", () => {
  test("in the middle of a query, the query starts again elsewhere and is answered", async () => {
    const engine = await open();
    const answer = engine.ask(larger);
    for (const { lane, pid } of engine.started) if (lane === "quick") process.kill(pid, "SIGKILL");
    expect((await answer).rows).toEqual(largerAnswer);
    expect((await engine.ask(short)).rows).toEqual([[200]]);
  });

  test("a second time, the query fails, and the next one works", async () => {
    const engine = await open({
      quickMs: 50,
      onProcess: (lane, pid = 0) => {
        if (lane === "slow") setTimeout(() => process.kill(pid, "SIGKILL"), 0);
      },
    });
    const failure = await engine.ask(endless).catch((error: unknown) => error);
    expect(isAppError(failure) && [failure.code, failure.hint]).toEqual([
      "SQL_FAILED",
      "Try once more; if it happens again, write the query in smaller steps.",
    ]);
    expect((await engine.ask(short)).rows).toEqual([[200]]);
  });

  test("idle, the next query does not notice", async () => {
    const engine = await open();
    for (const { pid } of engine.started) process.kill(pid, "SIGKILL");
    await until(() => engine.started.every(({ pid }) => !isRunning(pid)));
    expect((await engine.ask(short)).rows).toEqual([[200]]);
  });
});

describe("the processes end", () => {
  test("when the engine is closed, queries under way or not", async () => {
    const engine = await open({ quickMs: 50 });
    const running = engine.code(endless);
    await engine.ask(short, "bob");
    await engine.close();
    expect(await running).toBe("TURN_ABORTED");
    expect(engine.started.filter(({ pid }) => isRunning(pid))).toEqual([]);
    expect(await engine.code(short)).toBe("TURN_ABORTED");
  });

  test("when their parent is killed in the middle of a query, or forgot to close and has nothing left to do", async () => {
    const parents = [
      `engine.runQuery({ sql: ${JSON.stringify(endless)}, role: "analyst" }).catch(() => {});
       setTimeout(() => process.kill(process.pid, "SIGKILL"), 300);`,
      `await engine.runQuery({ sql: ${JSON.stringify(short)}, role: "analyst" });`,
    ];
    const pids = (await Promise.all(parents.map(runParent))).flat();
    expect(pids.length).toBe(6);
    await until(() => pids.every((pid) => !isRunning(pid)));
  });

  /** Runs a parent of its own over an open engine, to its end; the ids of its query processes. */
  async function runParent(body: string): Promise<number[]> {
    const root = fileURLToPath(new URL("../..", import.meta.url));
    const script = `
      import { createIdSource, createSystemClock } from "#core";
      import { domainDirectory, loadDomain } from "#knowledge";
      import { createIsolatedRunQuery } from "#sql";
      const engine = await createIsolatedRunQuery({
        databasePath: ${JSON.stringify(tiny.databasePath)}, domain: await loadDomain(domainDirectory("engagement")),
        memoryMb: 512, timeoutMs: 20_000, maxRows: 10, quickMs: 10_000, clock: createSystemClock(), ids: createIdSource(),
        onProcess: (lane, pid) => console.log(pid),
      });
      ${body}`;
    const parent = spawn(process.execPath, ["--import", "tsx", "--input-type=module", "-e", script], {
      cwd: root,
      stdio: ["ignore", "pipe", "inherit"],
    });
    let output = "";
    parent.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()));
    await once(parent, "close");
    return output.trim().split("\n").map(Number);
  }
});

describe("the second wall stands in the process as well", () => {
  const secret = "the-secret-beside-the-results";

  test("the whole corpus of denied queries, hungry ones too, reads no other file, changes none, and harms nobody", async () => {
    const directory = await mkdtemp(path.join(tmpdir(), "reckoner-wall-"));
    const databasePath = path.join(directory, "serve.duckdb");
    await writeFile(databasePath, await readFile(tiny.databasePath));
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
