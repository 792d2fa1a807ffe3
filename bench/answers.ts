import { readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { parse } from "yaml";

import { createService } from "#api";
import { createIdSource, createSilentLogger, createSystemClock, loadConfig } from "#core";

// How long offline answers take from the running service: `node --import tsx bench/answers.ts [rounds]`, over the live
// run of RECKONER_DATA_DIR. Asks the evals' forty questions, each in a conversation of its own, one after the other.
const rounds = Number(process.argv[2] ?? 3);
const cases = fileURLToPath(new URL("../evals/cases/forty.yaml", import.meta.url));
const questions = questionsOf(parse(readFileSync(cases, "utf8")));
const clock = createSystemClock();
const config = loadConfig(process.env, path.resolve(fileURLToPath(new URL("..", import.meta.url))));
const startMs = clock.monotonicMs();
const service = await createService(config, {
  clock,
  ids: createIdSource(),
  log: createSilentLogger(),
  signal: new AbortController().signal,
});
const readyMs = clock.monotonicMs() - startMs;
const times: { question: string; ms: number }[] = [];
for (let round = 0; round < rounds; round++) {
  for (const [index, question] of questions.entries()) {
    const askedMs = clock.monotonicMs();
    for await (const event of service.runTurn({
      thread: `bench_${round}_${index}_${startMs}`,
      question,
      principal: { id: "bench", role: "analyst" },
    })) {
      if (event.type === "turn-error") throw new Error(`${question}: ${event.detail}`);
    }
    if (round > 0 || rounds === 1) times.push({ question, ms: clock.monotonicMs() - askedMs });
  }
}
await service.close();
const sorted = times.map((one) => one.ms).sort((a, b) => a - b);
const at = (share: number) => (sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0).toFixed(0);
const under = times.filter((one) => one.ms < 300).length / times.length;
process.stdout.write(
  [
    `${times.length} answers; the first round warms up. Service ready in ${readyMs.toFixed(0)} ms.`,
    `median ${at(0.5)} ms, 90 % ${at(0.9)} ms, 95 % ${at(0.95)} ms, longest ${at(1)} ms; ${(under * 100).toFixed(0)} % under 300 ms`,
    ...[...times]
      .sort((a, b) => b.ms - a.ms)
      .slice(0, 5)
      .map((one) => `  ${one.ms.toFixed(0)} ms  ${one.question}`),
    "",
  ].join("\n"),
);

function questionsOf(file: unknown): string[] {
  const list = Array.isArray(file) ? file : Object.values(file as Record<string, unknown>).find(Array.isArray);
  return (list as { question?: string }[]).flatMap((one) => one.question ?? []);
}
