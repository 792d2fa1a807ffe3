import { z } from "zod";

import type { Principal } from "#agent";
import { AppError } from "#core";

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
  /** Those that wait come first. Throws `REQUEST_INVALID` for an `after` that no page gave. */
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

/**
 * Where an item stands: those that wait first, then by customer, model and reason. A place holds even where the item that
 * was there has moved since, reviewed by somebody: what came after it comes after it still.
 */
type Place = readonly [state: "waits" | "word", customer: string, model: string, reason: string];

function placeOf({ review, customer, model, reason }: ReviewItem): Place {
  return [review === null ? "waits" : "word", customer, model, reason];
}

/** By code units: the same everywhere. */
function compare(one: Place, other: Place): number {
  const at = one.findIndex((part, index) => part !== other[index]);
  if (at < 0) return 0;
  return (one[at] ?? "") < (other[at] ?? "") ? -1 : 1;
}

function writePlace(place: Place): string {
  return Buffer.from(JSON.stringify(place)).toString("base64url");
}

const placeSchema = z.tuple([z.enum(["waits", "word"]), z.string(), z.string(), z.string()]);

function readPlace(cursor: string): Place {
  try {
    return placeSchema.parse(JSON.parse(Buffer.from(cursor, "base64url").toString()));
  } catch (cause) {
    throw new AppError("REQUEST_INVALID", {
      detail: "The queue cannot be continued from there.",
      hint: "Use the `next` of the page before, or begin at the first page.",
      cause,
    });
  }
}

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
      const ordered = queue.map((item) => ({ item, place: placeOf(item) })).sort((a, b) => compare(a.place, b.place));
      const rest = after === undefined ? ordered : ordered.filter(({ place }) => compare(place, readPlace(after)) > 0);
      const shown = rest.slice(0, limit);
      const last = shown.at(-1);
      return {
        items: shown.map(({ item }) => item),
        next: rest.length > limit && last ? writePlace(last.place) : null,
      };
    },
    record: async (principal, of, word, signal) => {
      requireRight(principal, "review");
      await deps.record({ ...of, ...word, reviewer: principal.id }, signal);
    },
  };
}
