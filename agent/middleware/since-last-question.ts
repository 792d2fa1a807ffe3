import { HumanMessage, type BaseMessage } from "@langchain/core/messages";

/** What came after the last message of a person: the replies and tool results of the turn under way. */
export function sinceLastQuestion(messages: readonly BaseMessage[]): readonly BaseMessage[] {
  return messages.slice(messages.findLastIndex((message) => HumanMessage.isInstance(message)) + 1);
}
