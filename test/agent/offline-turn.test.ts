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
  "Is it worth paying $0.50 for each at-risk customer to get one more post a week?",
  "What can we do to retain users with engagement scores below 0.3?",
  "churn by device and account type",
  "Describe the segments",
  "Who are the 5 most unusual customers?",
  "Which model is more accurate, engagement or churn?",
  "Which features matter for churn but not for engagement?",
  "What's the effect of premium on churn and value?",
  "Are premium users over-represented among power users?",
  "Top 5 customers by predicted lifetime value",
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

it("answers on one customer: value, segment, what is unusual, and what if, each number traced", async () => {
  const [row] = await live.raw(
    "SELECT customer_id, predicted_ltv_usd FROM final_results WHERE account_type = 'free' ORDER BY customer_id LIMIT 1",
  );
  const id = String(row?.["customer_id"]);
  const questions = [
    `Why is ${id}'s predicted value what it is?`,
    `How does ${id} compare to its segment?`,
    `Is ${id} unusual?`,
    `What if ${id} had premium?`,
    `If ${id} answered within an hour, would the value rise?`,
  ];
  const told = [];
  for (const question of questions) {
    const { outcome, verification, text } = answerOf(await ask(question, "analyst", question));
    told.push({ question, outcome, untraced: verification.untraced, isOfCustomer: text.includes(id) });
  }
  expect(told).toEqual(
    questions.map((question) => ({ question, outcome: "answered", untraced: 0, isOfCustomer: true })),
  );
  const value = answerOf(await ask(questions[0]!, "analyst", "value"));
  const dollars = (amount: number) =>
    `$${amount.toLocaleString("en-US", amount < 1_000 ? { minimumFractionDigits: 2, maximumFractionDigits: 2 } : { maximumFractionDigits: 0 })}`;
  expect(value.text).toContain(`predicted **${dollars(Number(row?.["predicted_ltv_usd"]))}** (80 % interval $`);
});

it("offers follow-ups that it can answer in the same conversation", async () => {
  const openers = [
    "Describe the segments",
    "Who is unusual?",
    "What if messages sent a day doubled?",
    "value by device",
  ];
  const unanswered: string[] = [];
  for (const opener of openers) {
    const { followUps } = answerOf(await ask(opener, "analyst", `f ${opener}`));
    if (followUps.length < 2) unanswered.push(`${opener}: fewer than two follow-ups`);
    for (const followUp of followUps) {
      const thread = `f ${opener} ${followUp}`;
      await ask(opener, "analyst", thread);
      const { outcome } = answerOf(await ask(followUp, "analyst", thread));
      if (outcome !== "answered") unanswered.push(`${opener} → ${followUp}: ${outcome}`);
    }
  }
  expect(unanswered).toEqual([]);
}, 60_000);
