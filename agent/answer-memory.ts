import type { Answer } from "./answer.ts";
import type { TurnRequest } from "./events.ts";

/**
 * Answers of before, for whoever begins a conversation with the same question under the same circumstances: run,
 * model, prompt and rights. Whose answers are found is this port's own business; both resolve where nothing can be
 * found or kept, so that no turn fails for it.
 */
export type AnswerMemory = {
  /** Null where there is none that this person may be given. */
  readonly find: (request: TurnRequest, signal: AbortSignal) => Promise<Answer | null>;
  readonly keep: (request: TurnRequest, answer: Answer, signal: AbortSignal) => Promise<void>;
};
