import type { Principal } from "#agent";
import type { Feedback, FeedbackStore, GivenFeedback, Page, PageRequest, QueryProposal } from "#store";

import type { ProposeQuery } from "../propose-query.ts";
import { answerNotFound } from "./answer-operations.ts";
import type { LoadOwnAnswer } from "./own-answer.ts";
import { requireRight } from "./require-right.ts";

/** What was kept, and the proposal that its correction became; null where it is no query. */
export type KeptFeedback = { readonly feedback: Feedback; readonly proposal: QueryProposal | null };

/** What people think of their own answers, and what reviewers read of it. Throws `RIGHT_MISSING`. */
export type FeedbackOperations = {
  /** The latest opinion of an answer stays. Throws `ANSWER_NOT_FOUND` also for another's answer. */
  readonly give: (
    principal: Principal,
    answerId: string,
    feedback: Feedback,
    signal: AbortSignal,
  ) => Promise<KeptFeedback>;
  /** Null where none was given. Throws `ANSWER_NOT_FOUND` also for another's answer. */
  readonly show: (principal: Principal, answerId: string, signal: AbortSignal) => Promise<Feedback | null>;
  /** Everybody's, oldest first. Throws `REQUEST_INVALID` for an `after` that no page gave. */
  readonly list: (principal: Principal, page: PageRequest, signal: AbortSignal) => Promise<Page<GivenFeedback>>;
};

export function createFeedbackOperations(deps: {
  readonly loadOwnAnswer: LoadOwnAnswer;
  readonly feedback: FeedbackStore;
  readonly proposeQuery: ProposeQuery;
}): FeedbackOperations {
  const { loadOwnAnswer, feedback, proposeQuery } = deps;
  const ownAnswer = async (principal: Principal, id: string, signal: AbortSignal) => {
    requireRight(principal, "ask");
    const own = await loadOwnAnswer(principal, id, signal);
    if (own === null) throw answerNotFound();
    return own.answer;
  };
  return {
    give: async (principal, answerId, given, signal) => {
      const { question } = await ownAnswer(principal, answerId, signal);
      await feedback.give(answerId, principal.id, given, signal);
      const { correction } = given;
      const proposal =
        correction === null
          ? null
          : await proposeQuery({ owner: principal.id, answerId, question, correction }, signal);
      return { feedback: given, proposal };
    },
    show: async (principal, answerId, signal) => {
      await ownAnswer(principal, answerId, signal);
      return feedback.load(answerId, principal.id, signal);
    },
    list: async (principal, page, signal) => {
      requireRight(principal, "read-feedback");
      return feedback.list(page, signal);
    },
  };
}
