import { readFileSync } from "node:fs";
import { cp, mkdtemp, rm } from "node:fs/promises";
import { loadavg, tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { parse } from "yaml";

import { createRandom, createSystemClock, loadConfig } from "#core";

import { createLoadClient, type Behaviour } from "./load-client.ts";
import { startBenchServer, type BenchServer, type ServerFigures } from "./start-bench-server.ts";

/**
 * Whether the server holds out: `npm run bench -- load` (one minute; `--minutes=10`) keeps 64 conversations going, each of
 * another person, over event streams and as JSON, with follow-ups, with clients that leave for good and clients that come
 * back for the rest. Ends in 1 where a turn had not exactly one end, an event was missing or came twice, a response was an
 * error of the server, or something still ran at the end. Tells the memory after garbage was collected, and its slope.
 */
const atOnce = 64;
const questionsEach = 4;
const sampleEveryMs = 10_000;
const minutes = Number(
  /^--minutes=(\d+)$/.exec(process.argv.find((one) => one.startsWith("--minutes")) ?? "")?.[1] ?? 1,
);
const clock = createSystemClock();
const random = createRandom(7);
const root = fileURLToPath(new URL("..", import.meta.url));
const file: unknown = parse(readFileSync(path.join(root, "evals/cases/forty.yaml"), "utf8"));
const cases = Array.isArray(file) ? file : Object.values(file as Record<string, unknown>).find(Array.isArray);
const questions = (cases as { readonly question?: string }[]).flatMap((one) => one.question ?? []);

const directory = await mkdtemp(path.join(tmpdir(), "reckoner-bench-load-"));
let isSound = false;
try {
  await cp(loadConfig(process.env, root).data.directory, directory, { recursive: true });
  const server = await startBenchServer(directory, ["--expose-gc"]);
  isSound = await measure(server).finally(server.stop);
} finally {
  await rm(directory, { recursive: true, force: true });
}
process.exit(isSound ? 0 : 1);

async function measure(server: BenchServer): Promise<boolean> {
  const client = createLoadClient(server.url, clock);
  const endMs = clock.monotonicMs() + minutes * 60_000;
  const samples: { readonly atMs: number; readonly figures: ServerFigures }[] = [];
  const sampling = (async () => {
    while (clock.monotonicMs() < endMs) {
      await wait(Math.min(sampleEveryMs, Math.max(1, endMs - clock.monotonicMs())));
      samples.push({ atMs: clock.monotonicMs(), figures: await server.figures() });
    }
  })();
  let conversations = 0;
  const converse = async (slot: number) => {
    while (clock.monotonicMs() < endMs) {
      const thread = `load-${slot}-${conversations++}`;
      for (let turn = 0; turn < questionsEach && clock.monotonicMs() < endMs; turn++) {
        const behaviour = behaviourFor(random.uniform());
        await client.ask({ question: pick(), thread, person: `person-${slot}` }, behaviour, random.uniform());
        // Who left for good begins anew: the conversation is busy until the turn is stopped.
        if (behaviour === "leaves") break;
      }
    }
  };
  await Promise.all(Array.from({ length: atOnce }, (_, slot) => converse(slot)));
  await sampling;
  const { turns, faults } = client.account();
  const still = await stillRunning(server.url);
  report(turns, samples);
  for (const fault of [...faults, ...still].slice(0, 20)) print(`FAULT ${fault}\n`);
  print(
    faults.length + still.length === 0 ? "None lost, each with one end.\n" : `${faults.length + still.length} faults\n`,
  );
  return faults.length + still.length === 0;
}

function pick(): string {
  return questions[Math.floor(random.uniform() * questions.length)] ?? "";
}

function behaviourFor(share: number): Behaviour {
  if (share < 0.1) return "leaves";
  if (share < 0.3) return "returns";
  return share < 0.4 ? "json" : "stays";
}

/** What the server's own count says is running once those that were left must have been stopped. */
async function stillRunning(url: string): Promise<readonly string[]> {
  await wait(8_000);
  const text = await (await fetch(`${url}/metrics`)).text();
  const lines = text.split("\n").filter((line) => /^reckoner_(turns|queries)_running /.test(line));
  return lines.filter((line) => !line.endsWith(" 0"));
}

type Turns = ReturnType<ReturnType<typeof createLoadClient>["account"]>["turns"];

function report(turns: Turns, samples: readonly { readonly atMs: number; readonly figures: ServerFigures }[]): void {
  const counts = new Map<string, number>();
  for (const { behaviour, end } of turns) {
    const name = `${behaviour}/${end}`;
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  print(`${turns.length} turns: ${[...counts].map(([name, count]) => `${count} ${name}`).join(", ")}\n`);
  const times = turns
    .filter(({ end }) => end === "answer-end")
    .map(({ wholeMs }) => wholeMs)
    .sort((a, b) => a - b);
  const [p50, p95, p99] = [0.5, 0.95, 0.99].map((share) =>
    (times[Math.ceil(share * times.length) - 1] ?? 0).toFixed(0),
  );
  print(`whole turn p50 ${p50}, p95 ${p95}, p99 ${p99} ms; load of the machine ${loadavg()[0]?.toFixed(1)}\n`);
  for (const { figures } of samples) {
    const { rss, heapUsed, external, loopP99Ms, loopMaxMs } = figures;
    print(
      `  resident ${megabytes(rss)}, heap ${megabytes(heapUsed)}, beside it ${megabytes(external)} MB; ` +
        `event loop late by ${loopP99Ms.toFixed(0)} ms at 99 %, ${loopMaxMs.toFixed(0)} at most\n`,
    );
  }
  // What is loaded and warmed up in the first half is no leak.
  const later = samples.slice(Math.floor(samples.length / 2));
  print(`slope of the second half: resident ${slope(later, "rss")}, heap ${slope(later, "heapUsed")} MB a minute\n`);
}

/** Least squares over time. */
function slope(
  samples: readonly { readonly atMs: number; readonly figures: ServerFigures }[],
  figure: "rss" | "heapUsed",
): string {
  const meanMs = samples.reduce((sum, { atMs }) => sum + atMs, 0) / samples.length;
  const mean = samples.reduce((sum, { figures }) => sum + figures[figure], 0) / samples.length;
  const over = samples.reduce((sum, { atMs, figures }) => sum + (atMs - meanMs) * (figures[figure] - mean), 0);
  const under = samples.reduce((sum, { atMs }) => sum + (atMs - meanMs) ** 2, 0);
  return ((over / under) * (60_000 / 1e6)).toFixed(1);
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(0);
}

function print(text: string): void {
  process.stdout.write(text);
}
