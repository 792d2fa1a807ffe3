import type { BaseMessage, HumanMessage } from "@langchain/core/messages";

/** Stands with the message, where no provider sends it on. */
const mark = "reckonerSummary";

/** Marks a message as the program's summary of earlier turns: no person asked it. */
export function markSummary(message: HumanMessage): HumanMessage {
  message.additional_kwargs = { ...message.additional_kwargs, [mark]: true };
  return message;
}

/** Whether a message is such a summary. */
export function isSummary(message: BaseMessage): boolean {
  return message.additional_kwargs[mark] === true;
}
