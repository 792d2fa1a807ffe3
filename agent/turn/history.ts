import { AIMessage, HumanMessage, type BaseMessage } from "@langchain/core/messages";

import type { Thread } from "../thread.ts";

/** Turns of a conversation that are replayed whole; earlier ones are left out. */
const turnsReplayed = 12;

/** The conversation so far as messages: what was asked and what was answered, without the tools' findings. */
export function historyMessages(thread: Thread | null): BaseMessage[] {
  return (thread?.turns ?? [])
    .slice(-turnsReplayed)
    .flatMap((turn) => [
      new HumanMessage(turn.question),
      new AIMessage({ content: turn.answer.text, response_metadata: { stopReason: "end_turn" } }),
    ]);
}
