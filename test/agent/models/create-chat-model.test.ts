import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";

import { HumanMessage, type AIMessageChunk } from "@langchain/core/messages";
import { FakeListChatModel } from "@langchain/core/utils/testing";
import { afterEach, describe, expect, test, vi } from "vitest";

import { createSilentLogger, type ChatModelConfig } from "#core";

import { stopReasonOf } from "../../../agent/models/complete-reply.ts";
import { createChatModel } from "../../../agent/models/create-chat-model.ts";
import { usageOf } from "../../../agent/models/usage.ts";
import { agentOver, countTool, transcript } from "../middleware/agent-on-wire.ts";

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

/** A server on loopback that answers its requests with `bodies` in turn, and what it was asked. */
async function serve(bodies: readonly string[], status = 200) {
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
      response.end(bodies[asked.length - 1]);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const close = () => new Promise<void>((resolve) => server.close(() => resolve()));
  closers.push(() => void server.close());
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked, close };
}

async function streamed(model: { stream(input: HumanMessage[]): Promise<AsyncIterable<AIMessageChunk>> }) {
  let whole: AIMessageChunk | undefined;
  for await (const chunk of await model.stream([new HumanMessage("Hi.")])) whole = whole ? whole.concat(chunk) : chunk;
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
    expect([Reflect.get(chat.model, "model"), chat.fallback && Reflect.get(chat.fallback, "model")]).toEqual([
      "us.anthropic.claude-sonnet-5-5",
      "us.anthropic.claude-haiku-5-5",
    ]);
    expect((await create(bedrock)).fallback).toBeNull();
  });

  test("on an OpenAI-compatible server speaks chat completions, with its key", async () => {
    const event = (payload: object) =>
      `data: ${JSON.stringify({ id: "c1", object: "chat.completion.chunk", ...payload })}\n\n`;
    const { url, asked } = await serve([
      [
        event({ choices: [{ index: 0, delta: { role: "assistant", content: "Hel" } }] }),
        event({ choices: [{ index: 0, delta: { content: "lo." }, finish_reason: "stop" }] }),
        event({ choices: [], usage: { prompt_tokens: 9, completion_tokens: 2, total_tokens: 11 } }),
        "data: [DONE]\n\n",
      ].join(""),
    ]);
    const chat = await create({
      provider: "openai-compatible",
      modelId: "qwen3",
      baseUrl: `${url}/v1`,
      apiKey: "k",
    });
    const reply = await streamed(chat.model);
    expect([reply.text, stopReasonOf(reply), usageOf(reply).inputTokens]).toEqual(["Hello.", "stop", 9]);
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
      [
        `${JSON.stringify({ model: "llama3.2", message: { role: "assistant", content: "Hello." }, done: false })}\n`,
        `${JSON.stringify({ model: "llama3.2", message: { role: "assistant", content: "" }, done: true, done_reason: "stop", prompt_eval_count: 9, eval_count: 2 })}\n`,
      ].join(""),
    ]);
    const chat = await create({ provider: "ollama", modelId: "llama3.2", baseUrl: url });
    const reply = await streamed(chat.model);
    expect([reply.text, stopReasonOf(reply), usageOf(reply).inputTokens]).toEqual(["Hello.", "stop", 9]);
    expect(asked).toMatchObject([{ path: "/api/chat", body: { model: "llama3.2", stream: true } }]);
  });
});

describe("an agent over another provider", () => {
  test("on an OpenAI-compatible server runs a tool and answers", async () => {
    const events = (...choices: object[]) =>
      choices.map((choice) => `data: ${JSON.stringify({ id: "c", choices: [{ index: 0, ...choice }] })}\n\n`).join("");
    const piece = (text: object) => ({
      delta: { role: "assistant", tool_calls: [{ index: 0, ...text }] },
    });
    const { url, asked } = await serve([
      events(
        piece({ id: "t1", type: "function", function: { name: "count", arguments: "" } }),
        piece({ function: { arguments: '{"of":' } }),
        piece({ function: { arguments: '"a"}' } }),
        { delta: {}, finish_reason: "tool_calls" },
      ),
      events({ delta: { role: "assistant", content: "7." } }, { delta: {}, finish_reason: "stop" }),
    ]);
    const chat = await create({
      provider: "openai-compatible",
      modelId: "qwen3",
      baseUrl: `${url}/v1`,
      apiKey: null,
    });
    const turn = await agentOver(chat).ask("How many a?");
    expect(turn.error).toBeNull();
    expect(transcript(turn.messages)).toEqual(["", "success: a: 7", "7."]);
    expect(asked).toHaveLength(2);
  });

  test("on an OpenAI-compatible server does not run a call that was cut by length, and counts the cache", async () => {
    // One id for all replies, as some servers have it.
    const event = (choice: object) => `data: ${JSON.stringify({ id: "c", choices: [{ index: 0, ...choice }] })}\n\n`;
    const call = (id: string, json: string) => ({
      delta: {
        role: "assistant",
        tool_calls: [{ index: 0, id, type: "function", function: { name: "count", arguments: json } }],
      },
    });
    const end = (finish_reason: string) => event({ delta: {}, finish_reason });
    const usage = {
      prompt_tokens: 90,
      completion_tokens: 2,
      total_tokens: 92,
      prompt_tokens_details: { cached_tokens: 64 },
    };
    const { url, asked } = await serve([
      event(call("t1", '{"of":"re')) + end("length"),
      event(call("t2", '{"of":"a"}')) + end("tool_calls"),
      `${event({ delta: { role: "assistant", content: "7." } })}${end("stop")}data: ${JSON.stringify({ id: "c", choices: [], usage })}\n\ndata: [DONE]\n\n`,
    ]);
    const ran: string[] = [];
    const chat = await create({ provider: "openai-compatible", modelId: "qwen3", baseUrl: `${url}/v1`, apiKey: null });
    const turn = await agentOver(chat, { tools: [countTool((of) => ran.push(of))] }).ask("How many a?");
    expect([turn.error, turn.streamed, ran]).toEqual([null, ["7."], ["a"]]);
    expect(JSON.stringify(asked[1]?.body)).toContain("cut off before its input was complete");
    expect(usageOf(turn.messages.at(-1)!)).toMatchObject({ inputTokens: 90, outputTokens: 2, cacheReadTokens: 64 });
  });

  test("on Ollama runs a tool and answers; a call cut by length does not run", async () => {
    const line = (message: object, done_reason = "stop") =>
      `${JSON.stringify({ model: "llama3.2", message: { role: "assistant", content: "", ...message }, done: true, done_reason })}\n`;
    const call = { tool_calls: [{ function: { name: "count", arguments: { of: "a" } } }] };
    const { url } = await serve([line(call), line(call, "length"), line({ content: "7." })]);
    const ran: string[] = [];
    const chat = await create({ provider: "ollama", modelId: "llama3.2", baseUrl: url });
    const turn = await agentOver(chat, { tools: [countTool((of) => ran.push(of))] }).ask("How many a?");
    expect(turn.error).toBeNull();
    expect(turn.streamed).toEqual(["7."]);
    expect(ran).toEqual(["a"]);
  });

  test("whose server breaks off in the middle asks again", async () => {
    const half = `data: ${JSON.stringify({ id: "c1", choices: [{ index: 0, delta: { role: "assistant", content: "Hal" } }] })}\n\n`;
    const whole = `data: ${JSON.stringify({ id: "c", choices: [{ index: 0, delta: { role: "assistant", content: "Whole." }, finish_reason: "stop" }] })}\n\n`;
    const { url } = await serve([half, whole]);
    const chat = await create({
      provider: "openai-compatible",
      modelId: "qwen3",
      baseUrl: `${url}/v1`,
      apiKey: null,
    });
    const turn = await agentOver(chat).ask("Hello?");
    expect(turn).toMatchObject({ streamed: ["Hal", "Whole."], error: null });
    expect(transcript(turn.messages)).toEqual(["Whole."]);
  });

  test("that is down is LLM_UNAVAILABLE after three attempts", async () => {
    const { url, close } = await serve([]);
    await close();
    const chat = await create({ provider: "ollama", modelId: "llama3.2", baseUrl: url });
    const agent = agentOver(chat);
    expect((await agent.ask("Hello?")).error?.code).toBe("LLM_UNAVAILABLE");
    expect(agent.delaysMs).toHaveLength(2);
  });
});

describe("Bedrock's address", () => {
  const refusal = [JSON.stringify({ message: "not today" })];

  test.each(["AWS_ENDPOINT_URL_BEDROCK_RUNTIME", "AWS_ENDPOINT_URL"])("is taken from %s", async (variable) => {
    const { url, asked } = await serve(refusal, 400);
    vi.stubEnv(variable, url);
    vi.stubEnv("AWS_ACCESS_KEY_ID", "test");
    vi.stubEnv("AWS_SECRET_ACCESS_KEY", "test");
    const chat = await create(bedrock);
    await expect(chat.model.invoke([new HumanMessage("Hi.")])).rejects.toThrow("not today");
    expect(asked.map(({ path }) => path)).toEqual(["/model/us.anthropic.claude-sonnet-5-5/converse-stream"]);
    expect(asked[0]?.authorization).toContain("/eu-west-1/bedrock/aws4_request");
  });

  test("loses its connection when the person stops", async () => {
    let closed = false;
    const stop = new AbortController();
    const server = createServer((request, response) => {
      response.on("close", () => (closed = true));
      request.resume().on("end", () => stop.abort());
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    closers.push(() => void server.close());
    vi.stubEnv("AWS_ENDPOINT_URL_BEDROCK_RUNTIME", `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    vi.stubEnv("AWS_ACCESS_KEY_ID", "test");
    vi.stubEnv("AWS_SECRET_ACCESS_KEY", "test");
    const chat = await create(bedrock);
    await expect(chat.model.invoke([new HumanMessage("Hi.")], { signal: stop.signal })).rejects.toThrow();
    await vi.waitFor(() => expect(closed).toBe(true));
  });

  test("and credentials are taken from a profile", async () => {
    const { url, asked } = await serve(refusal, 400);
    const directory = await mkdtemp(path.join(tmpdir(), "reckoner-aws-"));
    const file = path.join(directory, "config");
    await writeFile(
      file,
      `[profile desk]
aws_access_key_id = from-profile
aws_secret_access_key = test
services = here
[services here]
bedrock_runtime =
  endpoint_url = ${url}
`,
    );
    vi.stubEnv("AWS_CONFIG_FILE", file);
    vi.stubEnv("AWS_SHARED_CREDENTIALS_FILE", path.join(directory, "none"));
    vi.stubEnv("AWS_PROFILE", "desk");
    const chat = await create(bedrock);
    await expect(chat.model.invoke([new HumanMessage("Hi.")])).rejects.toThrow("not today");
    expect(asked[0]?.authorization).toContain("Credential=from-profile/");
    await rm(directory, { recursive: true });
  });
});
