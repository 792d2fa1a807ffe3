import type { ErrorCode, Role } from "#core";
import type { EvidenceTable } from "#tools";

import type { Answer } from "./answer.ts";

/** Who asks. */
export type Principal = { readonly id: string; readonly role: Role };

/** One question to be answered. */
export type TurnRequest = {
  /** Id of the conversation; a new one begins where it is not known. */
  readonly thread: string;
  readonly question: string;
  readonly principal: Principal;
  /** Asks for an answer that is made now, where one of before might do. */
  readonly fresh?: boolean;
  readonly signal?: AbortSignal;
};

/**
 * What happens in a turn, in order: one `turn-start`, then tools and text, then either `answer-end` or
 * `turn-error`, which is last. `text-restart` takes back the text sent so far (the model was asked again).
 */
export type TurnEvent =
  | { readonly type: "turn-start"; readonly answerId: string; readonly thread: string }
  | {
      readonly type: "tool-start";
      readonly id: string;
      readonly name: string;
      readonly input: Readonly<Record<string, unknown>>;
    }
  | {
      readonly type: "tool-end";
      readonly id: string;
      readonly name: string;
      readonly ok: boolean;
      readonly summary: string;
      /** The first rows of what was found; null where the call failed. */
      readonly table: EvidenceTable | null;
      readonly sql: string | null;
      readonly elapsedMs: number;
    }
  | { readonly type: "text-delta"; readonly text: string }
  | { readonly type: "text-restart" }
  | { readonly type: "answer-end"; readonly answer: Answer }
  | { readonly type: "turn-error"; readonly code: ErrorCode; readonly detail: string; readonly hint: string };

/** Answers one question as a stream of events. Never throws: what goes wrong is a `turn-error`. */
export type RunTurn = (request: TurnRequest) => AsyncIterable<TurnEvent>;

/** Names of the events, in the order a turn may send them. */
export const turnEventTypes = [
  "turn-start",
  "tool-start",
  "tool-end",
  "text-delta",
  "text-restart",
  "answer-end",
  "turn-error",
] as const satisfies readonly TurnEvent["type"][];
