import type { Answer } from "#agent";
import type { Random, Role } from "#core";
import type { Domain } from "#knowledge";

/** A conversation of its own; what its last question is answered is looked at. */
export type Asked = { readonly turns: readonly string[]; readonly role: Role };

/** What a relation says of the answers: whether it holds, and the figures that show it. */
export type Finding = {
  /** unread: answered, but without the figure that the relation is about. */
  readonly status: "held" | "violated" | "unread";
  /** For each answer in order what was read in it, as a person would write it. */
  readonly figures: readonly string[];
  /** What does not fit, in a few words; empty where it held. */
  readonly note: string;
};

/** Questions whose answers are bound to one another, and the check of that bond. */
export type RelatedQuestions = {
  readonly asks: readonly Asked[];
  /** Judges the answers, in the order of `asks`; all of them were answered. Pure. */
  readonly check: (answers: readonly Answer[]) => Finding;
};

/**
 * A metamorphic relation (Chen, Cheung and Yiu 1998): what must hold between the answers to several questions, whatever
 * the right answers are, so that no truth is written.
 */
export type Relation = {
  readonly name: string;
  /** What must hold, in plain words. */
  readonly claim: string;
  /** Questions made of the dictionary; null where this draw gives none. */
  readonly generate: (domain: Domain, random: Random) => RelatedQuestions | null;
};

/** Conversations of one question each, asked by an analyst. */
export function askedApart(...questions: readonly string[]): readonly Asked[] {
  return questions.map((question) => ({ turns: [question], role: "analyst" }));
}
