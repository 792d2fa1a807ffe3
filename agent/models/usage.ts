import { AIMessage, type BaseMessage } from "@langchain/core/messages";

import { capabilitiesOf, type ModelName } from "./catalog.ts";
import { modelNameOf } from "./model-name.ts";

/** Tokens of one or more model calls. `inputTokens` counts the whole prompt, what came from the cache included. */
export type TokenUsage = {
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly cacheReadTokens: number;
  readonly cacheWriteTokens: number;
};

/** Tokens of one model reply, or of none where the message is not a model's or says nothing about them. */
export function usageOf(message: BaseMessage): TokenUsage {
  const usage = AIMessage.isInstance(message) ? message.usage_metadata : undefined;
  return {
    inputTokens: usage?.input_tokens ?? 0,
    outputTokens: usage?.output_tokens ?? 0,
    cacheReadTokens: usage?.input_token_details?.cache_read ?? 0,
    cacheWriteTokens: usage?.input_token_details?.cache_creation ?? 0,
  };
}

/**
 * US dollars for one call to `model`; null where its price is not known, 0 where it costs none.
 * (input − read − write) × in + read × in × read factor + write × in × write factor + output × out.
 * For one call, not for a sum of calls: some prices depend on the length of the single prompt.
 */
export function costOfUsage(model: ModelName, usage: TokenUsage): number | null {
  const { price } = capabilitiesOf(model);
  if (price === null) return null;
  const uncached = usage.inputTokens - usage.cacheReadTokens - usage.cacheWriteTokens;
  const input =
    uncached + usage.cacheReadTokens * price.cacheReadFactor + usage.cacheWriteTokens * price.cacheWriteFactor;
  const factor = price.longPrompt && usage.inputTokens > price.longPrompt.aboveTokens ? price.longPrompt.factor : 1;
  return (factor * (input * price.inputUsdPerMillion + usage.outputTokens * price.outputUsdPerMillion)) / 1_000_000;
}

/**
 * Tokens and dollars of all replies among `messages`, each priced by the model that gave it (`model` where a reply
 * does not say). The cost is null as soon as one reply's price is not known. What a failed attempt used is not in
 * it: a stream that breaks off never reports its tokens.
 */
export function usageOfTurn(
  messages: readonly BaseMessage[],
  model: ModelName,
): TokenUsage & { readonly costUsd: number | null } {
  let total: TokenUsage & { readonly costUsd: number | null } = {
    inputTokens: 0,
    outputTokens: 0,
    cacheReadTokens: 0,
    cacheWriteTokens: 0,
    costUsd: 0,
  };
  for (const message of messages) {
    if (!AIMessage.isInstance(message)) continue;
    const usage = usageOf(message);
    const cost = costOfUsage({ ...model, name: modelNameOf(message) ?? model.name }, usage);
    total = {
      inputTokens: total.inputTokens + usage.inputTokens,
      outputTokens: total.outputTokens + usage.outputTokens,
      cacheReadTokens: total.cacheReadTokens + usage.cacheReadTokens,
      cacheWriteTokens: total.cacheWriteTokens + usage.cacheWriteTokens,
      costUsd: total.costUsd === null || cost === null ? null : total.costUsd + cost,
    };
  }
  return total;
}
