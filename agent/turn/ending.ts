import { AIMessage, type BaseMessage } from "@langchain/core/messages";

import { isCutByLength, isIntervention } from "../models/complete-reply.ts";

/** How a model's last word ended: whole, cut at its limit of length, or with a guardrail's words in its place. */
export type Ending = "whole" | "cut" | "withheld";

/** What an answer's readers are told of an ending that is not whole. */
export const endingNotes: Readonly<Record<Exclude<Ending, "whole">, string>> = {
  cut: "The answer reached the model's limit of length and breaks off; ask for less at once.",
  withheld: "A guardrail took the answer's place.",
};

/** How the last of the model's replies ended. */
export function endingOf(spoken: readonly BaseMessage[]): Ending {
  const last = spoken.findLast((message) => AIMessage.isInstance(message));
  if (!AIMessage.isInstance(last)) return "whole";
  if (isIntervention(last)) return "withheld";
  return isCutByLength(last) ? "cut" : "whole";
}
