import { AIMessage, AIMessageChunk, type BaseMessage } from "@langchain/core/messages";
import type { createAgent } from "langchain";

import { AppError } from "#core";

import type { GateResult, SentenceGate } from "../checks/index.ts";
import type { TurnEvent } from "../events.ts";
import { isModelRestart } from "../middleware/model-restart.ts";
import type { LetOthersRun } from "./step-queue.ts";

/** Nodes that one turn may visit; every tool step is two. The number of model calls has its own, smaller limit. */
const recursionLimit = 200;
/** How long, in milliseconds, a reply may be read without a pause. */
const heldMs = 20;

export type GenerateOptions = {
  readonly agent: ReturnType<typeof createAgent>;
  readonly messages: readonly BaseMessage[];
  readonly signal: AbortSignal;
  /** A gate for one reply of the model, over the evidence found so far and later. */
  readonly createGate: (onText: (text: string) => void) => SentenceGate;
  /** Whether something has been looked up: a reply before that may be a preamble and is held until it is whole. */
  readonly hasEvidence: () => boolean;
  /** Hears each message of the model and the tools as it is whole, also of a turn that fails later. */
  readonly onMessage: (message: BaseMessage) => void;
  readonly onEvent: (event: TurnEvent) => void;
  readonly letOthersRun: LetOthersRun;
};

/** The model's last reply, checked, and everything that was said on the way. */
export type Generated = { readonly result: GateResult; readonly messages: readonly BaseMessage[] };

/**
 * Runs the agent's loop once and sends the text of its last reply on, sentence by sentence through the gate.
 * Text that turns out to be no answer (the model calls tools after it, or begins again) is taken back.
 */
export async function generate(options: GenerateOptions): Promise<Generated> {
  const { agent, signal, onEvent, letOthersRun } = options;
  const spoken: BaseMessage[] = [];
  let reply = newReply(options);
  const takeBack = () => {
    if (reply.hasSent()) onEvent({ type: "text-restart" });
    reply = newReply(options);
  };
  const stream = await agent.stream(
    { messages: [...options.messages] },
    { streamMode: ["messages", "updates", "custom"], signal, recursionLimit },
  );
  for await (const [mode, payload] of stream) {
    if (mode === "custom") {
      if (isModelRestart(payload)) takeBack();
    } else if (mode === "messages") {
      const [chunk, meta] = payload as [BaseMessage, Record<string, unknown>];
      if (meta["langgraph_node"] === "model_request" && AIMessageChunk.isInstance(chunk)) reply.hear(chunk.text);
      // A model that waits for no network would be heard to its end before anything is sent.
      await letOthersRun(heldMs);
    } else {
      for (const message of messagesOf(payload)) {
        spoken.push(message);
        options.onMessage(message);
        if (AIMessage.isInstance(message) && (message.tool_calls?.length ?? 0) > 0) takeBack();
      }
    }
  }
  const last = spoken.findLast((message) => AIMessage.isInstance(message));
  if (!last || (AIMessage.isInstance(last) && (last.tool_calls?.length ?? 0) > 0)) {
    throw new AppError("LLM_INCOMPLETE", { detail: "The model ended without an answer.", hint: "Ask again." });
  }
  const result = reply.finish(last.text);
  if (result.text.trim() === "") {
    throw new AppError("LLM_INCOMPLETE", { detail: "The model's answer holds no text.", hint: "Ask again." });
  }
  return { result, messages: spoken };
}

function newReply({ createGate, hasEvidence, onEvent }: GenerateOptions) {
  let sent = false;
  let heard = "";
  let pushed = 0;
  const gate = createGate((text) => {
    sent = true;
    onEvent({ type: "text-delta", text });
  });
  const push = () => {
    gate.push(heard.slice(pushed));
    pushed = heard.length;
  };
  return {
    hasSent: () => sent,
    hear: (text: string) => {
      heard += text;
      if (hasEvidence()) push();
    },
    /** The whole text is the authority: it differs from what was heard where the reply did not stream. */
    finish: (whole: string): GateResult => {
      if (whole.startsWith(heard.slice(0, pushed))) heard = whole;
      push();
      return gate.finish();
    },
  };
}

function messagesOf(update: unknown): BaseMessage[] {
  if (typeof update !== "object" || update === null) return [];
  return Object.values(update).flatMap((part: unknown) => {
    const messages = typeof part === "object" && part !== null ? (part as { messages?: unknown }).messages : undefined;
    return Array.isArray(messages) ? (messages as BaseMessage[]) : [];
  });
}
