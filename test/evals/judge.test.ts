import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";

import { createChatModel } from "#agent";
import { createSilentLogger } from "#core";

import { createJudge, parseReply, tellCase, type ScoredResult } from "../../evals/judge/create-judge.ts";
import { judgeRun } from "../../evals/judge/judge-run.ts";
import { openJudge } from "../../evals/judge/open-judge.ts";
import { measureAgreement } from "../../evals/statistics/agreement.ts";
import { createBedrockWire } from "../support/bedrock-wire.ts";
import { buildError, buildEvalCase, buildResult } from "./build-report.ts";

const region = "us-east-1";
const wire = createBedrockWire(region);
const credentials = { AWS_ACCESS_KEY_ID: "test", AWS_SECRET_ACCESS_KEY: "test" };
const before = { ...process.env };
const { signal } = new AbortController();

beforeAll(() => {
  Object.assign(process.env, credentials);
  wire.start();
});
afterEach(() => wire.reset());
afterAll(() => {
  wire.stop();
  for (const name of Object.keys(credentials)) {
    if (before[name] === undefined) delete process.env[name];
    else process.env[name] = before[name];
  }
});

const openClaude = async () =>
  createJudge(
    await createChatModel(
      {
        provider: "bedrock",
        modelId: "global.anthropic.claude-sonnet-4-6",
        fallbackModelId: null,
        region,
        effort: null,
        guardrail: null,
      },
      { idleTimeoutMs: 5_000, createOffline: () => Promise.reject(new Error()) as never, log: createSilentLogger() },
    ),
    signal,
  );
const passed = buildResult(buildEvalCase("right")) as ScoredResult;
const failed = buildResult(buildEvalCase("wrong"), { fails: "expectation" }) as ScoredResult;
const says = (verdict: string) => ({ text: [`{"verdict": "${verdict}", "reason": "because"}`] });
const options = {
  model: { provider: "bedrock", name: "claude" },
  concurrency: 1,
  signal,
  mayAsk: () => true,
  onCost: () => undefined,
};

describe("the judge", () => {
  it("is shown question, expectations and answer, and nothing of how the scorers judged", async () => {
    wire.reply({ ...says("right"), usage: { inputTokens: 1_000, outputTokens: 50, totalTokens: 1_050 } });
    const judge = await openClaude();
    expect(await judge(passed, signal)).toEqual({
      verdict: "right",
      reason: "because",
      // 1,000 tokens in at 3 and 50 out at 15 US dollars a million.
      costUsd: expect.closeTo(0.00375, 10) as number,
    });
    const [request] = wire.requests;
    const shown = JSON.stringify(request?.body);
    expect(shown).toContain(passed.answer.question);
    expect(shown).toContain("do not do it");
    expect(tellCase(failed)).toBe(
      tellCase({ ...failed, score: { ...failed.score, expectations: failed.score.expectations.map(asPassed) } }),
    );
  });

  it("changes no outcome; its agreement, its doubts and its failures are told, and what it cost", async () => {
    wire.reply(says("right"), says("right"), says("unsure"), { text: ["I think it is fine."] });
    const costs: number[] = [];
    const judgement = await judgeRun(
      [passed, failed, passed, failed, buildError(buildEvalCase("x"))],
      await openClaude(),
      {
        ...options,
        onCost: (usd) => costs.push(usd),
      },
    );
    expect(judgement).toMatchObject({
      agreement: { bothYes: 1, onlyLeft: 0, onlyRight: 1, bothNo: 0, share: 0.5 },
      unsure: 1,
      errors: 1,
      firstError: expect.stringContaining("LLM_INCOMPLETE") as string,
      differing: [{ case: "wrong", passed: false, verdict: "right", reason: "because" }],
    });
    expect(costs).toHaveLength(3);
    expect(wire.requests).toHaveLength(4);
  });

  it("is asked no more once the budget is used up", async () => {
    wire.reply(says("right"));
    let left = 1;
    const judgement = await judgeRun([passed, failed], await openClaude(), { ...options, mayAsk: () => left-- > 0 });
    expect(judgement.agreement).toMatchObject({ bothYes: 1, share: 1 });
    expect(wire.requests).toHaveLength(1);
  });

  it("is no offline analyst", async () => {
    const deps = { directory: "/work", log: createSilentLogger(), signal };
    await expect(openJudge("offline", {}, deps)).rejects.toMatchObject({ code: "USAGE" });
  });

  it.each([
    ['{"verdict": "wrong", "reason": "0.5 is not 0.6"}', { verdict: "wrong", reason: "0.5 is not 0.6" }],
    ['```json\n{"verdict": "unsure"}\n```', { verdict: "unsure", reason: "" }],
  ])("is read in %s", (text, expected) => {
    expect(parseReply(text)).toEqual(expected);
  });

  it.each(["", "right", '{"verdict": "perfect"}', '{"verdict": "right"'])("is not read in %j", (text) => {
    expect(() => parseReply(text)).toThrow(expect.objectContaining({ code: "LLM_INCOMPLETE" }));
  });
});

describe("agreement", () => {
  const pairs = (bothYes: number, onlyLeft: number, onlyRight: number, bothNo: number) =>
    [
      ...Array.from({ length: bothYes }, () => ({ left: true, right: true })),
      ...Array.from({ length: onlyLeft }, () => ({ left: true, right: false })),
      ...Array.from({ length: onlyRight }, () => ({ left: false, right: true })),
      ...Array.from({ length: bothNo }, () => ({ left: false, right: false })),
    ] as const;

  it("is Cohen's kappa of a worked example", () => {
    // 50 proposals and two readers: 20 yes of both, 15 no of both; chance is 0.5 × 0.6 + 0.5 × 0.4 = 0.5.
    const { share, kappa } = measureAgreement(pairs(20, 5, 10, 15));
    expect([share, kappa]).toEqual([0.7, expect.closeTo(0.4, 12)]);
  });

  it("is nothing without a pair, and no kappa where all are alike", () => {
    expect(measureAgreement([])).toMatchObject({ share: null, kappa: null });
    expect(measureAgreement(pairs(3, 0, 0, 0))).toMatchObject({ share: 1, kappa: null });
  });
});

function asPassed<Kind extends { readonly pass: boolean; readonly note: string }>(score: Kind): Kind {
  return { ...score, pass: true, note: "" };
}
