import { describe, expect, it } from "vitest";

import type { RunTurn } from "../../agent/events.ts";
import { createFixedClock, createSequentialIdSource, isAppError } from "#core";

import { estimateQuestionUsd } from "../../evals/budget/estimate-cost.ts";
import { planSpending } from "../../evals/budget/plan-spending.ts";
import { createSpendingCap, type SpendingCap } from "../../evals/budget/spending-cap.ts";
import { repeatSuite } from "../../evals/repeat-suite.ts";
import type { CaseResult } from "../../evals/run-suite.ts";
import { buildAnswer } from "../support/build-answer.ts";
import { domain } from "./build-context.ts";
import { buildEvalCase } from "./build-report.ts";

const offline = { provider: "offline", name: "analyst" };
const sonnet = { provider: "bedrock", name: "global.anthropic.claude-sonnet-5" };
const codeOf = (work: () => unknown) => {
  try {
    work();
    return null;
  } catch (error) {
    return isAppError(error, "USAGE") ? "USAGE" : "another";
  }
};

describe("the estimate", () => {
  it("is nothing offline, what the price list gives for the tokens taken, and not known without a price", () => {
    expect(estimateQuestionUsd(offline)).toBe(0);
    // In US dollars a million: 300 tokens uncached at 3, 25,800 read at 0.30, 5,400 written at 3.75, 1,200 out at 15.
    const expected = (300 * 3 + 25_800 * 0.3 + 5_400 * 3.75 + 1_200 * 15) / 1e6;
    expect(estimateQuestionUsd(sonnet)).toBeCloseTo(expected, 10);
    expect(estimateQuestionUsd({ provider: "bedrock", name: "us.anthropic.claude-unheard-of" })).toBeNull();
  });

  it("keeps a run from starting over its budget, or without a price to hold a budget by", () => {
    const question = estimateQuestionUsd(sonnet) ?? 0;
    expect(planSpending(sonnet, 100, 100 * question + 0.01)).toMatchObject({ questionUsd: question });
    expect(codeOf(() => planSpending(sonnet, 100, 100 * question - 0.01))).toBe("USAGE");
    const unknown = { provider: "openai-compatible", name: "x" };
    expect(codeOf(() => planSpending(unknown, 1, 10))).toBe("USAGE");
    expect(planSpending(unknown, 1, null)).toEqual({
      questionUsd: 0,
      judgementUsd: 0,
      estimateUsd: 0,
      capUsd: Infinity,
    });
    expect(planSpending(offline, 1_000_000, 0)).toMatchObject({ estimateUsd: 0 });
  });
});

describe("the cap", () => {
  const { usage } = buildAnswer();
  /** Each question is what its answer costs; "unpriced" has no price, "broken" ends in an error, "later:…" waits. */
  let proceed = () => {};
  const runTurn: RunTurn = async function* ({ question }) {
    if (question.startsWith("later:")) await new Promise<void>((resolve) => (proceed = resolve));
    if (question === "broken") yield { type: "turn-error", code: "SQL_TIMEOUT", detail: "", hint: "" };
    const costUsd = question === "unpriced" ? null : Number(question.replace("later:", ""));
    yield { type: "answer-end", answer: buildAnswer({ usage: { ...usage, costUsd } }) };
  };
  const ask = async (cap: SpendingCap, question: string) => {
    for await (const { type } of cap.runTurn({ thread: "t", question, principal: { id: "evals", role: "analyst" } })) {
      if (type === "answer-end" || type === "turn-error") return type;
    }
    return null;
  };
  const create = (capUsd: number) => {
    const stops: string[] = [];
    const cap = createSpendingCap(runTurn, { capUsd, questionUsd: 1, stop: () => stops.push("stop") });
    return { cap, stops };
  };

  it("asks while the next question fits, by the dearest seen, and then stops once and asks no more", async () => {
    const { cap, stops } = create(5);
    await ask(cap, "2");
    await ask(cap, "0.5");
    // 2.5 spent and 2 the dearest: one more fits, and then none.
    await ask(cap, "2");
    await expect(ask(cap, "0")).rejects.toMatchObject({ code: "TURN_ABORTED" });
    expect({ stops, spent: cap.spentUsd() }).toEqual({ stops: ["stop"], spent: 4.5 });
  });

  it("counts an error, and an answer without a price, for what a question is taken to cost", async () => {
    const { cap } = create(10);
    expect(await ask(cap, "broken")).toBe("turn-error");
    await ask(cap, "unpriced");
    cap.add(0.5);
    expect(cap.spentUsd()).toBe(2.5);
  });

  it("waits for a question under way that may leave room for the next", async () => {
    const { cap, stops } = create(1.5);
    const first = ask(cap, "later:0.25");
    const second = ask(cap, "1");
    proceed();
    expect(await Promise.all([first, second])).toEqual(["answer-end", "answer-end"]);
    expect(stops).toEqual([]);
  });

  it("ends a suite with every question that was begun answered and kept", async () => {
    const stop = new AbortController();
    const paid: RunTurn = async function* () {
      yield { type: "answer-end", answer: buildAnswer({ usage: { ...usage, costUsd: 1 } }) };
    };
    const cap = createSpendingCap(paid, { capUsd: 3.5, questionUsd: 1, stop: () => stop.abort() });
    const results: CaseResult[] = [];
    const suite = repeatSuite(
      {
        cases: Array.from({ length: 10 }, (_, index) => buildEvalCase(`c${index}`)),
        runTurn: cap.runTurn,
        truthOf: async () => ({}),
        domain,
        clock: createFixedClock(new Date(0), 5),
        ids: createSequentialIdSource(),
        signal: stop.signal,
        concurrency: 2,
        onResult: (result) => results.push(result),
      },
      2,
    );
    await expect(suite).rejects.toMatchObject({ name: "AbortError" });
    expect(results.map((result) => [result.case.id, "answer" in result])).toEqual([
      ["c0", true],
      ["c1", true],
      ["c2", true],
    ]);
  });

  it("never stops a model that costs nothing", async () => {
    const cap = createSpendingCap(runTurn, { capUsd: 0, questionUsd: 0, stop: () => expect.unreachable() });
    for (let asked = 0; asked < 3; asked++) await ask(cap, "0");
    expect(cap.spentUsd()).toBe(0);
  });
});
