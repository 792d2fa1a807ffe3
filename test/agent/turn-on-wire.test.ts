import { afterAll, afterEach, beforeAll, expect, it } from "vitest";

import { createChatModel } from "#agent";
import { createSilentLogger } from "#core";

import { createBedrockWire } from "../support/bedrock-wire.ts";
import { answerOf, createTurn, screens } from "./turn-fixture.ts";

const region = "us-east-1";
const wire = createBedrockWire(region);
const credentials = { AWS_ACCESS_KEY_ID: "test", AWS_SECRET_ACCESS_KEY: "test" };
const before = { ...process.env };

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

const claude = () =>
  createChatModel(
    {
      provider: "bedrock",
      modelId: "us.anthropic.claude-sonnet-4-6",
      fallbackModelId: null,
      region,
      effort: null,
      guardrail: null,
    },
    { idleTimeoutMs: 5_000, createOffline: () => Promise.reject(new Error()) as never, log: createSilentLogger() },
  );

it("gives Claude's first text, marked, where the call that was to mend it is refused", async () => {
  wire.reply(
    { toolUses: [{ id: "tooluse_1", name: "query_athena", json: '{"sql":"SELECT 1"}' }] },
    { text: ["Premium accounts average 0.635 [e1].", " Free ones 0.777 [e1]."] },
    { status: 400, type: "ValidationException", message: "too long" },
  );
  const { ask } = await createTurn(await claude());
  const answer = answerOf(await ask("Which account type scores higher?"));
  expect(wire.requests).toHaveLength(3);
  expect(answer).toMatchObject({
    text: "Premium accounts average 0.635 [e1]. Free ones 0.777 [unverified] [e1].",
    verification: {
      untraced: 1,
      repaired: true,
      notes: [expect.stringContaining("failed (LLM_REFUSED)"), expect.any(String)],
    },
  });
});

it("answers with Claude on Bedrock in two calls, with evidence, checks, tokens and dollars", async () => {
  const chatModel = await claude();
  wire.reply(
    {
      text: ["I look it up."],
      toolUses: [{ id: "tooluse_1", name: "query_athena", json: '{"sql":"SELECT 1"}' }],
      usage: {
        inputTokens: 100,
        outputTokens: 20,
        totalTokens: 3_120,
        cacheReadInputTokens: 0,
        cacheWriteInputTokens: 3_000,
      },
    },
    {
      text: [
        "Premium accounts average 0.635 [e1].",
        " Free ones 0.512 [e1].",
        '\n\n```reckoner\n{"followUps":["Why?"]}\n```',
      ],
      usage: {
        inputTokens: 150,
        outputTokens: 40,
        totalTokens: 3_190,
        cacheReadInputTokens: 3_000,
        cacheWriteInputTokens: 0,
      },
    },
  );
  const { ask } = await createTurn(chatModel);
  const events = await ask("Which account type scores higher?");
  const answer = answerOf(events);
  expect(answer).toMatchObject({
    text: "Premium accounts average 0.635 [e1]. Free ones 0.512 [e1].",
    evidence: [{ id: "e1", tool: "query_athena", rowCount: 2 }],
    followUps: ["Why?"],
    verification: { traced: 2, untraced: 0, repaired: false },
    model: { provider: "bedrock", name: "us.anthropic.claude-sonnet-4-6" },
    usage: { inputTokens: 6_250, outputTokens: 60, cacheReadTokens: 3_000, cacheWriteTokens: 3_000 },
  });
  // By hand, per million: 3 dollars in, 15 out, cache read at a tenth, write at a quarter more; a region costs a tenth more.
  const dollars = (1.1 * (3 * (250 + 0.1 * 3_000 + 1.25 * 3_000) + 15 * 60)) / 1e6;
  expect(answer.usage.costUsd).toBeCloseTo(dollars, 10);
  expect(screens(events).at(-1)).toBe(answer.text);
  const [first, second] = wire.requests;
  expect(first?.body.system?.[0]?.text).toContain("You are Reckoner");
  expect(second?.body.messages.at(-1)?.content[0]?.toolResult).toMatchObject({
    toolUseId: "tooluse_1",
    content: [{ text: expect.stringMatching(/^\[e1\] Mean score by account type/) }],
  });
});
