import type { Principal } from "#agent";

import { requireRight } from "./require-right.ts";

/** How far a review has come, or what came of it. */
export const reviewStatuses = ["noted", "confirmed", "overridden"] as const;
export type ReviewStatus = (typeof reviewStatuses)[number];

/** A person's word on one prediction. */
export type ReviewWord = {
  readonly status: ReviewStatus;
  readonly notes: string;
  /** The outcome that should have been there; only, and always, of an override. */
  readonly value: number | null;
};

/** A prediction that a person should look at. */
export type ReviewItem = {
  readonly customer: string;
  readonly model: string;
  readonly label: string;
  /** Why it was picked. */
  readonly reason: string;
  readonly prediction: number;
  readonly actual: number | null;
  /** What was said of it last; null where it waits. */
  readonly review: (ReviewWord & { readonly reviewer: string; readonly at: string }) | null;
};

/** The queue of predictions that people look at. */
export type ReviewOperations = {
  /** Those that wait come first. */
  readonly list: (
    principal: Principal,
    page: { readonly limit: number; readonly after?: string },
    signal: AbortSignal,
  ) => Promise<{ readonly items: readonly ReviewItem[]; readonly next: string | null }>;
  /** Throws `REVIEW_INVALID` for a customer or model that there is not, and for a word that does not fit. */
  readonly record: (
    principal: Principal,
    of: { readonly customer: string; readonly model: string },
    word: ReviewWord,
    signal: AbortSignal,
  ) => Promise<void>;
};

/** The queue over what reads and writes it: `queue` gives all of it, `record` keeps a word. */
export function createReviewOperations(deps: {
  readonly queue: (signal: AbortSignal) => Promise<readonly ReviewItem[]>;
  readonly record: (
    input: { readonly customer: string; readonly model: string; readonly reviewer: string } & ReviewWord,
    signal: AbortSignal,
  ) => Promise<void>;
}): ReviewOperations {
  return {
    list: async (principal, { limit, after }, signal) => {
      requireRight(principal, "review");
      const queue = await deps.queue(signal);
      const ordered = [
        ...queue.filter(({ review }) => review === null),
        ...queue.filter(({ review }) => review !== null),
      ];
      const from = after === undefined ? 0 : ordered.findIndex(({ customer }) => customer === after) + 1;
      const items = ordered.slice(from, from + limit);
      return { items, next: from + limit < ordered.length ? (items.at(-1)?.customer ?? null) : null };
    },
    record: async (principal, of, word, signal) => {
      requireRight(principal, "review");
      await deps.record({ ...of, ...word, reviewer: principal.id }, signal);
    },
  };
}
