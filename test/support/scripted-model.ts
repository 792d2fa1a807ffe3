import type { CallbackManagerForLLMRun } from "@langchain/core/callbacks/manager";
import { BaseChatModel, type BindToolsInput } from "@langchain/core/language_models/chat_models";
import { AIMessage, AIMessageChunk, type BaseMessage } from "@langchain/core/messages";
import { ChatGenerationChunk, type ChatResult } from "@langchain/core/outputs";

/** What a scripted model says in one reply: text in pieces, then tool calls; or what it throws after its text. */
export type ScriptedReply = {
  readonly text?: string | readonly string[];
  readonly calls?: readonly { readonly name: string; readonly args: Readonly<Record<string, unknown>> }[];
  readonly throws?: unknown;
  /** Called once the text is out; the reply goes on when it resolves. */
  readonly waits?: (signal: AbortSignal | undefined) => Promise<void>;
};

/** A chat model that says what is written for it, reply by reply, and remembers what it was told each time. */
export class ScriptedModel extends BaseChatModel {
  readonly requests: (readonly BaseMessage[])[] = [];
  readonly #replies: ScriptedReply[];

  constructor(replies: readonly ScriptedReply[]) {
    super({});
    this.#replies = [...replies];
  }

  override _llmType(): string {
    return "scripted";
  }

  override bindTools(_tools: BindToolsInput[]): this {
    return this;
  }

  override async _generate(messages: BaseMessage[], options: this["ParsedCallOptions"]): Promise<ChatResult> {
    let whole: AIMessageChunk | undefined;
    for await (const { message } of this._streamResponseChunks(messages, options)) {
      const chunk = message as AIMessageChunk;
      whole = whole ? whole.concat(chunk) : chunk;
    }
    const message = new AIMessage({ content: whole?.content ?? "", tool_calls: whole?.tool_calls ?? [] });
    return { generations: [{ text: message.text, message }] };
  }

  override async *_streamResponseChunks(
    messages: BaseMessage[],
    options: this["ParsedCallOptions"],
    runManager?: CallbackManagerForLLMRun,
  ): AsyncGenerator<ChatGenerationChunk> {
    this.requests.push(messages);
    const reply = this.#replies.shift();
    if (!reply) throw new RangeError("the script has no reply left");
    const pieces = typeof reply.text === "string" ? [reply.text] : (reply.text ?? []);
    for (const text of pieces) {
      // A turn of the event loop for each piece, so that each arrives by itself, as over a network.
      await new Promise((resolve) => setImmediate(resolve));
      const chunk = new ChatGenerationChunk({ text, message: new AIMessageChunk({ content: text }) });
      yield chunk;
      await runManager?.handleLLMNewToken(text, undefined, undefined, undefined, undefined, { chunk });
    }
    await reply.waits?.(options.signal);
    if (reply.throws !== undefined) throw reply.throws;
    const calls = reply.calls ?? [];
    yield new ChatGenerationChunk({
      text: "",
      message: new AIMessageChunk({
        content: "",
        tool_call_chunks: calls.map(({ name, args }, index) => ({
          type: "tool_call_chunk" as const,
          id: `call_${this.requests.length}_${index + 1}`,
          name,
          args: JSON.stringify(args),
          index: index + 1,
        })),
        response_metadata: { stopReason: calls.length > 0 ? "tool_use" : "end_turn" },
        usage_metadata: { input_tokens: 10, output_tokens: 5, total_tokens: 15 },
      }),
    });
  }
}
