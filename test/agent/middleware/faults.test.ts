import { AIMessage, ToolMessage } from "@langchain/core/messages";
import { tool } from "@langchain/core/tools";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { z } from "zod";

import { cutToolCallsOf, isIntervention, stopReasonOf } from "../../../agent/models/complete-reply.ts";
import { modelNameOf } from "../../../agent/models/model-name.ts";
import { createBedrockWire, type WireReply } from "../../support/bedrock-wire.ts";
import { countTool, createWireAgent, region, transcript } from "./agent-on-wire.ts";

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

/** Short enough to wait for, long enough that a busy machine does not look like a stall. */
const shortIdleMs = 600;

const callCount = (id: string, of: string) => ({ id, name: "count", json: JSON.stringify({ of }) });

describe("a turn in which nothing goes wrong", () => {
  test("streams text piece by piece and ends in one message", async () => {
    const agent = await createWireAgent();
    wire.reply({ text: ["one ", "two ", "three"] });
    const turn = await agent.ask("Count to three.");
    expect(turn).toMatchObject({
      streamed: ["one two three"],
      restarts: [],
      toolEvents: [],
      error: null,
    });
    expect(transcript(turn.messages)).toEqual(["one two three"]);
  });

  test("runs parallel tool calls, keeps their artifacts and sends all results in one message", async () => {
    const agent = await createWireAgent();
    wire.reply({ text: ["Looking."], toolUses: [callCount("t1", "a"), callCount("t2", "b")] }, { text: ["7 and 7"] });
    const turn = await agent.ask("How many a and b?");
    expect(turn.error).toBeNull();
    expect(transcript(turn.messages)).toEqual(["Looking.", "success: a: 7", "success: b: 7", "7 and 7"]);
    expect(turn.messages.filter((message) => ToolMessage.isInstance(message)).map(({ artifact }) => artifact)).toEqual([
      { id: "e1", rows: [["a", 7]] },
      { id: "e1", rows: [["b", 7]] },
    ]);
    expect(turn.toolEvents.map(({ event }) => event).toSorted()).toEqual([
      "on_tool_end",
      "on_tool_end",
      "on_tool_start",
      "on_tool_start",
    ]);
    expect(wire.requests[1]?.body.messages.slice(1)).toEqual([
      {
        role: "assistant",
        content: [
          { text: "Looking." },
          { toolUse: { toolUseId: "t1", name: "count", input: { of: "a" } } },
          { toolUse: { toolUseId: "t2", name: "count", input: { of: "b" } } },
        ],
      },
      {
        role: "user",
        content: [
          { toolResult: { toolUseId: "t1", content: [{ text: "a: 7" }] } },
          { toolResult: { toolUseId: "t2", content: [{ text: "b: 7" }] } },
          { cachePoint: { type: "default" } },
        ],
      },
    ]);
  });
});

describe("faults that pass", () => {
  test("throttling before the answer is waited out, no shorter than the provider asks", async () => {
    const agent = await createWireAgent();
    const throttled = { status: 429, type: "ThrottlingException", message: "slow down" };
    wire.reply({ ...throttled, headers: { "retry-after": "2" } }, throttled, { text: ["here"] });
    const turn = await agent.ask("Hello?");
    expect(turn).toMatchObject({ streamed: ["here"], error: null });
    expect(agent.delaysMs).toHaveLength(2);
    expect(agent.delaysMs[0]).toBeGreaterThanOrEqual(2_000);
    expect(agent.delaysMs[0]).toBeLessThanOrEqual(2_500);
    expect(agent.delaysMs[1]).toBeLessThanOrEqual(1_000);
  });

  test.each([
    ["throttling", { exception: "throttlingException" }],
    ["a failing model", { exception: "modelStreamErrorException" }],
    ["a provider that goes down", { exception: "serviceUnavailableException" }],
    ["a stall", "stall"],
    ["a torn stream", "tear"],
    ["a damaged frame", "corrupt"],
    ["an end without a stop reason", "end"],
  ] as const)("%s in the middle of the text is answered by asking again", async (_title, how) => {
    const agent = await createWireAgent(how === "stall" ? { idleTimeoutMs: shortIdleMs } : {});
    wire.reply({ text: ["half a ", "sentence"], breaksOff: { afterEvents: 2, how } }, { text: ["a whole one"] });
    const turn = await agent.ask("Say something.");
    expect(turn).toMatchObject({
      streamed: ["half a ", "a whole one"],
      restarts: [{ type: "model-restart", reason: "retry", attempt: 2 }],
      error: null,
    });
    expect(transcript(turn.messages)).toEqual(["a whole one"]);
  });

  test("a stream that ends before it began is answered by asking again", async () => {
    const agent = await createWireAgent();
    wire.reply({ breaksOff: { afterEvents: 0, how: "end" } }, { text: ["here"] });
    expect(await agent.ask("Hello?")).toMatchObject({ streamed: ["here"], error: null });
  });

  test("a stall before the first event is answered by asking again", async () => {
    const agent = await createWireAgent({ idleTimeoutMs: shortIdleMs });
    wire.reply({ breaksOff: { afterEvents: 0, how: "stall" } }, { text: ["awake"] });
    expect(await agent.ask("Hello?")).toMatchObject({ streamed: ["awake"], error: null });
  });

  test.each([
    ["LLM_THROTTLED", { exception: "throttlingException" }],
    ["LLM_UNAVAILABLE", { exception: "internalServerException" }],
    ["LLM_INCOMPLETE", "tear"],
    ["LLM_INCOMPLETE", "end"],
  ] as const)("a fault that stays ends the turn as %s after three attempts (%j)", async (code, how) => {
    const agent = await createWireAgent();
    const broken: WireReply = { text: ["half"], breaksOff: { afterEvents: 2, how } };
    wire.reply(broken, broken, broken, { text: ["too late"] });
    const turn = await agent.ask("Hello?");
    expect(turn.error?.code).toBe(code);
    expect(turn.messages).toEqual([]);
    expect(wire.requests).toHaveLength(3);
    expect(JSON.stringify([turn.error?.message, turn.error?.detail, turn.error?.hint])).not.toContain("123456789012");
  });
});

describe("faults that stay", () => {
  test.each([
    [400, "ValidationException", "LLM_REFUSED"],
    [403, "AccessDeniedException", "LLM_UNAVAILABLE"],
    [404, "ResourceNotFoundException", "LLM_UNAVAILABLE"],
  ] as const)(
    "%i %s is asked once and ends the turn as %s, without the provider's words",
    async (status, type, code) => {
      const agent = await createWireAgent();
      wire.reply({ status, type, message: "arn:aws:iam::123456789012:user/someone may not" }, { text: ["never"] });
      const { error } = await agent.ask("Hello?");
      expect(error?.code).toBe(code);
      expect(error?.detail).toBe(`The model's provider answered with ${type} (HTTP ${status}).`);
      expect(wire.requests).toHaveLength(1);
      expect(agent.delaysMs).toEqual([]);
    },
  );
});

describe("a second model", () => {
  const config = {
    modelId: "us.anthropic.claude-sonnet-5-5",
    fallbackModelId: "global.anthropic.claude-haiku-5-5",
  };
  const down = { status: 503, type: "ServiceUnavailableException", message: "down" };

  test("takes over when the first stays down, and finishes the turn", async () => {
    const agent = await createWireAgent({ config });
    wire.reply(down, down, down, { toolUses: [callCount("t1", "a")] }, { text: ["7"] });
    const turn = await agent.ask("How many a?");
    expect(turn.error).toBeNull();
    expect(turn.restarts.map(({ reason }) => reason)).toEqual(["retry", "retry", "fallback"]);
    expect(wire.requests.map(({ model }) => model)).toEqual([
      config.modelId,
      config.modelId,
      config.modelId,
      config.fallbackModelId,
      config.fallbackModelId,
    ]);
    const replies = turn.messages.filter((message) => AIMessage.isInstance(message));
    expect(replies.map(modelNameOf)).toEqual([config.fallbackModelId, config.fallbackModelId]);
  });

  test("leaves the next question to the first again", async () => {
    const agent = await createWireAgent({ config });
    wire.reply(down, down, down, { text: ["second"] }, { text: ["first"] });
    await agent.ask("One?");
    const turn = await agent.ask("Two?");
    expect(transcript(turn.messages)).toEqual(["first"]);
    expect(wire.requests.at(-1)?.model).toBe(config.modelId);
  });

  test("is not asked what the first refused", async () => {
    const agent = await createWireAgent({ config });
    wire.reply({ status: 400, type: "ValidationException", message: "no" }, { text: ["never"] });
    expect((await agent.ask("Hello?")).error?.code).toBe("LLM_REFUSED");
    expect(wire.requests).toHaveLength(1);
  });

  test("is not sent the reasoning of the first", async () => {
    const agent = await createWireAgent({ config });
    const reasoning = { text: "Let me think.", signature: "s1" };
    wire.reply({ reasoning, toolUses: [callCount("t1", "a")] }, down, down, down, { text: ["7"] });
    expect((await agent.ask("How many a?")).error).toBeNull();
    expect(JSON.stringify(wire.requests[1]?.body.messages)).toContain("Let me think.");
    expect(JSON.stringify(wire.requests.at(-1)?.body.messages)).not.toContain("Let me think.");
  });
});

describe("replies that are not what they seem", () => {
  test.each([
    ["in the middle of its input", '{"of":"a'],
    ["before its input", ""],
    ["behind a complete input", '{"of":"a"}'],
  ])("a tool call cut by the length limit %s does not run; the model is told", async (_title, json) => {
    const ran: string[] = [];
    const agent = await createWireAgent({ tools: [countTool((of) => ran.push(of))] });
    wire.reply(
      {
        toolUses: [callCount("t1", "whole"), { id: "t2", name: "count", json }],
        stopReason: "max_tokens",
      },
      { toolUses: [callCount("t3", "again")] },
      { text: ["7"] },
    );
    const turn = await agent.ask("How many?");
    expect(turn.error).toBeNull();
    expect(ran).toEqual(["whole", "again"]);
    // Results of parallel calls are reported as they come.
    expect(transcript(turn.messages).toSorted()).toEqual([
      "",
      "",
      "7",
      "error: This call was cut off before its input was complete, and was not run. Make it again, shorter.",
      "success: again: 7",
      "success: whole: 7",
    ]);
    const [first] = turn.messages;
    expect(AIMessage.isInstance(first) && cutToolCallsOf(first)).toEqual(["t2"]);
    expect(wire.requests[1]?.body.messages.at(-1)?.content.map(({ toolResult }) => toolResult?.status)).toEqual([
      undefined,
      "error",
      undefined,
    ]);
  });

  test("what a guardrail puts in place of an answer is passed on with its stop reason, and no tool runs", async () => {
    const ran: string[] = [];
    const agent = await createWireAgent({
      config: { guardrail: { id: "g1", version: "2" } },
      tools: [countTool((of) => ran.push(of))],
    });
    wire.reply({
      text: ["I may not say."],
      toolUses: [callCount("t1", "a")],
      stopReason: "guardrail_intervened",
    });
    const turn = await agent.ask("Tell me.");
    const [reply] = turn.messages;
    expect(transcript(turn.messages)).toEqual(["I may not say."]);
    expect(AIMessage.isInstance(reply) && [stopReasonOf(reply), isIntervention(reply)]).toEqual([
      "guardrail_intervened",
      true,
    ]);
    expect(ran).toEqual([]);
    expect(wire.requests[0]?.body.guardrailConfig).toEqual({
      guardrailIdentifier: "g1",
      guardrailVersion: "2",
      streamProcessingMode: "sync",
    });
  });

  test("text cut by the length limit is passed on with its stop reason", async () => {
    const agent = await createWireAgent();
    wire.reply({ text: ["a long st"], stopReason: "max_tokens" });
    const [reply] = (await agent.ask("Tell me.")).messages;
    expect(AIMessage.isInstance(reply) && [reply.text, stopReasonOf(reply)]).toEqual(["a long st", "max_tokens"]);
  });

  test("an answer without a word is asked for again", async () => {
    const agent = await createWireAgent();
    wire.reply({}, { text: ["there"] });
    expect(await agent.ask("Hello?")).toMatchObject({ streamed: ["there"], error: null });
  });

  test("text behind reasoning is one block; reasoning is replayed in its turn and left out later", async () => {
    const agent = await createWireAgent({
      config: { modelId: "us.anthropic.claude-sonnet-5-5", effort: "low" },
    });
    const reasoning = { text: "Hm.", signature: "s1" };
    wire.reply(
      { reasoning, text: ["\n\n"], toolUses: [callCount("t1", "a")] },
      { reasoning: { text: "So.", signature: "s2" }, text: ["It ", "is ", "7."] },
      { text: ["Yes."] },
    );
    const turn = await agent.ask("How many a?");
    expect(transcript(turn.messages).at(-1)).toBe("It is 7.");
    expect(wire.requests[1]?.body.messages[1]?.content).toEqual([
      { reasoningContent: { reasoningText: { text: "Hm.", signature: "s1" } } },
      { toolUse: { toolUseId: "t1", name: "count", input: { of: "a" } } },
    ]);
    expect((await agent.ask("Sure?")).error).toBeNull();
    const replayed = wire.requests[2]?.body.messages.filter(({ role }) => role === "assistant");
    expect(replayed?.map(({ content }) => content)).toEqual([
      [{ toolUse: { toolUseId: "t1", name: "count", input: { of: "a" } } }],
      [{ text: "It is 7." }],
    ]);
  });
});

describe("a person who stops", () => {
  test("stops the model, and the thread goes on", async () => {
    const agent = await createWireAgent();
    wire.reply({ text: ["Once ", "upon"], breaksOff: { afterEvents: 2, how: "stall" } }, { text: ["Fine."] });
    const stop = new AbortController();
    const turn = agent.ask("Tell a long story.", stop.signal);
    await vi.waitFor(() => expect(wire.requests).toHaveLength(1));
    stop.abort();
    expect((await turn).error?.code).toBe("TURN_ABORTED");
    const next = await agent.ask("How are you?");
    expect(next).toMatchObject({ streamed: ["Fine."], error: null });
    expect(wire.requests).toHaveLength(2);
  });

  test("stops a tool, and the thread goes on", async () => {
    const stop = new AbortController();
    const slow = tool(
      (_input, { signal }: { signal?: AbortSignal }) =>
        new Promise<string>((_resolve, reject) => {
          signal?.addEventListener("abort", () => reject(new Error("stopped")));
          stop.abort();
        }),
      { name: "slow", description: "Takes long.", schema: z.object({}) },
    );
    const agent = await createWireAgent({ tools: [slow] });
    wire.reply({ text: ["Wait."], toolUses: [{ id: "t1", name: "slow", json: "{}" }] }, { text: ["Fine."] });
    expect((await agent.ask("Do it.", stop.signal)).error?.code).toBe("TURN_ABORTED");
    const next = await agent.ask("How are you?");
    expect(next).toMatchObject({ streamed: ["Fine."], error: null });
    expect(wire.requests[1]?.body.messages.map(({ role }) => role)).toEqual([
      "user",
      "assistant",
      "user",
      "assistant",
      "user",
    ]);
    expect(wire.requests[1]?.body.messages[2]?.content[0]?.toolResult?.status).toBe("error");
  });

  test("is told apart from a turn that took too long", async () => {
    const agent = await createWireAgent();
    wire.reply({ text: ["Once"], breaksOff: { afterEvents: 2, how: "stall" } });
    expect((await agent.ask("Tell a story.", AbortSignal.timeout(60))).error?.code).toBe("TURN_TIMEOUT");
  });

  test("stops a retry", async () => {
    const agent = await createWireAgent();
    const stop = new AbortController();
    stop.abort();
    wire.reply({ status: 503, type: "ServiceUnavailableException", message: "down" }, { text: ["never"] });
    expect((await agent.ask("Hello?", stop.signal)).error?.code).toBe("TURN_ABORTED");
    expect(wire.requests.length).toBeLessThanOrEqual(1);
  });
});
