import { describe, expect, it } from "vitest";

import { advance, advanceFrame, fail, newTurn, type Turn } from "../../web/chat/turn.ts";
import type { Answer, TurnEvent } from "../../web/contract/routes.d.ts";
import { buildAnswer } from "../support/build-answer.ts";

const play = (events: readonly TurnEvent[]) =>
  events.reduce((turn: Turn, event, index) => advance(turn, event, index * 100), newTurn("Which?"));

const start: TurnEvent = { type: "turn-start", answerId: "answer_1", thread: "thread_1" };
const call: TurnEvent = { type: "tool-start", id: "call_1", name: "query_athena", input: { sql: "SELECT 1" } };
const table = { columns: [], rows: [], rowCount: 0, truncated: false };
const result: TurnEvent = {
  type: "tool-end",
  id: "call_1",
  name: "query_athena",
  ok: true,
  summary: "1 row",
  table,
  sql: "SELECT 1 LIMIT 1000",
  elapsedMs: 12,
};

describe("a turn on the page", () => {
  it("keeps each look-up with its query, first as asked for, then as it ran", () => {
    const step = { id: "call_1", tool: "query_athena", input: { sql: "SELECT 1" }, startedAtMs: 100, table: null };
    expect(play([start, call])).toEqual({
      kind: "running",
      question: "Which?",
      answerId: "answer_1",
      steps: [{ ...step, state: "running", summary: "", sql: "SELECT 1", elapsedMs: null }],
      text: "",
    });
    expect(play([start, call, result])).toMatchObject({
      steps: [{ ...step, state: "done", summary: "1 row", sql: "SELECT 1 LIMIT 1000", table, elapsedMs: 12 }],
    });
    expect(play([start, call, { ...result, ok: false, sql: null }])).toMatchObject({
      steps: [{ state: "failed", sql: "SELECT 1" }],
    });
  });

  it("puts the text together, and takes it back when the model is asked again", () => {
    const delta = (text: string): TurnEvent => ({ type: "text-delta", text });
    expect(play([start, delta("Pre"), delta("mium")])).toMatchObject({ text: "Premium" });
    expect(play([start, delta("Pre"), { type: "text-restart" }, delta("Free")])).toMatchObject({ text: "Free" });
  });

  it("ends with its answer or with what went wrong, and nothing comes after the end", () => {
    const answer = buildAnswer() as Answer;
    const finished = play([start, { type: "answer-end", answer }, { type: "text-delta", text: "late" }]);
    expect(finished).toEqual({ kind: "finished", question: "Which?", answer, readText: "" });
    const failure = { code: "LLM_THROTTLED", detail: "d", hint: "h" } as const;
    expect(play([start, call, { type: "turn-error", ...failure }])).toMatchObject({ kind: "failed", failure });
    expect(fail(finished, failure)).toBe(finished);
  });

  it("remembers what was on the screen before the frame in which its answer came", () => {
    const answer = buildAnswer() as Answer;
    const delta = (text: string): TurnEvent => ({ type: "text-delta", text });
    const drawn = play([start, delta("Premium scores")]);
    const frame: TurnEvent[] = [delta(" higher."), { type: "answer-end", answer }];
    expect(advanceFrame(drawn, frame, 1)).toMatchObject({ kind: "finished", readText: "Premium scores" });
    expect(advanceFrame(newTurn("Which?"), [start, ...frame], 1)).toMatchObject({ kind: "finished", readText: "" });
  });
});
