import type { Answer, Principal } from "#agent";
import { AppError } from "#core";

import type { LoadOwnAnswer } from "./own-answer.ts";
import { requireRight } from "./require-right.ts";

/** A person's own finished answers, as far as their present rights go. */
export type AnswerOperations = {
  /** Throws `RIGHT_MISSING`, and `ANSWER_NOT_FOUND` also for another's. */
  readonly show: (principal: Principal, id: string, signal: AbortSignal) => Promise<Answer>;
};

export function createAnswerOperations(loadOwnAnswer: LoadOwnAnswer): AnswerOperations {
  return {
    show: async (principal, id, signal) => {
      requireRight(principal, "ask");
      const own = await loadOwnAnswer(principal, id, signal);
      if (own === null) throw answerNotFound();
      return own.answer;
    },
  };
}

/** For an id that is no answer of the person's own. */
export function answerNotFound(): AppError {
  return new AppError("ANSWER_NOT_FOUND", {
    detail: "No finished answer of yours has this id.",
    hint: "Check the id; an answer that was stopped is not kept.",
  });
}
