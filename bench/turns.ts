import { readFileSync } from "node:fs";
import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { fileURLToPath } from "node:url";
import { parse } from "yaml";

import { createService, type Service } from "#api";
import { createIdSource, createSilentLogger, createSystemClock, loadConfig } from "#core";

import { startBenchServer } from "./start-bench-server.ts";

/**
 * How long turns of the offline analyst take, so without any model's time: `npm run bench -- turns`, over a copy of the
 * live run of RECKONER_DATA_DIR. Conversations of five of the evals' forty questions run 1, 16 and 64 at once, through
 * the service and over HTTP (a server in a process of its own); then the same questions from memory.
 */
const together = [1, 16, 64] as const;
const questionsEach = 5;
const fewestConversations = 8;
const clock = createSystemClock();
const root = fileURLToPath(new URL("..", import.meta.url));

/** Asks one question and resolves with the milliseconds to the first event and to the end. */
type Ask = (question: string, conversation: string) => Promise<{ readonly firstMs: number; readonly wholeMs: number }>;

type Turn = { readonly question: string; readonly firstMs: number; readonly wholeMs: number };

const questions = questionsOf(readFileSync(path.join(root, "evals/cases/forty.yaml"), "utf8"));
const directory = await mkdtemp(path.join(tmpdir(), "reckoner-bench-turns-"));
try {
  const { data } = loadConfig(process.env, root);
  await cp(data.directory, directory, { recursive: true });
  await measureService(false);
  await measureHttp();
  await measureService(true);
} finally {
  await rm(directory, { recursive: true, force: true });
}

async function measureService(cacheAnswers: boolean): Promise<void> {
  const startMs = clock.monotonicMs();
  const service = await createService(loadConfig({ ...process.env, RECKONER_DATA_DIR: directory }, root), {
    clock,
    ids: createIdSource(),
    log: createSilentLogger(),
    signal: new AbortController().signal,
    isolateQueries: true,
    cacheAnswers,
  });
  print(`\n${cacheAnswers ? "From memory" : "Service"}, ready in ${(clock.monotonicMs() - startMs).toFixed(0)} ms\n`);
  const ask = askService(service, cacheAnswers);
  await converse(ask, 1, fewestConversations, "warm");
  for (const atOnce of together) {
    const delay = monitorEventLoopDelay({ resolution: 5 });
    delay.enable();
    const cpuBefore = process.cpuUsage();
    const measured = await converse(ask, atOnce, Math.max(fewestConversations, atOnce), `service-${atOnce}`);
    const cpu = process.cpuUsage(cpuBefore);
    const cpuMs = (cpu.user + cpu.system) / 1_000 / measured.turns.length;
    const blockedMs = delay.max / 1e6;
    report(
      atOnce,
      measured,
      process.pid,
      `${cpuMs.toFixed(0)} ms of this process's CPU a turn, longest stop of its loop ${blockedMs.toFixed(0)} ms`,
    );
    if (atOnce === 1 && !cacheAnswers) reportSlowest(measured.turns);
  }
  await service.close();
}

/** From memory a person begins a conversation with each question, as only a first question is answered so. */
function askService(service: Service, isFirstEach: boolean): Ask {
  let asked = 0;
  return async (question, conversation) => {
    const startMs = clock.monotonicMs();
    let firstMs: number | null = null;
    const thread = isFirstEach ? `${conversation}_${asked++}` : conversation;
    const principal = { id: isFirstEach ? "bench" : conversation, role: "analyst" } as const;
    for await (const event of service.runTurn({ thread, question, principal })) {
      firstMs ??= clock.monotonicMs() - startMs;
      if (event.type === "turn-error") throw new Error(`${question}: ${event.detail}`);
    }
    return { firstMs: firstMs ?? 0, wholeMs: clock.monotonicMs() - startMs };
  };
}

async function measureHttp(): Promise<void> {
  const { url, pid, stop } = await startBenchServer(directory);
  print("\nHTTP, as server-sent events\n");
  const ask: Ask = async (question, thread) => {
    const startMs = clock.monotonicMs();
    const response = await fetch(`${url}/v1/ask`, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        accept: "text/event-stream",
        "x-bench-person": thread,
      },
      body: JSON.stringify({ question, thread }),
    });
    if (!response.ok || !response.body) throw new Error(`${question}: ${response.status}`);
    let firstMs: number | null = null;
    let text = "";
    for await (const chunk of response.body.pipeThrough(new TextDecoderStream())) {
      firstMs ??= clock.monotonicMs() - startMs;
      text += chunk;
    }
    if (!text.includes("event: answer-end")) throw new Error(`${question}: no answer`);
    return { firstMs: firstMs ?? 0, wholeMs: clock.monotonicMs() - startMs };
  };
  try {
    await converse(ask, 1, fewestConversations, "warm");
    for (const atOnce of together) {
      const measured = await converse(ask, atOnce, Math.max(fewestConversations, atOnce), `http-${atOnce}`);
      report(atOnce, measured, pid, "server");
    }
  } finally {
    await stop();
  }
}

/** Runs `count` conversations, `atOnce` of them at a time; each asks its questions one after the other. */
async function converse(
  ask: Ask,
  atOnce: number,
  count: number,
  name: string,
): Promise<{ readonly turns: readonly Turn[]; readonly wallMs: number }> {
  const turns: Turn[] = [];
  let next = 0;
  const startMs = clock.monotonicMs();
  const worker = async () => {
    for (let number = next++; number < count; number = next++) {
      for (let index = 0; index < questionsEach; index++) {
        const question = questions[(number * questionsEach + index) % questions.length] ?? "";
        turns.push({ question, ...(await ask(question, `${name}-${number}`)) });
      }
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return { turns, wallMs: clock.monotonicMs() - startMs };
}

function report(
  atOnce: number,
  { turns, wallMs }: Awaited<ReturnType<typeof converse>>,
  pid: number,
  what: string,
): void {
  const first = percentiles(turns.map(({ firstMs }) => firstMs));
  const whole = percentiles(turns.map(({ wholeMs }) => wholeMs));
  const rate = (turns.length / wallMs) * 1_000;
  print(
    `${String(atOnce).padStart(3)} at once, ${turns.length} turns: first event ${first}, whole turn ${whole}, ` +
      `${rate.toFixed(1)} turns/s, peak ${peakMegabytes(pid)} MB with its query processes; ${what}\n`,
  );
}

function reportSlowest(turns: readonly Turn[]): void {
  const slowest = [...turns].sort((left, right) => right.wholeMs - left.wholeMs).slice(0, 5);
  for (const { question, wholeMs } of slowest) print(`      ${wholeMs.toFixed(0)} ms  ${question}\n`);
}

function percentiles(times: readonly number[]): string {
  const sorted = [...times].sort((left, right) => left - right);
  const at = (share: number) => (sorted[Math.ceil(share * sorted.length) - 1] ?? 0).toFixed(0);
  return `p50 ${at(0.5)} p95 ${at(0.95)} ms`;
}

/** The most memory that a process and those that it started have held, each at its own worst; 0 where Linux is not. */
function peakMegabytes(pid: number): number {
  try {
    const kilobytes = Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0);
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim().split(" ").filter(Boolean);
    return children.reduce((sum, child) => sum + peakMegabytes(Number(child)), Math.round(kilobytes / 1_024));
  } catch {
    return 0;
  }
}

function questionsOf(text: string): string[] {
  const file: unknown = parse(text);
  const list = Array.isArray(file) ? file : Object.values(file as Record<string, unknown>).find(Array.isArray);
  return (list as { question?: string }[]).flatMap((one) => one.question ?? []);
}

function print(text: string): void {
  process.stdout.write(text);
}
