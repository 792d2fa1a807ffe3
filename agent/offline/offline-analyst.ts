import type { CallbackManagerForLLMRun } from "@langchain/core/callbacks/manager";
import { BaseChatModel, type BindToolsInput } from "@langchain/core/language_models/chat_models";
import { AIMessage, AIMessageChunk, type BaseMessage } from "@langchain/core/messages";
import { ChatGenerationChunk, type ChatResult } from "@langchain/core/outputs";

import { hashText } from "#core";

import type { Telling } from "./analyses/teller.ts";
import { readConversation } from "./conversation.ts";
import type { Lexicon } from "./reading/lexicon.ts";
import { respond, type Response } from "./respond.ts";

const noUsage = { input_tokens: 0, output_tokens: 0, total_tokens: 0 };

/**
 * The analyst that needs no language model: it reads a question by the domain's dictionary and a grammar of analyses,
 * and is deterministic. It stands behind LangChain's chat-model interface, so that the loop, the tools, the guard,
 * the checks and the evals are the same as with Claude.
 */
export class OfflineAnalyst extends BaseChatModel {
  readonly #lexicon: Lexicon;
  readonly #telling: Telling;

  constructor(lexicon: Lexicon, telling: Telling) {
    super({});
    this.#lexicon = lexicon;
    this.#telling = telling;
  }

  override _llmType(): string {
    return "offline-analyst";
  }

  /** The analyst knows its tools by name; binding them changes nothing. */
  override bindTools(_tools: BindToolsInput[]): this {
    return this;
  }

  override async _generate(messages: BaseMessage[], options: this["ParsedCallOptions"]): Promise<ChatResult> {
    options.signal?.throwIfAborted();
    const response = this.#respond(messages);
    const message = new AIMessage({
      content: response.kind === "answer" ? response.text : "",
      tool_calls: toolCallsOf(response, messages.length),
      response_metadata: { stopReason: stopReasonOf(response) },
      usage_metadata: noUsage,
    });
    return { generations: [{ text: message.text, message }] };
  }

  override async *_streamResponseChunks(
    messages: BaseMessage[],
    options: this["ParsedCallOptions"],
    runManager?: CallbackManagerForLLMRun,
  ): AsyncGenerator<ChatGenerationChunk> {
    options.signal?.throwIfAborted();
    const response = this.#respond(messages);
    for (const piece of response.kind === "answer" ? piecesOf(response.text) : []) {
      const chunk = new ChatGenerationChunk({ text: piece, message: new AIMessageChunk({ content: piece }) });
      yield chunk;
      await runManager?.handleLLMNewToken(piece, undefined, undefined, undefined, undefined, { chunk });
    }
    yield new ChatGenerationChunk({
      text: "",
      message: new AIMessageChunk({
        content: "",
        // Numbered after the text block, as Bedrock does: the stream's readers tell blocks apart by it.
        tool_call_chunks: toolCallsOf(response, messages.length).map((call, index) => ({
          type: "tool_call_chunk" as const,
          id: call.id,
          name: call.name,
          args: JSON.stringify(call.args),
          index: index + 1,
        })),
        response_metadata: { stopReason: stopReasonOf(response) },
        usage_metadata: noUsage,
      }),
    });
  }

  #respond(messages: readonly BaseMessage[]): Response {
    return respond(readConversation(messages), this.#lexicon, this.#telling);
  }
}

function stopReasonOf(response: Response): string {
  return response.kind === "answer" ? "end_turn" : "tool_use";
}

/** Ids that hang on the call and its place in the conversation only, so that a turn can be replayed. */
function toolCallsOf(response: Response, place: number) {
  if (response.kind === "answer") return [];
  return response.calls.map((call, index) => ({
    type: "tool_call" as const,
    id: `call_${hashText(`${place} ${index} ${JSON.stringify(call)}`, 12)}`,
    name: call.name,
    args: { ...call.args },
  }));
}

/** Lines and sentences, so that the offline analyst streams as a model does. */
function piecesOf(text: string): string[] {
  return text.match(/[^\n]*?[.!?](?=\s)\s+|[^\n]*\n+|[^\n]+$/g) ?? [text];
}
