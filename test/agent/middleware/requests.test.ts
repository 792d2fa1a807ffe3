import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";

import { costOfUsage, usageOfTurn } from "../../../agent/models/usage.ts";
import { createBedrockWire } from "../../support/bedrock-wire.ts";
import { createWireAgent, region } from "./agent-on-wire.ts";

const wire = createBedrockWire(region);
beforeAll(() => wire.start());
afterAll(() => wire.stop());
beforeEach(() => {
  vi.stubEnv("AWS_ACCESS_KEY_ID", "test");
  vi.stubEnv("AWS_SECRET_ACCESS_KEY", "test");
});
afterEach(() => {
  wire.reset();
  vi.unstubAllEnvs();
});

describe("what a model is sent", () => {
  test("cache points stand behind the tools, the system prompt and the last message, and nowhere else", async () => {
    const agent = await createWireAgent();
    wire.reply({ text: ["Hello."] }, { text: ["Well."] });
    await agent.ask("Hi.");
    await agent.ask("How are you?");
    const cachePoint = { cachePoint: { type: "default" } };
    expect(wire.requests[1]?.body).toEqual({
      system: [{ text: "Be brief." }, cachePoint],
      messages: [
        { role: "user", content: [{ text: "Hi." }] },
        { role: "assistant", content: [{ text: "Hello." }] },
        { role: "user", content: [{ text: "How are you?" }, cachePoint] },
      ],
      toolConfig: {
        tools: [
          {
            toolSpec: {
              name: "count",
              description: "Counts.",
              inputSchema: {
                json: {
                  type: "object",
                  properties: { of: { type: "string" } },
                  required: ["of"],
                  additionalProperties: false,
                },
              },
            },
          },
          cachePoint,
        ],
      },
      inferenceConfig: { maxTokens: 16_384, temperature: 0 },
    });
  });

  test("a model that is not in the table gets no cache point, temperature or thinking", async () => {
    const agent = await createWireAgent({
      config: { modelId: "us.someone.new-model-1", effort: "high" },
    });
    wire.reply({ text: ["Hello."] });
    await agent.ask("Hi.");
    const [request] = wire.requests;
    expect(JSON.stringify(request?.body)).not.toContain("cachePoint");
    expect(request?.body.inferenceConfig).toEqual({ maxTokens: 8_192 });
    expect(request?.body.additionalModelRequestFields).toBeUndefined();
    expect(agent.chat.capabilities.price).toBeNull();
  });

  test.each([
    ["us.anthropic.claude-sonnet-5-5", null, { maxTokens: 16_384 }, undefined],
    [
      "us.anthropic.claude-sonnet-5-5",
      "low",
      { maxTokens: 16_384 },
      { thinking: { type: "adaptive" }, output_config: { effort: "low" } },
    ],
    ["eu.anthropic.claude-haiku-4-5-20251001-v1:0", null, { maxTokens: 16_384, temperature: 0 }, undefined],
    [
      "eu.anthropic.claude-haiku-4-5-20251001-v1:0",
      "medium",
      { maxTokens: 16_384 },
      { thinking: { type: "enabled", budget_tokens: 4_096 } },
    ],
  ] as const)("%s at effort %s gets only what it takes", async (modelId, effort, inference, fields) => {
    const agent = await createWireAgent({ config: { modelId, effort } });
    wire.reply({ text: ["Hello."] });
    await agent.ask("Hi.");
    expect(wire.requests[0]).toMatchObject({ model: modelId });
    expect(wire.requests[0]?.body.inferenceConfig).toEqual(inference);
    expect(wire.requests[0]?.body.additionalModelRequestFields).toEqual(fields);
  });

  test("a bearer token takes the place of a signature", async () => {
    vi.stubEnv("AWS_BEARER_TOKEN_BEDROCK", "bedrock-key");
    const agent = await createWireAgent();
    wire.reply({ text: ["Hello."] });
    await agent.ask("Hi.");
    expect(wire.requests[0]?.authorization).toBe("Bearer bedrock-key");
  });

  test("without one it is signed for the region of the settings", async () => {
    const agent = await createWireAgent();
    wire.reply({ text: ["Hello."] });
    await agent.ask("Hi.");
    expect(wire.requests[0]?.authorization).toMatch(/^AWS4-HMAC-SHA256 Credential=test\/\d+\/us-east-1\/bedrock\//);
  });
});

describe("what a turn costs", () => {
  test("tokens of all calls are summed, and each call is priced by itself", async () => {
    const agent = await createWireAgent({
      config: { modelId: "global.anthropic.claude-sonnet-5-5" },
    });
    wire.reply(
      {
        toolUses: [{ id: "t1", name: "count", json: '{"of":"a"}' }],
        usage: {
          inputTokens: 100,
          outputTokens: 20,
          totalTokens: 4_120,
          cacheReadInputTokens: 0,
          cacheWriteInputTokens: 4_000,
        },
      },
      {
        text: ["7"],
        usage: {
          inputTokens: 50,
          outputTokens: 10,
          totalTokens: 4_060,
          cacheReadInputTokens: 4_000,
          cacheWriteInputTokens: 0,
        },
      },
    );
    const { messages } = await agent.ask("How many a?");
    // By hand, at 2 and 10 dollars a million: (100 + 4000 × 1.25) × 2 + 20 × 10 = 10,400 and
    // (50 + 4000 × 0.1) × 2 + 10 × 10 = 1,000 millionths of a dollar.
    const { costUsd, ...tokens } = usageOfTurn(messages, agent.chat);
    expect(tokens).toEqual({
      inputTokens: 8_150,
      outputTokens: 30,
      cacheReadTokens: 4_000,
      cacheWriteTokens: 4_000,
    });
    expect(costUsd).toBeCloseTo(0.0114, 12);
  });

  test("a turn that a second model finished is priced by both", async () => {
    const agent = await createWireAgent({
      config: {
        modelId: "global.anthropic.claude-sonnet-5-5",
        fallbackModelId: "global.anthropic.claude-haiku-5-5",
      },
    });
    const usage = { inputTokens: 1_000, outputTokens: 100, totalTokens: 1_100 };
    const down = { status: 503, type: "ServiceUnavailableException", message: "down" };
    wire.reply({ toolUses: [{ id: "t1", name: "count", json: '{"of":"a"}' }], usage }, down, down, down, {
      text: ["7"],
      usage,
    });
    const { messages } = await agent.ask("How many a?");
    const perCall = {
      inputTokens: 1_000,
      outputTokens: 100,
      cacheReadTokens: 0,
      cacheWriteTokens: 0,
    };
    const [sonnet, haiku] = [agent.chat.name, "global.anthropic.claude-haiku-5-5"].map((name) =>
      costOfUsage({ provider: "bedrock", name }, perCall),
    );
    expect([sonnet, haiku]).toEqual([0.003, 0.000_15]);
    expect(usageOfTurn(messages, agent.chat).costUsd).toBeCloseTo(0.003_15, 12);
  });
});
