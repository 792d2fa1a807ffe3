import type { Answer, RunTurn } from "#agent";
import { AppError, type Role } from "#core";

/** Asks one question in a conversation. Throws the `AppError` that the turn ends in. */
export async function askQuestion(
  runTurn: RunTurn,
  request: {
    readonly thread: string;
    readonly question: string;
    readonly role: Role;
    /** Who asks; one person for all where left out. */
    readonly person?: string;
    readonly signal: AbortSignal;
  },
): Promise<Answer> {
  const { thread, question, role, person = "evals", signal } = request;
  for await (const event of runTurn({
    thread,
    question,
    principal: { id: person, role },
    signal,
  })) {
    if (event.type === "answer-end") return event.answer;
    if (event.type === "turn-error") throw new AppError(event.code, { detail: event.detail, hint: event.hint });
  }
  throw new AppError("INTERNAL", {
    detail: "The turn ended without an answer.",
    hint: "Look into the log of the turn.",
  });
}
