import type { CallbackManagerForLLMRun } from "@langchain/core/callbacks/manager";
import type { BaseMessage } from "@langchain/core/messages";
import type { ChatGenerationChunk } from "@langchain/core/outputs";
import { ChatOpenAICompletions } from "@langchain/openai";

/**
 * A model behind a server that speaks OpenAI's chat completions (not its responses, which imitators lack).
 * @param apiKey null for servers that want none.
 */
export function createOpenAiCompatibleChat(options: {
  readonly modelId: string;
  readonly baseUrl: string;
  readonly apiKey: string | null;
}): ChatOpenAICompletions {
  return new OpenAiCompatibleChat({
    model: options.modelId,
    // The client insists on a key; servers without one ignore it.
    apiKey: options.apiKey ?? "none",
    configuration: { baseURL: options.baseUrl },
    // Retries are the retry middleware's.
    maxRetries: 0,
  });
}

/**
 * Chat completions that say why they ended: in an agent's stream LangChain keeps `finish_reason` beside the message
 * and then drops it, so that a reply that broke off looks like a whole one. A class because LangChain's models are.
 */
class OpenAiCompatibleChat extends ChatOpenAICompletions {
  override async *_streamResponseChunks(
    messages: BaseMessage[],
    options: this["ParsedCallOptions"],
    runManager?: CallbackManagerForLLMRun,
  ): AsyncGenerator<ChatGenerationChunk> {
    for await (const chunk of super._streamResponseChunks(messages, options, runManager)) {
      const finishReason: unknown = chunk.generationInfo?.["finish_reason"];
      if (typeof finishReason === "string") {
        Object.assign(chunk.message.response_metadata, { finish_reason: finishReason });
      }
      yield chunk;
    }
  }
}
