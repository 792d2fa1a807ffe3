import { tool } from "@langchain/core/tools";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { z } from "zod";

import { createChatModel } from "#agent";
import { createSilentLogger, errorTable, type ChatModelConfig, type ErrorCode } from "#core";

import { createBedrockWire, type WireError, type WireReply } from "../support/bedrock-wire.ts";
import { answerOf, createTurn, fakeTool, foundScores, lookUp, screens } from "./turn-fixture.ts";

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

/** Short enough to wait for, long enough that a busy machine does not look like a stall. */
const shortIdleMs = 300;

type Bedrock = Extract<ChatModelConfig, { provider: "bedrock" }>;

/** Turns on one conversation, over the real client. */
async function createWireTurn(options: { readonly config?: Partial<Bedrock>; readonly idleTimeoutMs?: number } = {}) {
  const config: Bedrock = {
    provider: "bedrock",
    modelId: "us.anthropic.claude-sonnet-4-6",
    fallbackModelId: null,
    region,
    effort: null,
    guardrail: null,
    ...options.config,
  };
  const chatModel = await createChatModel(config, {
    idleTimeoutMs: options.idleTimeoutMs ?? 5_000,
    createOffline: () => {
      throw new TypeError("not offline");
    },
    log: createSilentLogger(),
  });
  const slow = tool(
    (_input, { signal }: { signal?: AbortSignal }) =>
      new Promise<string>((_resolve, reject) =>
        signal?.addEventListener("abort", () => reject(new Error("stopped")), { once: true }),
      ),
    { name: "slow", description: "Takes long.", schema: z.object({}) },
  );
  return createTurn(chatModel, { tools: [fakeTool(foundScores), slow] });
}

type Ask = Awaited<ReturnType<typeof createWireTurn>>["ask"];

const call = (json = JSON.stringify(lookUp.args)) => [{ id: "tooluse_1", name: lookUp.name, json }];
const looksUp: WireReply = { toolUses: call() };
const tells: WireReply = { text: ["Premium accounts average ", "0.635 [e1]."] };
const told = "Premium accounts average 0.635 [e1].";
const error = (status: number, type: string, message = "of account 123456789012"): WireError => ({
  status,
  type,
  message,
});
const breaks = (
  how: NonNullable<WireReply["breaksOff"]>["how"],
  afterEvents = 2,
  of: WireReply = tells,
): WireReply => ({
  ...of,
  breaksOff: { how, afterEvents },
});

/** The thread goes on: a fresh question is looked up and answered, and the wire took every request. */
async function expectToGoOn(ask: Ask): Promise<void> {
  wire.reset();
  wire.reply(looksUp, tells);
  const events = await ask("And which account type scores higher?");
  const answer = answerOf(events);
  expect([answer.text, answer.outcome, answer.verification.untraced]).toEqual([told, "answered", 0]);
  expect(screens(events).at(-1)).toBe(told);
  expect(wire.requests).toHaveLength(2);
}

/** Every fault that a model call can end in, with the code that a turn ends in where the fault stays. */
const faults: readonly (readonly [name: string, fault: WireReply | WireError, code: ErrorCode, passes: boolean])[] = [
  ["throttling before the answer", error(429, "ThrottlingException"), "LLM_THROTTLED", true],
  ["a model that is not ready", error(429, "ModelNotReadyException"), "LLM_THROTTLED", true],
  ["throttling as the first event", breaks({ exception: "throttlingException" }, 0), "LLM_THROTTLED", true],
  ["throttling in the middle of the text", breaks({ exception: "throttlingException" }), "LLM_THROTTLED", true],
  ["a failing model in the middle", breaks({ exception: "modelStreamErrorException" }), "LLM_UNAVAILABLE", true],
  ["a provider down in the middle", breaks({ exception: "serviceUnavailableException" }), "LLM_UNAVAILABLE", true],
  ["an inner fault in the middle", breaks({ exception: "internalServerException" }), "LLM_UNAVAILABLE", true],
  ["a refusal in the middle", breaks({ exception: "validationException" }), "LLM_REFUSED", false],
  ["a stall before the first event", breaks("stall", 0), "LLM_INCOMPLETE", true],
  ["a stall in the text", breaks("stall"), "LLM_INCOMPLETE", true],
  ["a stall in a tool call", breaks("stall", 3, looksUp), "LLM_INCOMPLETE", true],
  ["a torn stream in the text", breaks("tear"), "LLM_INCOMPLETE", true],
  ["a torn stream in a tool call", breaks("tear", 3, looksUp), "LLM_INCOMPLETE", true],
  ["a damaged frame", breaks("corrupt"), "LLM_INCOMPLETE", true],
  ["an end without a word", breaks("end", 0), "LLM_INCOMPLETE", true],
  ["an end without a stop reason", breaks("end"), "LLM_INCOMPLETE", true],
  ["a tool call without a stop reason", breaks("end", 3, looksUp), "LLM_INCOMPLETE", true],
  ["an answer without a word", {}, "LLM_INCOMPLETE", true],
  ["output that the provider cannot read", { ...tells, stopReason: "malformed_model_output" }, "LLM_INCOMPLETE", true],
  ["408 a model that took too long", error(408, "ModelTimeoutException"), "LLM_UNAVAILABLE", true],
  ["424 a model that failed", error(424, "ModelErrorException"), "LLM_UNAVAILABLE", true],
  ["500 an inner fault", error(500, "InternalServerException"), "LLM_UNAVAILABLE", true],
  ["503 a provider that is down", error(503, "ServiceUnavailableException"), "LLM_UNAVAILABLE", true],
  ["502 a gateway's page", { ...error(502, ""), page: "<html>Bad gateway</html>" }, "LLM_UNAVAILABLE", true],
  ["400 a request that is not valid", error(400, "ValidationException"), "LLM_REFUSED", false],
  [
    "400 a prompt that is too long",
    error(400, "ValidationException", "Input is too long for requested model."),
    "LLM_REFUSED",
    false,
  ],
  ["403 access denied", error(403, "AccessDeniedException"), "LLM_UNAVAILABLE", false],
  ["403 expired credentials", error(403, "ExpiredTokenException"), "LLM_UNAVAILABLE", false],
  ["403 a wrong signature", error(403, "UnrecognizedClientException"), "LLM_UNAVAILABLE", false],
  ["404 a model that is not there", error(404, "ResourceNotFoundException"), "LLM_UNAVAILABLE", false],
  ["400 a quota used up", error(400, "ServiceQuotaExceededException"), "LLM_UNAVAILABLE", false],
];

describe("a fault of the model's provider", () => {
  /** All of them befall one conversation. */
  let ask: Ask;
  let askInHaste: Ask;
  beforeAll(async () => {
    ({ ask } = await createWireTurn());
    ({ ask: askInHaste } = await createWireTurn({ idleTimeoutMs: shortIdleMs }));
  });
  const askOver = (fault: WireReply | WireError) =>
    "breaksOff" in fault && fault.breaksOff?.how === "stall" ? askInHaste : ask;

  test.each(faults.filter(([, , , passes]) => passes))(
    "%s, once, is not noticed in the answer; nor twice in a turn",
    async (_name, fault) => {
      wire.reply(fault, looksUp, fault, tells);
      const events = await askOver(fault)("Which account type scores higher?");
      expect([answerOf(events).text, screens(events).at(-1)]).toEqual([told, told]);
      await expectToGoOn(askOver(fault));
    },
  );

  test.each(faults)("%s, that stays, ends the turn in words of our own, and the thread goes on", async (...row) => {
    const [, fault, code, passes] = row;
    wire.reply(looksUp, fault, fault, fault);
    const events = await askOver(fault)("Which account type scores higher?");
    const last = events.at(-1);
    expect(last).toMatchObject({ type: "turn-error", code });
    expect(wire.requests).toHaveLength(passes ? 4 : 2);
    if (last?.type !== "turn-error") return;
    expect([last.detail, last.hint].every((words) => words.length > 5)).toBe(true);
    expect(`${last.detail} ${last.hint}`).not.toMatch(/1234|html|at \w+ \(/i);
    expect(errorTable[code].retryable || !passes).toBe(true);
    await expectToGoOn(askOver(fault));
  });

  test.each(faults.filter(([name]) => /^(throttling|a torn|503|403)/.test(name)))(
    "%s, that stays, is left behind where a second model is set",
    async (_name, fault, _code, passes) => {
      const { ask } = await createWireTurn({ config: { fallbackModelId: "us.anthropic.claude-haiku-5-5" } });
      wire.reply(...Array<typeof fault>(passes ? 3 : 1).fill(fault), looksUp, tells);
      expect(answerOf(await ask("Which account type scores higher?")).text).toBe(told);
    },
  );
});

describe("a reply that is not what it seems", () => {
  let ask: Ask;
  beforeAll(async () => {
    ({ ask } = await createWireTurn({ config: { guardrail: { id: "g1", version: "1" } } }));
  });

  test.each([
    ["cut in its input", { toolUses: call('{"sql":"SEL'), stopReason: "max_tokens" }],
    ["cut before its input", { toolUses: call(""), stopReason: "max_tokens" }],
    ["with input that is no JSON", { toolUses: call('{"sql":') }],
    ["with input that does not fit", { toolUses: call('{"sql":7}') }],
    ["of a tool that there is not", { toolUses: [{ id: "tooluse_0", name: "drop_table", json: "{}" }] }],
  ] as const)("a tool call %s does not run, and the model calls again", async (_name, reply) => {
    wire.reply(reply, { toolUses: call().map((one) => ({ ...one, id: "tooluse_2" })) }, tells);
    const answer = answerOf(await ask("Which account type scores higher?"));
    expect(answer.text).toMatch(/^Premium accounts average 0.635 \[e\d\]\.$/);
    expect(answer.evidence).toHaveLength(1);
    expect(wire.requests[1]?.body.messages.at(-1)?.content[0]?.toolResult?.status).toBe("error");
    await expectToGoOn(ask);
  });

  test.each(["guardrail_intervened", "content_filtered"])(
    "%s: the words put in its place are shown as a refusal, and the thread goes on",
    async (stopReason) => {
      wire.reply({ text: ["I may not say that."], stopReason });
      const answer = answerOf(await ask("Which account type scores higher?"));
      expect([answer.text, answer.outcome, answer.verification.notes]).toEqual([
        "I may not say that.",
        "refused",
        ["A guardrail took the answer's place."],
      ]);
      await expectToGoOn(ask);
    },
  );

  test.each(["max_tokens", "model_context_window_exceeded"])(
    "%s: a text that is cut says so, and the thread goes on",
    async (stopReason) => {
      wire.reply(looksUp, { ...tells, stopReason });
      const answer = answerOf(await ask("Which account type scores higher?"));
      expect([answer.text, answer.caveats.filter(({ kind }) => kind === "truncated")]).toEqual([
        told,
        [
          {
            kind: "truncated",
            text: "The answer reached the model's limit of length and breaks off; ask for less at once.",
          },
        ],
      ]);
      await expectToGoOn(ask);
    },
  );
});

describe("an answer that is sent back to be mended", () => {
  const doubtful: WireReply = { text: ["Premium accounts average 0.635 [e1] and free ones 0.777 [e1]."] };

  test("is given as it was, with its marks, where the provider fails then", async () => {
    const { ask } = await createWireTurn();
    const down = error(503, "ServiceUnavailableException");
    wire.reply(looksUp, doubtful, down, down, down);
    const answer = answerOf(await ask("Which account type scores higher?"));
    expect([answer.text, answer.verification.untraced]).toEqual([
      "Premium accounts average 0.635 [e1] and free ones 0.777 [unverified] [e1].",
      1,
    ]);
    await expectToGoOn(ask);
  });

  test("is not given where the person stops then", async () => {
    const { ask } = await createWireTurn();
    wire.reply(looksUp, doubtful, breaks("stall"));
    const stop = new AbortController();
    const turn = ask("Which account type scores higher?", { signal: stop.signal });
    await vi.waitFor(() => expect(wire.stalls()).toBe(1));
    stop.abort();
    expect((await turn).at(-1)).toMatchObject({ type: "turn-error", code: "TURN_ABORTED" });
    await expectToGoOn(ask);
  });
});

describe("a person who stops", () => {
  let ask: Ask;
  beforeAll(async () => {
    ({ ask } = await createWireTurn());
  });

  test.each([
    ["before the first event", [breaks("stall", 0)]],
    ["in the text", [looksUp, breaks("stall")]],
    ["in a tool call", [breaks("stall", 3, looksUp)]],
    ["in the second attempt", [error(503, "ServiceUnavailableException"), breaks("stall", 0)]],
  ] as const)("%s: nothing more is asked, and the thread goes on", async (_phase, replies) => {
    wire.reply(...replies);
    const stop = new AbortController();
    const turn = ask("Which account type scores higher?", { signal: stop.signal });
    await vi.waitFor(() => expect(wire.stalls()).toBe(1));
    stop.abort();
    expect((await turn).at(-1)).toMatchObject({ type: "turn-error", code: "TURN_ABORTED" });
    expect(wire.requests).toHaveLength(replies.length);
    await expectToGoOn(ask);
  });

  test("in a tool: the tool is stopped, and the thread goes on", async () => {
    wire.reply({ toolUses: [{ id: "tooluse_1", name: "slow", json: "{}" }] });
    const stop = new AbortController();
    const onEvent = ({ type }: { type: string }) => {
      if (type === "tool-start") stop.abort();
    };
    const events = await ask("Which account type scores higher?", { signal: stop.signal, onEvent });
    expect(events.at(-1)).toMatchObject({ type: "turn-error", code: "TURN_ABORTED" });
    expect(wire.requests).toHaveLength(1);
    await expectToGoOn(ask);
  });

  test("between two calls to the model: nothing more is asked, and the thread goes on", async () => {
    wire.reply(looksUp, tells);
    const stop = new AbortController();
    const onEvent = ({ type }: { type: string }) => {
      if (type === "tool-end") stop.abort();
    };
    const events = await ask("Which account type scores higher?", { signal: stop.signal, onEvent });
    expect(events.at(-1)).toMatchObject({ type: "turn-error", code: "TURN_ABORTED" });
    expect(wire.requests.length).toBeLessThanOrEqual(2);
    await expectToGoOn(ask);
  });
});

describe("credentials", () => {
  test("that are nowhere are told as such, and the thread goes on once they are there", async () => {
    vi.stubEnv("AWS_ACCESS_KEY_ID", undefined);
    vi.stubEnv("AWS_SECRET_ACCESS_KEY", undefined);
    vi.stubEnv("AWS_EC2_METADATA_DISABLED", "true");
    vi.stubEnv("AWS_SHARED_CREDENTIALS_FILE", "/nowhere");
    vi.stubEnv("AWS_CONFIG_FILE", "/nowhere");
    const { ask } = await createWireTurn();
    expect((await ask("Which account type scores higher?")).at(-1)).toMatchObject({
      type: "turn-error",
      code: "LLM_UNAVAILABLE",
      hint: "Check the model's id, its region, the credentials and what they allow.",
    });
    expect(wire.requests).toEqual([]);
    vi.stubEnv("AWS_ACCESS_KEY_ID", "test");
    vi.stubEnv("AWS_SECRET_ACCESS_KEY", "test");
    await expectToGoOn(ask);
  });
});
