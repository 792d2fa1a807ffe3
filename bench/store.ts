import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";

import { createIdSource, createSystemClock, type StoreLocation } from "#core";
import { openStore } from "#store";

import { answerSchema, type Answer } from "../agent/answer.ts";
import { threadTurnSchema } from "../agent/thread.ts";
import { buildAnswer } from "../test/support/build-answer.ts";

/**
 * Times what the store adds to a turn, for one writer and for eight at once: `npx tsx bench/store.ts`, with
 * RECKONER_TEST_POSTGRES_URL also on PostgreSQL (in the schema that its search_path names; it leaves rows behind).
 */
const turns = 400;
const clock = createSystemClock();

/** An answer with 50 rows of evidence, about 6 KB of JSON: the middle of the forty questions. */
function largeAnswer(id: string): Answer {
  const [evidence] = buildAnswer().evidence;
  const rows = Array.from({ length: 50 }, (_, row) => [`group ${row}`, row / 7]);
  return buildAnswer({ id, evidence: evidence ? [{ ...evidence, rows, rowCount: 50 }] : [] });
}

function percentiles(times: readonly number[]): string {
  const sorted = [...times].sort((left, right) => left - right);
  const at = (share: number) => (sorted[Math.floor(share * (sorted.length - 1))] ?? 0).toFixed(2);
  return `median ${at(0.5)} ms, 95 % under ${at(0.95)} ms, longest ${at(1)} ms`;
}

async function measure(name: string, location: StoreLocation): Promise<void> {
  const ids = createIdSource();
  const options = { location, retentionDays: 90, turnSchema: threadTurnSchema, answerSchema, clock, ids };
  const store = await openStore(options);
  const timed = async (times: number[], work: () => Promise<unknown>) => {
    const startedMs = clock.monotonicMs();
    await work();
    times.push(clock.monotonicMs() - startedMs);
  };
  const append = (thread: string) => {
    const answer = largeAnswer(ids("answer"));
    return store.threads.append(thread, "bench", { question: answer.question, answer });
  };
  for (const writers of [1, 8]) {
    const times: number[] = [];
    const write = async () => {
      const thread = ids("thread");
      for (let turn = 0; turn < turns / writers; turn++) await timed(times, () => append(thread));
    };
    await Promise.all(Array.from({ length: writers }, write));
    process.stdout.write(`${name}, append a turn with its answer, ${writers} at once: ${percentiles(times)}\n`);
  }
  const around: number[] = [];
  const loads: number[] = [];
  const thread = ids("thread");
  for (let turn = 0; turn < 30; turn++) await append(thread);
  for (let turn = 0; turn < 100; turn++) {
    await timed(loads, () => store.threads.load(thread, "bench"));
    await timed(around, async () => {
      const lease = await store.leases.acquire(thread, "bench");
      const removed = { threads: 0, turns: 0, answers: 0, feedback: 0, cachedAnswers: 0 };
      await store.audit.append({ kind: "erasure", actor: "bench", customer: "none", removed, reviews: 0 });
      await lease?.release();
    });
  }
  process.stdout.write(`${name}, load a conversation of 30 turns: ${percentiles(loads)}\n`);
  process.stdout.write(`${name}, lease, audit record, release: ${percentiles(around)}\n`);
  await store.close();
}

const directory = await mkdtemp(path.join(tmpdir(), "reckoner-bench-store-"));
await measure("SQLite", { kind: "sqlite", file: path.join(directory, "reckoner.db") });
await rm(directory, { recursive: true });
const url = process.env["RECKONER_TEST_POSTGRES_URL"];
if (url) await measure("PostgreSQL", { kind: "postgres", url });
