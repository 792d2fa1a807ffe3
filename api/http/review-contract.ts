import { z } from "@hono/zod-openapi";

import { reviewStatuses } from "../operations/review-operations.ts";
import { pageOf } from "./request-parts.ts";

const wordShape = { status: z.enum(reviewStatuses), notes: z.string().max(2_000), value: z.number().nullable() };

/** What `GET /v1/reviews` gives. */
export const reviewsResponse = pageOf(
  z
    .object({
      customer: z.string(),
      model: z.string(),
      label: z.string(),
      reason: z.string(),
      prediction: z.number(),
      actual: z.number().nullable(),
      review: z.object({ ...wordShape, reviewer: z.string(), at: z.string() }).nullable(),
    })
    .meta({ id: "ReviewItem" }),
  "ReviewPage",
);

/** What `PUT /v1/reviews/{customer}/{model}` takes. */
export const reviewRequest = z
  .strictObject({
    ...wordShape,
    value: wordShape.value
      .default(null)
      .meta({ description: "The outcome that should have been there: only, and always, of an override." }),
  })
  .meta({ id: "ReviewRequest" });
