import type { Answer, Principal } from "#agent";
import { AppError } from "#core";
import type { SharedAnswerStore } from "#store";

import { answerNotFound } from "./answer-operations.ts";
import type { LoadOwnAnswer } from "./own-answer.ts";
import { questionsUpTo, type AskedThreads } from "./questions-up-to.ts";
import { requireRight } from "./require-right.ts";

/** What whoever follows the link of an answer gets. */
export type SharedAnswer = {
  readonly id: string;
  readonly sharedAt: string;
  /** What was asked up to the answer, oldest first. */
  readonly questions: readonly string[];
  /** For its owner only. Others ask the questions themselves: what they are told follows from their own rights. */
  readonly answer: Answer | null;
};

/** Answers shared by link: the link gives the questions, never another's answer. Throws `RIGHT_MISSING`. */
export type ShareOperations = {
  /** Throws `ANSWER_NOT_FOUND` for what is no answer of the person's own. */
  readonly share: (principal: Principal, answerId: string, signal: AbortSignal) => Promise<void>;
  /** Throws `ANSWER_NOT_FOUND` for what is no answer of the person's own. */
  readonly takeBack: (principal: Principal, answerId: string, signal: AbortSignal) => Promise<void>;
  /** Throws `ANSWER_NOT_FOUND` for what is not shared, or not any more. */
  readonly show: (principal: Principal, answerId: string, signal: AbortSignal) => Promise<SharedAnswer>;
};

export function createShareOperations({
  shared,
  loadOwnAnswer,
  threads,
}: {
  readonly shared: SharedAnswerStore<Answer>;
  readonly loadOwnAnswer: LoadOwnAnswer;
  readonly threads: AskedThreads;
}): ShareOperations {
  const requireOwn = async (principal: Principal, answerId: string, signal: AbortSignal) => {
    requireRight(principal, "ask");
    if ((await loadOwnAnswer(principal, answerId, signal)) === null) throw answerNotFound();
  };
  return {
    share: async (principal, answerId, signal) => {
      await requireOwn(principal, answerId, signal);
      await shared.share(answerId, principal.id, signal);
    },
    takeBack: async (principal, answerId, signal) => {
      await requireOwn(principal, answerId, signal);
      await shared.takeBack(answerId, principal.id, signal);
    },
    show: async (principal, answerId, signal) => {
      requireRight(principal, "ask");
      const found = await shared.find(answerId, signal);
      if (found === null) throw notShared();
      const { owner, sharedAt, answer } = found;
      const questions = await questionsUpTo(threads, owner, answer, signal);
      const own = owner === principal.id ? await loadOwnAnswer(principal, answerId, signal) : null;
      return { id: answerId, sharedAt, questions, answer: own?.answer ?? null };
    },
  };
}

function notShared(): AppError {
  return new AppError("ANSWER_NOT_FOUND", {
    detail: "No answer is shared under this link, or not any more.",
    hint: "Ask whoever sent the link to share the answer again.",
  });
}
