import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";

import { createIdSource, createSystemClock } from "#core";
import { domainDirectory, loadDomain } from "#knowledge";
import { createDuckDbRunQuery, createIsolatedRunQuery } from "#sql";

import { createTinyServeDatabase } from "../test/support/tiny-serve-database.ts";

// What a short query waits beside heavy ones, with DuckDB in this process and in processes of its own:
// `node --import tsx bench/sql-isolation.ts [serve.duckdb]`; without a file, over made-up rows of 20,000 customers.
const measureMs = 6_000;
const clock = createSystemClock();
const domain = await loadDomain(domainDirectory("engagement"));
const directory = await mkdtemp(path.join(tmpdir(), "reckoner-bench-"));
const databasePath = process.argv[2] ?? (await createTinyServeDatabase(directory, { domain, entities: 20_000 }));
const group = domain.tables
  .find((table) => table.name === domain.results.table)
  ?.columns.find((column) => column.values.length > 0);
const short = `SELECT ${group?.name}, count(*) AS n FROM ${domain.results.table} GROUP BY 1`;
const heavy = `SELECT sum(a.x * b.x * c.x * d.x) FROM ${Array.from("abcd", (name) => `UNNEST(sequence(1, 10000)) AS ${name}(x)`).join(" CROSS JOIN ")}`;
const options = {
  databasePath,
  domain,
  memoryMb: 1_024,
  timeoutMs: 10_000,
  maxRows: 1_000,
  clock,
  ids: createIdSource(),
};

process.stdout.write(`${short}\n`);
for (const [name, create] of [
  ["in process", createDuckDbRunQuery],
  ["isolated", createIsolatedRunQuery],
] as const) {
  const openMs = clock.monotonicMs();
  const engine = await create(options);
  const openedMs = clock.monotonicMs();
  await engine.runQuery({ sql: short, role: "analyst" });
  process.stdout.write(
    `${name}: open in ${(openedMs - openMs).toFixed(0)} ms, first answer ${(clock.monotonicMs() - openedMs).toFixed(0)} ms later\n`,
  );
  for (const heavyCount of [0, 1, 2, 6]) {
    const stop = new AbortController();
    const load = Array.from({ length: heavyCount }, () =>
      engine.runQuery({ sql: heavy, role: "analyst", person: "ann", signal: stop.signal }).catch(() => {}),
    );
    const times: number[] = [];
    let failed = 0;
    const endMs = clock.monotonicMs() + measureMs;
    while (clock.monotonicMs() < endMs) {
      const startMs = clock.monotonicMs();
      await engine.runQuery({ sql: short, role: "analyst", person: "bob" }).catch(() => failed++);
      times.push(clock.monotonicMs() - startMs);
      // A person, not a flood.
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    stop.abort();
    await Promise.all(load);
    times.sort((a, b) => a - b);
    const at = (share: number) => (times[Math.min(times.length - 1, Math.floor(share * times.length))] ?? 0).toFixed(0);
    process.stdout.write(
      `  beside ${heavyCount} heavy: ${times.length} short queries, median ${at(0.5)} ms, 95 % ${at(0.95)} ms, longest ${at(1)} ms, failed ${failed}\n`,
    );
  }
  await engine.close();
}
await rm(directory, { recursive: true, force: true });
