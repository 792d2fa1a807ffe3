import { AIMessage, ToolMessage, type BaseMessage } from "@langchain/core/messages";
import { tool, type StructuredToolInterface } from "@langchain/core/tools";
import { MemorySaver } from "@langchain/langgraph";
import { createAgent } from "langchain";
import { z } from "zod";

import { AppError, createRandom, createSilentLogger, type ChatModelConfig, type Logger } from "#core";

import { createMiddleware } from "../../../agent/middleware/create-middleware.ts";
import { isModelRestart, type ModelRestart } from "../../../agent/middleware/model-restart.ts";
import { createChatModel, type ChatModel } from "../../../agent/models/create-chat-model.ts";
import { toTurnError } from "../../../agent/models/turn-error.ts";

export const region = "us-east-1";

type BedrockConfig = Extract<ChatModelConfig, { provider: "bedrock" }>;

/** How the agent of a test differs from the usual one. */
export type AgentOptions = {
  readonly config?: Partial<BedrockConfig>;
  readonly tools?: readonly StructuredToolInterface[];
  readonly idleTimeoutMs?: number;
  readonly maxModelCalls?: number;
  readonly maxToolCalls?: number;
  readonly log?: Logger;
};

type ToolEvent = { readonly event: string; readonly output?: unknown; readonly error?: unknown };

/** What came of one turn. */
export type TurnResult = {
  /** Text as it was streamed, one entry for each model call that streamed any. */
  readonly streamed: readonly string[];
  readonly restarts: readonly ModelRestart[];
  /** Messages that the turn added, in order. */
  readonly messages: readonly BaseMessage[];
  /** What was seen on the "tools" channel. */
  readonly toolEvents: readonly ToolEvent[];
  readonly error: AppError | null;
};

/** An agent that a test asks. */
export type TestAgent = {
  readonly chat: ChatModel;
  /** The waits between attempts, as asked for. */
  readonly delaysMs: readonly number[];
  ask(question: string, signal?: AbortSignal): Promise<TurnResult>;
};

/** An agent over the real Bedrock client. */
export async function createWireAgent(options: AgentOptions = {}): Promise<TestAgent> {
  const config = {
    provider: "bedrock",
    modelId: "us.anthropic.claude-sonnet-4-6",
    fallbackModelId: null,
    region,
    effort: null,
    guardrail: null,
    ...options.config,
  } as const;
  const chat = await createChatModel(config, {
    idleTimeoutMs: options.idleTimeoutMs ?? 5_000,
    createOffline: () => {
      throw new AppError("INTERNAL", { detail: "not offline", hint: "" });
    },
    log: options.log ?? createSilentLogger(),
  });
  return agentOver(chat, options);
}

/** An agent over `chat`, with the real middleware; no wait takes any time. */
export function agentOver(chat: ChatModel, options: AgentOptions = {}): TestAgent {
  const log = options.log ?? createSilentLogger();
  const delaysMs: number[] = [];
  const agent = createAgent({
    model: chat.model,
    tools: [...(options.tools ?? [countTool()])],
    systemPrompt: "Be brief.",
    checkpointer: new MemorySaver(),
    middleware: createMiddleware({
      fallback: chat.fallback,
      maxModelCalls: options.maxModelCalls ?? 8,
      maxToolCalls: options.maxToolCalls ?? 6,
      sleep: (delayMs) => {
        delaysMs.push(delayMs);
        return Promise.resolve();
      },
      random: createRandom(1),
      log,
    }),
  });

  const ask = async (question: string, signal?: AbortSignal): Promise<TurnResult> => {
    const streamed = new Map<string, string>();
    const restarts: ModelRestart[] = [];
    const messages: BaseMessage[] = [];
    const toolEvents: ToolEvent[] = [];
    let error: AppError | null = null;
    try {
      const stream = await agent.stream(
        { messages: [{ role: "user", content: question }] },
        {
          streamMode: ["messages", "updates", "tools", "custom"],
          signal,
          recursionLimit: 200,
          configurable: { thread_id: "t" },
          durability: "exit",
        },
      );
      for await (const [mode, part] of stream) {
        if (mode === "messages") {
          const [chunk] = part;
          if (AIMessage.isInstance(chunk)) {
            streamed.set(chunk.id ?? "", (streamed.get(chunk.id ?? "") ?? "") + chunk.text);
          }
        } else if (mode === "updates") {
          for (const update of Object.values(part))
            messages.push(...((update as { messages?: BaseMessage[] }).messages ?? []));
        } else if (mode === "custom") {
          if (isModelRestart(part)) restarts.push(part);
        } else {
          toolEvents.push(part);
        }
      }
    } catch (thrown) {
      error = toTurnError(thrown, signal);
    }
    return {
      streamed: [...streamed.values()].filter((text) => text !== ""),
      restarts,
      messages,
      toolEvents,
      error,
    };
  };
  return { chat, delaysMs, ask };
}

/** A small real tool: counts, with an artifact. */
export function countTool(onCall: (of: string) => void = () => {}): StructuredToolInterface {
  return tool(
    ({ of }: { of: string }) => {
      onCall(of);
      return [`${of}: 7`, { id: "e1", rows: [[of, 7]] }];
    },
    {
      name: "count",
      description: "Counts.",
      schema: z.object({ of: z.string() }),
      responseFormat: "content_and_artifact",
    },
  );
}

/** Texts of the AI messages and contents of the tool messages, in order, with the status of the latter. */
export function transcript(messages: readonly BaseMessage[]): readonly string[] {
  return messages.map((message) =>
    ToolMessage.isInstance(message) ? `${message.status ?? "success"}: ${message.text}` : message.text,
  );
}
