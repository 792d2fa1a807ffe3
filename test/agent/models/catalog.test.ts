import { AIMessage, HumanMessage } from "@langchain/core/messages";
import { describe, expect, test } from "vitest";

import { capabilitiesOf, catalogDate } from "../../../agent/models/catalog.ts";
import { requestSettings } from "../../../agent/models/request-settings.ts";
import { costOfUsage, usageOf, usageOfTurn } from "../../../agent/models/usage.ts";

const bedrock = (name: string) => ({ provider: "bedrock", name });
const usage = (inputTokens: number, outputTokens: number, cacheReadTokens = 0, cacheWriteTokens = 0) => ({
  inputTokens,
  outputTokens,
  cacheReadTokens,
  cacheWriteTokens,
});

describe("the catalog", () => {
  test("knows a model under every geography and under an ARN", () => {
    const global = capabilitiesOf(bedrock("global.anthropic.claude-sonnet-5-5"));
    expect(global).toEqual({
      sampling: false,
      forcedTools: false,
      thinking: "always",
      contextTokens: 1_000_000,
      maxOutputTokens: 128_000,
      cacheMinimumTokens: 512,
      price: {
        inputUsdPerMillion: 2,
        outputUsdPerMillion: 10,
        cacheReadFactor: 0.1,
        cacheWriteFactor: 1.25,
        longPrompt: null,
      },
    });
    const regional = capabilitiesOf(bedrock("eu.anthropic.claude-sonnet-5-5"));
    expect(regional.price).toMatchObject({ inputUsdPerMillion: 2.2, outputUsdPerMillion: 11 });
    const arn = "arn:aws:bedrock:eu-west-1:123456789012:inference-profile/eu.anthropic.claude-sonnet-5-5";
    expect(capabilitiesOf(bedrock(arn))).toEqual(regional);
  });

  test("knows a model with and without the date and version that its id may end in", () => {
    const of = (name: string) => capabilitiesOf(bedrock(name));
    expect(of("global.anthropic.claude-opus-4-6-v1")).toEqual(of("global.anthropic.claude-opus-4-6"));
    expect(of("global.anthropic.claude-haiku-4-5-20251001-v1:0")).toMatchObject({
      thinking: "budget",
      cacheMinimumTokens: 4_096,
      price: { inputUsdPerMillion: 1, outputUsdPerMillion: 5 },
    });
    expect(of("jp.anthropic.claude-opus-4-5-20251101-v1:0").price?.inputUsdPerMillion).toBeCloseTo(5.5, 12);
  });

  test.each([
    "us.anthropic.claude-sonnet-99",
    "us.anthropic.claude-sonnet-5-5-preview",
    "toString",
    "",
    "arn:aws:bedrock:x:1:application-inference-profile/abc",
  ])("assumes the least of %j", (name) => {
    expect(capabilitiesOf(bedrock(name))).toMatchObject({
      sampling: false,
      forcedTools: false,
      thinking: "none",
      cacheMinimumTokens: null,
      price: null,
    });
  });

  test("bears the date of its last comparison", () => {
    expect(Number.isNaN(Date.parse(catalogDate))).toBe(false);
  });

  test("effort is sent in the form that each model takes, and to none that takes none", () => {
    const sent = (name: string) => requestSettings(capabilitiesOf(bedrock(name)), "high");
    expect(
      ["us.anthropic.claude-opus-5-5", "us.anthropic.claude-sonnet-4-5-20250929-v1:0", "us.other"].map(sent),
    ).toEqual([
      {
        maxTokens: 16_384,
        additionalModelRequestFields: {
          thinking: { type: "adaptive" },
          output_config: { effort: "high" },
        },
      },
      {
        maxTokens: 16_384,
        additionalModelRequestFields: { thinking: { type: "enabled", budget_tokens: 10_240 } },
      },
      { maxTokens: 8_192 },
    ]);
  });
});

describe("the cost of a call", () => {
  test.each([
    // A million in and out at the list price.
    ["global.anthropic.claude-sonnet-5-5", usage(1_000_000, 1_000_000), 12],
    ["us.anthropic.claude-sonnet-5-5", usage(1_000_000, 1_000_000), 13.2],
    // (10,000 − 6,000 − 2,000) + 6,000 × 0.1 + 2,000 × 1.25 = 5,100 at 3 dollars, and 1,000 at 15.
    ["global.anthropic.claude-sonnet-4-6", usage(10_000, 1_000, 6_000, 2_000), 0.0303],
    // 1,000,000 read at a twentieth of 4 dollars.
    ["global.anthropic.claude-opus-5-5", usage(1_000_000, 0, 1_000_000), 0.2],
    // At 100,000 tokens the low price still holds, above it all is five times as dear.
    ["global.anthropic.claude-haiku-5-5", usage(100_000, 1_000), 0.0105],
    ["global.anthropic.claude-haiku-5-5", usage(200_000, 1_000), 0.1025],
  ])("to %s for %j is %d dollars", (name, tokens, dollars) => {
    expect(costOfUsage(bedrock(name), tokens)).toBeCloseTo(dollars, 12);
  });

  test("is nothing on one's own machine, and unknown for a model that is", () => {
    const costs = [
      { provider: "offline", name: "analyst" },
      { provider: "ollama", name: "llama3.2" },
      { provider: "openai-compatible", name: "qwen3" },
      bedrock("us.other"),
    ].map((model) => costOfUsage(model, usage(1_000, 1_000)));
    expect(costs).toEqual([0, 0, null, null]);
  });
});

describe("the usage of a turn", () => {
  const reply = new AIMessage({
    content: "7",
    usage_metadata: {
      input_tokens: 120,
      output_tokens: 5,
      total_tokens: 125,
      input_token_details: { cache_read: 100, cache_creation: 10 },
    },
  });

  test("counts cached tokens within the input, and nothing where nothing is said", () => {
    expect(usageOf(reply)).toEqual(usage(120, 5, 100, 10));
    expect(usageOf(new AIMessage("7"))).toEqual(usage(0, 0));
    expect(usageOf(new HumanMessage("7"))).toEqual(usage(0, 0));
  });

  test("has an unknown cost as soon as one call has", () => {
    const other = new AIMessage({ content: "8", response_metadata: { model_name: "us.other" } });
    const model = bedrock("global.anthropic.claude-sonnet-5-5");
    expect(usageOfTurn([reply, other], model)).toEqual({
      ...usage(120, 5, 100, 10),
      costUsd: null,
    });
    expect(usageOfTurn([], model)).toEqual({ ...usage(0, 0), costUsd: 0 });
  });
});
