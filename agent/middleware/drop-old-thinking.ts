import { AIMessage, type BaseMessage } from "@langchain/core/messages";

import { modelNameOf } from "../models/model-name.ts";
import { withContent } from "./with-content.ts";
import { sinceLastQuestion } from "./since-last-question.ts";

const reasoningTypes = new Set(["reasoning", "reasoning_content", "thinking", "redacted_thinking"]);

/**
 * The messages with reasoning only where it must be replayed: in the replies of the turn under way (a tool loop
 * needs it), and there only what `modelName` thought itself. Reasoning is bound by a signature to all that came
 * before it and to the model that had it; replayed after a change it is answered with 400.
 */
export function dropOldThinking(messages: readonly BaseMessage[], modelName: string): readonly BaseMessage[] {
  const current = new Set(sinceLastQuestion(messages));
  return messages.map((message) => {
    if (!AIMessage.isInstance(message) || typeof message.content === "string") return message;
    const isOwn = (modelNameOf(message) ?? modelName) === modelName;
    if (current.has(message) && isOwn) return message;
    const content = message.content.filter((block) => !reasoningTypes.has(block.type));
    return content.length === message.content.length ? message : withContent(message, content);
  });
}
