import { expect, it } from "vitest";

import type { RunTurn, TurnEvent } from "#agent";
import { AppError, createFixedClock, createSilentLogger, hashText } from "#core";
import type { AuditEntry } from "#store";

import { auditTurns } from "../../api/audit-turns.ts";
import { buildAnswer } from "../support/build-answer.ts";
import { createFakeRunTurn, turnError } from "../support/fake-run-turn.ts";

const dataset = buildAnswer().dataset;
const request = {
  thread: "t1",
  question: "Why did user_12345 churn?",
  principal: { id: "ada", role: "analyst" },
} as const;

/** The turn with its audit: what was sent and what was written, in order. */
async function play(
  runTurn: RunTurn,
  options: { readonly questions?: "hash" | "text"; readonly fails?: boolean; readonly leaveAfter?: string } = {},
) {
  const entries: AuditEntry[] = [];
  const steps: string[] = [];
  const audited = auditTurns(runTurn, {
    append: async (entry) => {
      if (options.fails) throw new AppError("STORE_UNAVAILABLE", { detail: "full", hint: "make room" });
      entries.push(entry);
      steps.push("written");
    },
    channel: "http",
    dataset,
    questions: options.questions ?? "hash",
    idPattern: "^user_[0-9]{5,}$",
    clock: createFixedClock(new Date(0), 5),
    log: createSilentLogger(),
  });
  const events: TurnEvent[] = [];
  for await (const event of audited(request)) {
    events.push(event);
    steps.push(event.type);
    if (event.type === options.leaveAfter) break;
  }
  return { entries, steps, last: events.at(-1) };
}

const turn = {
  kind: "turn",
  actor: "ada",
  role: "analyst",
  channel: "http",
  thread: "t1",
  question: { sha256: hashText(request.question, 64) },
  runId: "run_1",
  modelVersions: { score: "v1" },
  totalMs: 5,
};
const call = { tool: "query_athena", sql: "SELECT plan, mean_score FROM scores LIMIT 100", rowCount: 2, elapsedMs: 12 };

it("writes who asked what, how it was answered and at what cost before the answer is sent", async () => {
  const { entries, steps } = await play(createFakeRunTurn().runTurn);
  const { id, model, usage, outcome } = buildAnswer();
  expect(entries).toEqual([{ ...turn, answerId: id, outcome, model, usage, tools: [call] }]);
  expect(steps.slice(-2)).toEqual(["written", "answer-end"]);
});

it("writes a customer's id as a hash, in the question and in SQL, of a failed call too", async () => {
  const token = `id:${hashText("user_12345", 16)}`;
  const sql = "SELECT 1 FROM t WHERE id = 'USER_12345'";
  const events: TurnEvent[] = [
    { type: "tool-start", id: "c1", name: "query_athena", input: { sql } },
    {
      type: "tool-end",
      id: "c1",
      name: "query_athena",
      ok: false,
      summary: "refused",
      table: null,
      sql: null,
      elapsedMs: 1,
    },
    turnError("LLM_THROTTLED"),
  ];
  const { entries, steps } = await play(createFakeRunTurn(() => events).runTurn, { questions: "text" });
  expect(entries).toEqual([
    {
      ...turn,
      question: { text: `Why did ${token} churn?` },
      answerId: null,
      outcome: "LLM_THROTTLED",
      model: null,
      usage: null,
      tools: [{ tool: "query_athena", sql: `SELECT 1 FROM t WHERE id = '${token}'`, rowCount: null, elapsedMs: 1 }],
    },
  ]);
  expect(steps.slice(-2)).toEqual(["written", "turn-error"]);
});

it("gives no answer that the audit cannot hold", async () => {
  const { last } = await play(createFakeRunTurn().runTurn, { fails: true });
  expect(last).toEqual({ type: "turn-error", code: "STORE_UNAVAILABLE", detail: "full", hint: "make room" });
});

it("writes a turn that its reader left", async () => {
  const { entries } = await play(createFakeRunTurn().runTurn, { leaveAfter: "tool-end" });
  expect(entries).toEqual([
    { ...turn, answerId: null, outcome: "TURN_ABORTED", model: null, usage: null, tools: [call] },
  ]);
});
