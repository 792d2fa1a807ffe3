import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";

import { createChatModel } from "#agent";
import { createFixedClock, createSilentLogger } from "#core";
import { domainDirectory, loadDomain } from "#knowledge";
import { createTools } from "#tools";

import { createBedrockWire, type WireReply, type WireRequest } from "../support/bedrock-wire.ts";
import { answerOf, createTurn, fakeTool, foundScores, lookUp } from "./turn-fixture.ts";

const region = "us-east-1";
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

const looksUp: WireReply = { toolUses: [{ id: "tooluse_1", name: lookUp.name, json: JSON.stringify(lookUp.args) }] };
const tells: WireReply = { text: ["Premium accounts average 0.635 [e1]."] };
const hello: WireReply = { text: ["Hello."] };

/** An instance of the service's turn, with the product's own tools beside the one that finds something. */
async function createInstance() {
  const domain = await loadDomain(domainDirectory("engagement"));
  const never = () => Promise.reject(new TypeError("a tool was run"));
  const clock = createFixedClock(new Date(0));
  const tools = createTools({ domain, role: "analyst", runQuery: never, loadModel: never, clock });
  const chatModel = await createChatModel(
    {
      provider: "bedrock",
      modelId: "us.anthropic.claude-sonnet-4-6",
      fallbackModelId: null,
      region,
      effort: null,
      guardrail: null,
    },
    { idleTimeoutMs: 5_000, createOffline: never as never, log: createSilentLogger() },
  );
  return createTurn(chatModel, {
    tools: [fakeTool(foundScores), ...tools.filter((tool) => tool.name !== lookUp.name)],
  });
}

/** What a provider's cache may keep: everything up to the cache point behind the system prompt, to the byte. */
const prefixOf = ({ body }: WireRequest) => JSON.stringify([body.toolConfig, body.system]);
const hasCachePoint = (blocks: readonly unknown[] | undefined) => JSON.stringify(blocks?.at(-1)).includes("cachePoint");

test("tools and system prompt are the same to the byte in every call, turn, conversation and instance", async () => {
  wire.reply(looksUp, tells, hello, looksUp, tells);
  const first = await createInstance();
  answerOf(await first.ask("Which account type scores higher?"));
  answerOf(await first.ask("Hello."));
  const second = await createInstance();
  answerOf(await second.ask("Is premium better than free?"));
  expect(wire.requests).toHaveLength(5);
  expect(new Set(wire.requests.map(prefixOf)).size).toBe(1);
  const [request] = wire.requests;
  expect([hasCachePoint(request?.body.toolConfig?.tools), hasCachePoint(request?.body.system)]).toEqual([true, true]);
});

test("a conversation only grows at its end, so that what was sent before is read from the cache", async () => {
  wire.reply(looksUp, tells, hello);
  const { ask } = await createInstance();
  await ask("Which account type scores higher?");
  const withoutPoints = ({ body }: WireRequest) =>
    body.messages.map(({ content }) => content.filter((block) => block.cachePoint === undefined));
  const [before, after] = wire.requests.map(withoutPoints);
  expect(after?.slice(0, before?.length)).toEqual(before);
  expect(wire.requests.map(({ body }) => hasCachePoint(body.messages.at(-1)?.content))).toEqual([true, true]);
});
