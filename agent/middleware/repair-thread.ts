import { AIMessage, HumanMessage, ToolMessage, type BaseMessage, type ContentBlock } from "@langchain/core/messages";

import { tidyContent } from "../models/complete-reply.ts";
import { withContent } from "./with-content.ts";

/** Stands for the answer that a stopped turn never gave. */
const stoppedReply = "(This question was stopped before it was answered.)";
/** Stands for the result that a stopped tool call never gave. */
const stoppedResult = "This call was stopped before it gave a result.";

/**
 * The thread in the form that every provider takes. A turn that was stopped or failed leaves it in one that Bedrock
 * answers with 400, on that question and on all that follow:
 * - a tool call without a result gets one that says so; a result without its call is left out;
 * - between two questions in a row stands a note that the first went unanswered;
 * - two replies in a row are one;
 * - blank text blocks and replies that say nothing are left out, an empty result says that it is empty;
 * - the thread begins with a question.
 *
 * Pure, and the same thread always comes out the same, so that prompt caches hold.
 */
export function repairThread(messages: readonly BaseMessage[]): readonly BaseMessage[] {
  const repaired: BaseMessage[] = [];
  const results = resultsByCall(messages);
  for (const message of messages) {
    if (HumanMessage.isInstance(message)) {
      if (HumanMessage.isInstance(repaired.at(-1)) || ToolMessage.isInstance(repaired.at(-1))) {
        repaired.push(new AIMessage(stoppedReply));
      }
      repaired.push(message);
    } else if (AIMessage.isInstance(message)) {
      if (repaired.length === 0) continue;
      const previous = repaired.at(-1);
      const isSecond = AIMessage.isInstance(previous);
      if (isSecond) repaired.pop();
      repaired.push(...replyWithResults(isSecond ? joined(previous, message) : message, results));
    } else if (!ToolMessage.isInstance(message)) {
      repaired.push(message);
    }
  }
  return repaired;
}

/** Two replies in a row as one. */
function joined(first: AIMessage, second: AIMessage): AIMessage {
  return withContent(second, [...blocksOf(first), ...blocksOf(second)]);
}

function blocksOf(message: AIMessage): ContentBlock[] {
  return typeof message.content === "string" ? [{ type: "text", text: message.content }] : message.content;
}

/** The reply, tidied, and the result of each of its calls; nothing where it says nothing. */
function replyWithResults(message: AIMessage, results: ReadonlyMap<string, ToolMessage>): BaseMessage[] {
  const content = tidyContent(message.content);
  const calls = message.tool_calls ?? [];
  if (content.length === 0 && calls.length === 0) return [];
  const reply = isSame(content, message.content) ? message : withContent(message, content);
  return [
    reply,
    ...calls.map(
      (call) =>
        results.get(call.id ?? "") ??
        new ToolMessage({
          tool_call_id: call.id ?? "",
          name: call.name,
          status: "error",
          content: stoppedResult,
        }),
    ),
  ];
}

function resultsByCall(messages: readonly BaseMessage[]): ReadonlyMap<string, ToolMessage> {
  const results = new Map<string, ToolMessage>();
  for (const message of messages) {
    if (ToolMessage.isInstance(message)) results.set(message.tool_call_id, withWords(message));
  }
  return results;
}

function withWords(message: ToolMessage): ToolMessage {
  if (typeof message.content !== "string" || message.content.trim() !== "") return message;
  return new ToolMessage({
    id: message.id,
    tool_call_id: message.tool_call_id,
    name: message.name,
    status: message.status,
    artifact: message.artifact,
    content: "(empty)",
  });
}

function isSame(left: AIMessage["content"], right: AIMessage["content"]): boolean {
  return typeof left === "string" || typeof right === "string"
    ? left === right
    : left.length === right.length && left.every((block, i) => block === right[i]);
}
