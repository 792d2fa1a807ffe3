import { describe, expect, it } from "vitest";

import { createReviewOperations, type ReviewItem } from "../../api/operations/review-operations.ts";

const { signal } = new AbortController();
const steward = { id: "ada", role: "steward" } as const;
const word = { status: "noted", notes: "", value: null, reviewer: "ada", at: "2026-11-20T12:00:00Z" } as const;

function item(customer: string, model: string, reason: string, isReviewed = false): ReviewItem {
  return { customer, model, label: model, reason, prediction: 0.5, actual: null, review: isReviewed ? word : null };
}

/** The queue in whatever order it is read. */
function operationsOver(queue: readonly ReviewItem[]) {
  const items = [...queue];
  const operations = createReviewOperations({ queue: async () => items, record: async () => {} });
  const page = (after: string | null, limit = 2) =>
    operations.list(steward, { limit, ...(after !== null && { after }) }, signal);
  return { items, page };
}

const placesOf = (items: readonly ReviewItem[]) =>
  items.map(({ customer, model, reason }) => `${customer} ${model} ${reason}`);

const queue = [
  item("user_3", "churn", "at random"),
  item("user_1", "value", "high"),
  item("user_2", "churn", "high", true),
  item("user_1", "churn", "high"),
  item("user_1", "churn", "at random"),
  item("user_10", "churn", "high"),
];

describe("the review queue", () => {
  it("comes page by page in one order, each item once, though one customer stands in it several times", async () => {
    const { page } = operationsOver(queue);
    const seen: string[] = [];
    let after: string | null = null;
    do {
      const { items, next } = await page(after);
      seen.push(...placesOf(items));
      after = next;
    } while (after !== null);
    expect(seen).toEqual([
      "user_1 churn at random",
      "user_1 churn high",
      "user_1 value high",
      "user_10 churn high",
      "user_3 churn at random",
      "user_2 churn high",
    ]);
  });

  it("goes on from the same place where it is read in another order, and where what was there has been reviewed", async () => {
    const { items, page } = operationsOver(queue);
    const { next } = await page(null, 3);
    items.reverse();
    const at = items.findIndex(({ customer, model }) => customer === "user_1" && model === "value");
    items[at] = item("user_1", "value", "high", true);
    expect(placesOf((await page(next, 10)).items)).toEqual([
      "user_10 churn high",
      "user_3 churn at random",
      "user_1 value high",
      "user_2 churn high",
    ]);
  });

  it.each(["user_1", "", "W10", Buffer.from('["waits"]').toString("base64url")])(
    "refuses to go on from %j, which no page gave",
    async (after) => {
      await expect(operationsOver(queue).page(after)).rejects.toMatchObject({ code: "REQUEST_INVALID" });
    },
  );
});
