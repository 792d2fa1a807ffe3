import type { Answer } from "#agent";
import type { ThreadStore } from "#store";

/** Conversations, as far as it takes to know what was asked in them. */
export type AskedThreads = Pick<ThreadStore<{ readonly question: string; readonly answer: Answer }>, "load">;

/** The questions of the owner's conversation up to the one of this answer, which may rest on those before it; oldest first. */
export async function questionsUpTo(
  threads: AskedThreads,
  owner: string,
  answer: Answer,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const turns = (await threads.load(answer.thread, owner, signal))?.turns ?? [];
  const at = turns.findIndex((turn) => turn.answer.id === answer.id);
  return at < 0 ? [answer.question] : turns.slice(0, at + 1).map((turn) => turn.question);
}
