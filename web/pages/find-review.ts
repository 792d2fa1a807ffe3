import { call } from "../client/call.ts";
import type { ReviewItem } from "./review-filter.ts";

const itemsAPage = 100;

/** What is kept of a prediction now, whoever said it; null where nobody did. Throws `RequestProblem`. */
export async function findReview(customer: string, model: string): Promise<ReviewItem["review"]> {
  let after: string | null = null;
  do {
    const query: { limit: number; after?: string } = { limit: itemsAPage, ...(after === null ? {} : { after }) };
    const { items, next } = await call("GET /v1/reviews", { query });
    const found = items.find((item) => item.customer === customer && item.model === model);
    if (found) return found.review;
    after = next;
  } while (after !== null);
  return null;
}
