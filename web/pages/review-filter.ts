import type { ReviewPage } from "../contract/routes.d.ts";

export type ReviewItem = ReviewPage["items"][number];

/** What is to be shown; an empty text stands for all. */
export type ReviewFilter = {
  readonly state: "all" | "waiting" | "reviewed";
  readonly model: string;
  readonly reason: string;
};

/** The items that fit a filter, in their order. */
export function filterReviews(items: readonly ReviewItem[], filter: ReviewFilter): readonly ReviewItem[] {
  return items.filter(
    ({ model, reason, review }) =>
      (filter.state === "all" || (filter.state === "reviewed") === (review !== null)) &&
      (filter.model === "" || filter.model === model) &&
      (filter.reason === "" || filter.reason === reason),
  );
}

/** The different values of items, in order of the alphabet. */
export function allOf(items: readonly ReviewItem[], value: (item: ReviewItem) => string): readonly string[] {
  return [...new Set(items.map(value))].sort();
}
