import { HumanMessage } from "@langchain/core/messages";

import type { ChatModel } from "./create-chat-model.ts";
import { toTurnError } from "./turn-error.ts";

/**
 * Asks the model for one word, to see whether it can be talked to. Throws what would end a turn: `LLM_UNAVAILABLE`,
 * `LLM_THROTTLED`, `LLM_REFUSED`, `TURN_ABORTED`, …
 */
export async function tryChatModel({ model }: ChatModel, signal: AbortSignal): Promise<void> {
  try {
    await model.invoke([new HumanMessage("Answer with one word: ready.")], { signal });
  } catch (error) {
    throw toTurnError(error, signal);
  }
}
