import type { Answer, Principal } from "#agent";
import { seesAllOf, type Role } from "#core";
import type { AnswerStore } from "#store";

/** An answer of a person's own, as far as their present rights go. */
export type OwnAnswer = {
  readonly answer: Answer;
  /** Whether nothing of it is held back. */
  readonly isWhole: boolean;
};

/** Null for another's answer and where there is none. */
export type LoadOwnAnswer = (principal: Principal, id: string, signal?: AbortSignal) => Promise<OwnAnswer | null>;

export function createLoadOwnAnswer(answers: Pick<AnswerStore<Answer>, "load" | "madeAs">): LoadOwnAnswer {
  return async ({ id: owner, role }, id, signal) => {
    const answer = await answers.load(id, owner, signal);
    return answer === null ? null : withinRights(answer, await answers.madeAs(id, owner, signal), role);
  };
}

/**
 * What is left of an answer to a person whose role sees less than the one that it was made with: the question, and why
 * there is no more. `madeAs` is null where it was not noted, as of before it was: such answers are whole.
 */
export function withinRights(answer: Answer, madeAs: Role | null, role: Role): OwnAnswer {
  if (madeAs === null || seesAllOf(role, madeAs)) return { answer, isWhole: true };
  const held = {
    text: `This was answered with the rights of the role ${madeAs}, which sees more than yours does now. Ask again: the answer then follows from your present rights.`,
    evidence: [],
    claims: [],
    chart: null,
    caveats: [],
    followUps: [answer.question],
    verification: { numbers: 0, names: 0, traced: 0, derived: 0, given: 0, untraced: 0, repaired: false, notes: [] },
  };
  return { answer: { ...answer, outcome: "refused", ...held }, isWhole: false };
}
