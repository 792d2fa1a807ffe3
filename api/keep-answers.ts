import type { Answer, RunTurn } from "#agent";
import { toAppError, type Logger } from "#core";

/**
 * Keeps each finished answer before it is sent, so that a client whose connection breaks can fetch it by its id.
 * An answer that cannot be kept is sent all the same, and the failure is logged.
 */
export function keepAnswers(
  runTurn: RunTurn,
  answers: { readonly save: (answer: Answer, owner: string) => Promise<void> },
  log: Logger,
): RunTurn {
  return async function* (request) {
    for await (const event of runTurn(request)) {
      if (event.type === "answer-end") {
        await answers.save(event.answer, request.principal.id).catch((error: unknown) => {
          log.warn({ event: "answer-not-kept", answerId: event.answer.id, code: toAppError(error).code });
        });
      }
      yield event;
    }
  };
}
