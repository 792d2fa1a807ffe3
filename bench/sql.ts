import { spawnSync } from "node:child_process";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";

import { z } from "zod";

import { createIdSource, createSystemClock, isAppError, type Role } from "#core";
import { domainDirectory, loadDomain } from "#knowledge";
import { createDifferencingWatch, createDuckDbRunQuery, createGuard, type RunQuery } from "#sql";

import { readAllowed, readDenied } from "../test/support/read-corpus.ts";

// The guard's time, what starting costs, and how long the forty questions' queries take on results of any size:
// `node --import tsx bench/sql.ts [--watch] serve.duckdb …`; `bench/scale-serve-database.ts` makes larger files of a published one.
// Guard and start are told in processor time, which other load does not change much; latencies are by the clock.
const memoryMb = 2_048;
/** Checks of one query that its time is the mean of. */
const rounds = 20;
const clock = createSystemClock();
const domain = await loadDomain(domainDirectory("engagement"));
const guard = createGuard({ domain });
const files = process.argv.slice(2).filter((argument) => argument !== "--watch");
const measuresWatch = process.argv.includes("--watch");

await measureGuard();
for (const file of files) {
  measureStart(file);
  await measureQuestions(file);
}

async function measureGuard(): Promise<void> {
  const corpora: readonly (readonly [string, readonly { readonly sql: string; readonly role: Role }[]])[] = [
    ["allowed", await readAllowed()],
    ["denied", await readDenied()],
    ["forty questions'", (await readQuestions()).map((sql) => ({ sql, role: "analyst" }))],
  ];
  for (const [name, queries] of corpora) {
    const times: number[] = [];
    for (const { sql, role } of queries) {
      checkTimes(sql, role, 5);
      const before = process.cpuUsage();
      checkTimes(sql, role, rounds);
      const { user, system } = process.cpuUsage(before);
      times.push((user + system) / 1_000 / rounds);
    }
    print(`guard, ${name}: ${queries.length} queries, warm, processor time: ${spread(times)}`);
  }
}

function checkTimes(sql: string, role: Role, count: number): void {
  for (let round = 0; round < count; round++) {
    try {
      guard.check({ sql, role, maxRows: 1_000 });
    } catch (error) {
      if (!isAppError(error)) throw error;
    }
  }
}

/** A new process from nothing to the first row, told by itself. */
function measureStart(file: string): void {
  const script = `
    const { createIdSource, createSystemClock } = await import("#core");
    const { domainDirectory, loadDomain } = await import("#knowledge");
    const { createDuckDbRunQuery } = await import("#sql");
    const engine = await createDuckDbRunQuery({ databasePath: ${JSON.stringify(path.resolve(file))},
      domain: await loadDomain(domainDirectory("engagement")), memoryMb: ${memoryMb}, timeoutMs: 60000, maxRows: 10,
      clock: createSystemClock(), ids: createIdSource() });
    await engine.runQuery({ sql: "SELECT account_type, count(*) FROM final_results GROUP BY 1", role: "analyst" });
    const { user, system } = process.cpuUsage();
    console.log([performance.now(), (user + system) / 1000, process.memoryUsage.rss() / 1e6].join(" "));
    await engine.close();`;
  const runs = Array.from({ length: 5 }, () => {
    const { stdout } = spawnSync(process.execPath, ["--import", "tsx", "--input-type=module", "-e", script], {
      cwd: fileURLToPath(new URL("..", import.meta.url)),
      encoding: "utf8",
    });
    return stdout.trim().split(" ").map(Number);
  });
  const least = (place: number) => Math.min(...runs.map((run) => run[place] ?? Number.NaN)).toFixed(0);
  print(
    `start to first rows, ${path.basename(file)}, best of 5: ${least(0)} ms by the clock, ${least(1)} ms of processor, ${least(2)} MB`,
  );
}

async function measureQuestions(file: string): Promise<void> {
  const engine = await createDuckDbRunQuery({
    databasePath: file,
    domain,
    memoryMb,
    timeoutMs: 120_000,
    maxRows: 1_000,
    clock,
    ids: createIdSource(),
  });
  const { rows } = await engine.runQuery({ sql: "SELECT count(*) FROM final_results", role: "analyst" });
  const queries = await readQuestions();
  print(`${path.basename(file)}: ${String(rows[0]?.[0])} customers, ${queries.length} queries`);
  print(`  latency: ${await latencies(engine.runQuery, queries)}`);
  if (measuresWatch) {
    const watch = createDifferencingWatch({ runQuery: engine.runQuery, domain, runId: () => "run" });
    print(`  with the watch, as a viewer, all in one conversation: ${await latencies(watch, queries, "viewer")}`);
  }
  print(`  peak resident memory of this process so far: ${(process.resourceUsage().maxRSS / 1_000).toFixed(0)} MB`);
  await engine.close();
}

async function latencies(runQuery: RunQuery, queries: readonly string[], role: Role = "analyst"): Promise<string> {
  const times: number[] = [];
  const failures = new Map<string, number>();
  for (const sql of queries) {
    const startMs = clock.monotonicMs();
    try {
      await runQuery({ sql, role, person: "bench" });
      times.push(clock.monotonicMs() - startMs);
    } catch (error) {
      if (!isAppError(error)) throw error;
      failures.set(error.code, (failures.get(error.code) ?? 0) + 1);
    }
  }
  const failed = [...failures].map(([code, count]) => `, ${count} ${code}`).join("");
  return `${times.length} answered${failed}; ${spread(times)}`;
}

async function readQuestions(): Promise<readonly string[]> {
  const schema = z.array(z.object({ question: z.string(), queries: z.array(z.string()) }));
  const text = await readFile(new URL("sql-questions.json", import.meta.url), "utf8");
  return [...new Set(schema.parse(JSON.parse(text)).flatMap(({ queries }) => queries))];
}

function spread(timesMs: readonly number[]): string {
  const sorted = timesMs.toSorted((a, b) => a - b);
  const at = (share: number) =>
    (sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0).toPrecision(3);
  return `median ${at(0.5)} ms, 95 % ${at(0.95)} ms, longest ${at(1)} ms`;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
