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
    /** Whether an answer of before may be given; made afresh where left out. */
    readonly fresh?: boolean;
    readonly signal: AbortSignal;
  },
): Promise<Answer> {
  const { thread, question, role, person = "evals", fresh = true, signal } = request;
  for await (const event of runTurn({
    thread,
    question,
    principal: { id: person, role },
    fresh,
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
