import type { Answer, TurnEvent } from "#agent";
import { AppError } from "#core";

/**
 * The answer that a turn ends in; `onEvent` sees every event on the way. A `turn-error` is thrown as the `AppError`
 * that it carries; `INTERNAL` where the turn ends in neither.
 */
export async function collectAnswer(
  events: AsyncIterable<TurnEvent>,
  onEvent?: (event: TurnEvent) => void,
): Promise<Answer> {
  for await (const event of events) {
    onEvent?.(event);
    if (event.type === "answer-end") return event.answer;
    if (event.type === "turn-error") throw errorOf(event);
  }
  throw new AppError("INTERNAL", {
    detail: "The turn ended without an answer.",
    hint: "Ask again; if it happens again, report it with what you asked.",
  });
}

/** A turn's error as the one error class. */
export function errorOf(event: Extract<TurnEvent, { type: "turn-error" }>): AppError {
  return new AppError(event.code, { detail: event.detail, hint: event.hint });
}
