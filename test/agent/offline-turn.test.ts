import { afterAll, beforeAll, expect, it } from "vitest";

import {
  createChatModel,
  createMiddleware,
  createOfflineAnalyst,
  createRunTurn,
  type RunTurn,
  type ThreadTurn,
  type TurnEvent,
} from "#agent";
import { createRandom, createSequentialIdSource, createSilentLogger, createSystemClock } from "#core";
import { createMemoryThreadStore } from "#store";

import { openLiveTools, type LiveTools } from "../support/open-live-tools.ts";
import { answerOf, screens } from "./turn-fixture.ts";

let live: LiveTools;
let runTurn: RunTurn;

beforeAll(async () => {
  live = await openLiveTools();
  const { domain, toolsFor } = live;
  const log = createSilentLogger();
  const { runId, snapshotDate, models } = live.live;
  runTurn = createRunTurn({
    domain,
    dataset: {
      runId,
      snapshotDate,
      modelVersions: Object.fromEntries(models.map(({ name, version }) => [name, version])),
    },
    chatModel: await createChatModel(
      { provider: "offline" },
      { idleTimeoutMs: 1_000, createOffline: () => createOfflineAnalyst(domain, snapshotDate), log },
    ),
    toolsFor: ({ role }) => toolsFor(role),
    middleware: createMiddleware({
      fallback: null,
      maxModelCalls: 16,
      maxToolCalls: 24,
      sleep: () => Promise.resolve(),
      random: createRandom(1),
      log,
    }),
    threads: createMemoryThreadStore<ThreadTurn>(),
    limits: { questionChars: 4_000, turnTimeoutMs: 30_000 },
    clock: createSystemClock(),
    ids: createSequentialIdSource(),
    log,
  });
}, 60_000);
afterAll(() => live.close());

async function ask(question: string, role: "analyst" | "viewer" = "analyst", thread = "t"): Promise<TurnEvent[]> {
  const events: TurnEvent[] = [];
  for await (const event of runTurn({ thread, question, principal: { id: "ann", role } })) events.push(event);
  return events;
}

it.each([
  "How many customers are there?",
  "What is the average engagement score by account type?",
  "What are the top 5 features that predict engagement score?",
  "If we improve notification click rate by 20%, how does engagement change?",
])("answers %s from the run, every number traced, the stream the same as the answer", async (question) => {
  const events = await ask(question);
  const answer = answerOf(events);
  expect(answer).toMatchObject({
    outcome: "answered",
    model: { provider: "offline" },
    verification: { untraced: 0, repaired: false },
    usage: { inputTokens: 0, outputTokens: 0, costUsd: 0 },
  });
  expect(answer.evidence.length).toBeGreaterThan(0);
  expect(answer.verification.numbers).toBeGreaterThan(0);
  expect(screens(events).at(-1)).toBe(answer.text);
});

it("counts what the run holds", async () => {
  const [row] = await live.raw("SELECT count(*)::INTEGER AS n FROM final_results");
  expect(answerOf(await ask("How many customers are there?")).text).toContain(
    Number(row?.["n"]).toLocaleString("en-US"),
  );
});

it("shows an analyst one customer, and a viewer none", async () => {
  const [row] = await live.raw("SELECT customer_id FROM final_results ORDER BY customer_id LIMIT 1");
  const question = `Why is the churn risk of ${row?.["customer_id"]} what it is?`;
  expect(answerOf(await ask(question)).evidence.map((one) => one.tool)).toContain("explain_prediction");
  const refused = answerOf(await ask(question, "viewer", "other"));
  expect(refused.evidence.map((one) => one.tool)).not.toContain("explain_prediction");
  expect(refused.text).not.toContain(row?.["customer_id"]);
});
