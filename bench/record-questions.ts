import { writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";

import { createChatModel, createMiddleware, createOfflineAnalyst, createRunTurn, type ThreadTurn } from "#agent";
import { createIdSource, createRandom, createSilentLogger, createSystemClock } from "#core";
import { createDuckDbRunQuery, type RunQuery } from "#sql";
import { createMemoryThreadStore } from "#store";
import { createModelLoader, createTools } from "#tools";

import { loadCases } from "../evals/load-cases.ts";
import { buildLiveRun } from "../test/support/build-live-run.ts";

// Asks the offline analyst the forty questions over a small run and writes down every query that was run for each,
// for `bench/sql.ts`: `node --import tsx bench/record-questions.ts`.
const signal = new AbortController().signal;
const { domain, live } = await buildLiveRun();
const [clock, ids, log] = [createSystemClock(), createIdSource(), createSilentLogger()];
const engine = await createDuckDbRunQuery({
  databasePath: live.serveDatabasePath,
  domain,
  memoryMb: 512,
  timeoutMs: 20_000,
  maxRows: 1_000,
  clock,
  ids,
});
let asked: string[] = [];
const runQuery: RunQuery = (request) => {
  asked.push(request.sql);
  return engine.runQuery(request);
};
const loadModel = createModelLoader(domain, live.models);
const chatModel = await createChatModel(
  { provider: "offline" },
  { idleTimeoutMs: 60_000, createOffline: () => createOfflineAnalyst(domain, live.snapshotDate), log },
);
const runTurn = createRunTurn({
  domain,
  dataset: { runId: live.runId, snapshotDate: live.snapshotDate, modelVersions: {} },
  chatModel,
  // New tools each time: they remember facts of the run, and a question's queries must not miss those.
  toolsFor: ({ role }) => createTools({ domain, runQuery, role, loadModel, clock }),
  middleware: createMiddleware({
    fallback: null,
    maxModelCalls: 16,
    maxToolCalls: 24,
    sleep: () => Promise.resolve(),
    random: createRandom(1),
    log,
  }),
  threads: createMemoryThreadStore<ThreadTurn>(),
  limits: { questionChars: 4_000, turnTimeoutMs: 300_000 },
  clock,
  ids,
  log,
});
const recorded: { readonly question: string; readonly queries: readonly string[] }[] = [];
for (const { id, suite, question } of await loadCases(signal)) {
  if (suite !== "forty") continue;
  asked = [];
  for await (const event of runTurn({
    thread: `thread_${id}`,
    question,
    principal: { id: "bench", role: "analyst" },
  })) {
    if (event.type === "turn-error") throw new RangeError(`${question}: ${event.code}`);
  }
  recorded.push({ question, queries: [...new Set(asked)] });
}
await engine.close();
await writeFile(
  fileURLToPath(new URL("sql-questions.json", import.meta.url)),
  `${JSON.stringify(recorded, null, 2)}\n`,
);
console.log(`${recorded.length} questions, ${recorded.flatMap(({ queries }) => queries).length} queries`);
