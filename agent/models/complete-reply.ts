import { AIMessage, AIMessageChunk, type MessageContent } from "@langchain/core/messages";

import { AppError } from "#core";

/** The reply was cut at a limit of length, under each provider's name for it. */
const lengthReasons = new Set(["max_tokens", "length", "model_context_window_exceeded"]);
/** Something between model and caller took the reply's place. */
const interventionReasons = new Set(["guardrail_intervened", "content_filtered", "content_filter"]);
/** The provider itself could not make sense of what the model said. */
const malformedReasons = new Set(["malformed_model_output", "malformed_tool_use"]);

/**
 * Why the model stopped, in its provider's word: `end_turn`, `tool_use`, `max_tokens`, `guardrail_intervened` … on
 * Bedrock, whether streamed or not; `finish_reason` of OpenAI, `done_reason` of Ollama. Null where nothing was said,
 * which means that the reply broke off.
 */
export function stopReasonOf(message: AIMessage): string | null {
  const metadata = message.response_metadata;
  const messageStop: unknown = Reflect.get(metadata, "messageStop");
  const candidates: unknown[] = [
    Reflect.get(metadata, "stopReason"),
    typeof messageStop === "object" && messageStop !== null ? Reflect.get(messageStop, "stopReason") : null,
    Reflect.get(metadata, "finish_reason"),
    Reflect.get(metadata, "done_reason"),
  ];
  const reason = candidates.find((candidate) => typeof candidate === "string" && candidate !== "");
  return typeof reason === "string" ? reason : null;
}

/** Whether the reply was cut at a limit of length. */
export function isCutByLength(message: AIMessage): boolean {
  return lengthReasons.has(stopReasonOf(message) ?? "");
}

/** Whether a guardrail or content filter took the reply's place. */
export function isIntervention(message: AIMessage): boolean {
  return interventionReasons.has(stopReasonOf(message) ?? "");
}

/** Ids of the reply's tool calls whose input was cut: they must not run. */
export function cutToolCallsOf(message: AIMessage): readonly string[] {
  const ids: unknown = Reflect.get(message.response_metadata, "cutToolCalls");
  return Array.isArray(ids) ? ids.filter((id) => typeof id === "string") : [];
}

/**
 * The reply as it may be used and replayed, with `stopReason`, `model_name` and `cutToolCalls` in its metadata:
 * - text in one block (behind reasoning, LangChain leaves every streamed piece a block of its own), none blank;
 * - a tool call whose JSON was cut keeps its id, for the model must be told, but has an empty input and is listed as
 *   cut: LangChain mends such JSON by guessing (`{"metric":"rev` becomes a call) and would run it;
 * - no tool calls where a guardrail took the reply's place.
 *
 * Throws `LLM_INCOMPLETE` where the reply has no stop reason, is malformed, or says nothing at all.
 */
export function completeReply(message: AIMessage, modelName: string): AIMessage {
  const stopReason = stopReasonOf(message);
  if (stopReason === null || malformedReasons.has(stopReason)) throw incomplete("The model's answer broke off.");
  const cut = cutCalls(message);
  const calls = isIntervention(message)
    ? []
    : [
        ...(message.tool_calls ?? []),
        ...(message.invalid_tool_calls ?? []).map((call) => ({
          id: call.id,
          name: call.name ?? "",
        })),
      ].map((call) => ({
        type: "tool_call" as const,
        id: call.id,
        name: call.name,
        args: "args" in call && !cut.has(call.id) ? call.args : {},
      }));
  const content = tidyContent(message.content);
  if (content.length === 0 && calls.length === 0) throw incomplete("The model ended its answer without a word.");
  return new AIMessage({
    id: message.id,
    content,
    tool_calls: calls,
    usage_metadata: message.usage_metadata,
    additional_kwargs: message.additional_kwargs,
    response_metadata: {
      ...message.response_metadata,
      stopReason,
      model_name: modelName,
      ...(cut.size > 0 && { cutToolCalls: [...cut] }),
    },
  });
}

/** Adjacent text blocks joined, blank ones left out; reasoning and the rest as they are. */
export function tidyContent(content: MessageContent): MessageContent {
  if (typeof content === "string") return content.trim() === "" ? "" : content;
  const blocks: Exclude<MessageContent, string> = [];
  for (const block of content) {
    const last = blocks.at(-1);
    if (block.type === "text" && last?.type === "text") {
      blocks[blocks.length - 1] = { type: "text", text: `${textOf(last)}${textOf(block)}` };
    } else {
      blocks.push(block);
    }
  }
  return blocks.filter((block) => block.type !== "text" || textOf(block).trim() !== "");
}

function textOf(block: Exclude<MessageContent, string>[number]): string {
  return "text" in block && typeof block.text === "string" ? block.text : "";
}

/** Calls whose input is not whole: not valid JSON as sent, or the last one of a reply cut by length. */
function cutCalls(message: AIMessage): ReadonlySet<string | undefined> {
  const cut = new Set<string | undefined>((message.invalid_tool_calls ?? []).map((call) => call.id));
  const raw = AIMessageChunk.isInstance(message) ? (message.tool_call_chunks ?? []) : [];
  for (const chunk of raw) if (!isJson(chunk.args ?? "")) cut.add(chunk.id);
  // A call cut before its first character of input looks like a call without any.
  const last = raw.at(-1)?.id ?? message.tool_calls?.at(-1)?.id;
  if (last !== undefined && isCutByLength(message)) cut.add(last);
  return cut;
}

function isJson(text: string): boolean {
  if (text.trim() === "") return true;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function incomplete(detail: string): AppError {
  return new AppError("LLM_INCOMPLETE", { detail, hint: "Ask again." });
}
