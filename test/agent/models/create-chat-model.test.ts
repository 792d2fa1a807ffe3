import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

import { HumanMessage, type AIMessageChunk } from "@langchain/core/messages";
import { FakeListChatModel } from "@langchain/core/utils/testing";
import { afterEach, describe, expect, test, vi } from "vitest";

import { createSilentLogger, type ChatModelConfig } from "#core";

import { stopReasonOf } from "../../../agent/models/complete-reply.ts";
import { createChatModel } from "../../../agent/models/create-chat-model.ts";
import { usageOf } from "../../../agent/models/usage.ts";

const offline = new FakeListChatModel({ responses: ["offline"] });
const create = (config: ChatModelConfig) =>
  createChatModel(config, {
    idleTimeoutMs: 5_000,
    createOffline: () => offline,
    log: createSilentLogger(),
  });
const bedrock = {
  provider: "bedrock",
  modelId: "us.anthropic.claude-sonnet-5-5",
  fallbackModelId: null,
  region: "eu-west-1",
  effort: null,
  guardrail: null,
} as const;

const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
  vi.unstubAllEnvs();
});

/** A server on loopback that answers every request with `lines`, and what it was asked. */
async function serve(lines: readonly string[], status = 200) {
  const asked: { path: string; body: unknown; authorization: string }[] = [];
  const server = createServer((request, response) => {
    let text = "";
    request.on("data", (chunk: Buffer) => (text += chunk.toString()));
    request.on("end", () => {
      const { url = "", headers } = request;
      asked.push({ path: url, body: JSON.parse(text), authorization: headers.authorization ?? "" });
      response.writeHead(status, {
        "content-type": url.startsWith("/v1") ? "text/event-stream" : "application/json",
      });
      response.end(lines.join(""));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closers.push(() => server.close());
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

async function streamed(model: {
  stream(input: HumanMessage[]): Promise<AsyncIterable<AIMessageChunk>>;
}) {
  let whole: AIMessageChunk | undefined;
  for await (const chunk of await model.stream([new HumanMessage("Hi.")]))
    whole = whole ? whole.concat(chunk) : chunk;
  if (!whole) throw new Error("nothing streamed");
  return whole;
}

describe("the model that the settings name", () => {
  test("is the offline one where none is named", async () => {
    expect(await create({ provider: "offline" })).toMatchObject({
      model: offline,
      fallback: null,
      provider: "offline",
      name: "analyst",
      capabilities: { price: { inputUsdPerMillion: 0 } },
    });
  });

  test("has a second one beside it where that is named", async () => {
    const chat = await create({ ...bedrock, fallbackModelId: "us.anthropic.claude-haiku-5-5" });
    expect([
      Reflect.get(chat.model, "model"),
      chat.fallback && Reflect.get(chat.fallback, "model"),
    ]).toEqual(["us.anthropic.claude-sonnet-5-5", "us.anthropic.claude-haiku-5-5"]);
    expect((await create(bedrock)).fallback).toBeNull();
  });

  test("on an OpenAI-compatible server speaks chat completions, with its key", async () => {
    const event = (payload: object) =>
      `data: ${JSON.stringify({ id: "c1", object: "chat.completion.chunk", ...payload })}\n\n`;
    const { url, asked } = await serve([
      event({ choices: [{ index: 0, delta: { role: "assistant", content: "Hel" } }] }),
      event({ choices: [{ index: 0, delta: { content: "lo." }, finish_reason: "stop" }] }),
      event({ choices: [], usage: { prompt_tokens: 9, completion_tokens: 2, total_tokens: 11 } }),
      "data: [DONE]\n\n",
    ]);
    const chat = await create({
      provider: "openai-compatible",
      modelId: "qwen3",
      baseUrl: `${url}/v1`,
      apiKey: "k",
    });
    const reply = await streamed(chat.model);
    expect([reply.text, stopReasonOf(reply), usageOf(reply).inputTokens]).toEqual([
      "Hello.",
      "stop",
      9,
    ]);
    expect(asked).toMatchObject([
      {
        path: "/v1/chat/completions",
        authorization: "Bearer k",
        body: { model: "qwen3", stream: true },
      },
    ]);
    expect(asked[0]?.body).not.toHaveProperty("temperature");
  });

  test("on Ollama speaks its chat", async () => {
    const { url, asked } = await serve([
      `${JSON.stringify({ model: "llama3.2", message: { role: "assistant", content: "Hello." }, done: false })}\n`,
      `${JSON.stringify({ model: "llama3.2", message: { role: "assistant", content: "" }, done: true, done_reason: "stop", prompt_eval_count: 9, eval_count: 2 })}\n`,
    ]);
    const chat = await create({ provider: "ollama", modelId: "llama3.2", baseUrl: url });
    const reply = await streamed(chat.model);
    expect([reply.text, stopReasonOf(reply), usageOf(reply).inputTokens]).toEqual([
      "Hello.",
      "stop",
      9,
    ]);
    expect(asked).toMatchObject([{ path: "/api/chat", body: { model: "llama3.2", stream: true } }]);
  });
});

describe("Bedrock's address", () => {
  const refusal = [JSON.stringify({ message: "not today" })];

  test.each(["AWS_ENDPOINT_URL_BEDROCK_RUNTIME", "AWS_ENDPOINT_URL"])(
    "is taken from %s",
    async (variable) => {
      const { url, asked } = await serve(refusal, 400);
      vi.stubEnv(variable, url);
      vi.stubEnv("AWS_ACCESS_KEY_ID", "test");
      vi.stubEnv("AWS_SECRET_ACCESS_KEY", "test");
      const chat = await create(bedrock);
      await expect(chat.model.invoke([new HumanMessage("Hi.")])).rejects.toThrow("not today");
      expect(asked.map(({ path }) => path)).toEqual([
        "/model/us.anthropic.claude-sonnet-5-5/converse-stream",
      ]);
      expect(asked[0]?.authorization).toContain("/eu-west-1/bedrock/aws4_request");
    },
  );
});
