import { BaseCallbackHandler } from "@langchain/core/callbacks/base";
import { AIMessage } from "@langchain/core/messages";
import type { LLMResult } from "@langchain/core/outputs";

import type { ChatModel } from "#agent";
import { toAppError } from "#core";

import { genAi, providerNameOf } from "./gen-ai.ts";
import type { OpenSpan, SpanAttributes, Tracing } from "./tracing.ts";

/**
 * Lets each call of the model and of its fallback be a client span `chat <model>` with the tokens that it took. Changes
 * the models: they tell of their calls from then on.
 */
export function traceModel(
  { model, fallback, provider, name }: ChatModel,
  fallbackName: string | null,
  tracing: Tracing,
) {
  model.callbacks = [handlerFor({ provider, name }, tracing)];
  if (fallback !== null) fallback.callbacks = [handlerFor({ provider, name: fallbackName ?? name }, tracing)];
}

function handlerFor(
  { provider, name }: { readonly provider: string; readonly name: string },
  tracing: Tracing,
): BaseCallbackHandler {
  const running = new Map<string, OpenSpan>();
  const end = (runId: string, failure: string | null, attributes: SpanAttributes = {}) => {
    const span = running.get(runId);
    running.delete(runId);
    span?.set(attributes);
    span?.end(failure);
  };
  const handler = BaseCallbackHandler.fromMethods({
    handleChatModelStart: (_model, _messages, runId) => {
      const attributes = {
        [genAi.operation]: "chat",
        [genAi.provider]: providerNameOf(provider),
        [genAi.requestModel]: name,
      };
      running.set(runId, tracing.start(`chat ${name}`, { kind: "client", attributes }));
    },
    handleLLMEnd: (output, runId) => end(runId, null, usageOf(output)),
    handleLLMError: (error: unknown, runId) => end(runId, toAppError(error).code),
  });
  // Not in the background: a span begins within the turn that it belongs to.
  handler.awaitHandlers = true;
  return handler;
}

function usageOf({ generations }: LLMResult): SpanAttributes {
  const generation = generations[0]?.[0];
  const message = generation && "message" in generation ? generation.message : undefined;
  if (!AIMessage.isInstance(message)) return {};
  const { usage_metadata: usage, response_metadata: told } = message;
  const reason: unknown = told["stopReason"] ?? told["stop_reason"] ?? told["finish_reason"] ?? told["done_reason"];
  return {
    [genAi.inputTokens]: usage?.input_tokens,
    [genAi.outputTokens]: usage?.output_tokens,
    [genAi.cacheReadTokens]: usage?.input_token_details?.cache_read,
    [genAi.cacheWriteTokens]: usage?.input_token_details?.cache_creation,
    ...(typeof reason === "string" && { [genAi.finishReasons]: [reason] }),
  };
}
