import { z } from "@hono/zod-openapi";

import type { GivenFeedback } from "#store";

import { feedbackSchema } from "../feedback-schema.ts";
import { pageOf } from "./request-parts.ts";

/** What a person thinks of an answer. */
export const feedbackResponse = feedbackSchema.meta({ id: "Feedback" });

/** What `GET /v1/answers/{id}/feedback` gives. */
export const ownFeedbackResponse = z.object({ feedback: feedbackResponse.nullable() }).meta({ id: "OwnFeedback" });

/** What `PUT /v1/answers/{id}/feedback` gives. */
export const keptFeedbackResponse = z
  .object({
    feedback: feedbackResponse,
    proposal: z
      .object({
        id: z.string(),
        state: z.enum(["pending", "refused", "accepted", "rejected"]),
        reason: z.string().nullable(),
      })
      .nullable()
      .meta({ description: "What became of a correction that is SQL: a proposal for a verified query." }),
  })
  .meta({ id: "KeptFeedback" });

const givenFeedback = z
  .object({
    ...feedbackSchema.shape,
    owner: z.string(),
    answerId: z.string(),
    at: z.string(),
    question: z.string().nullable(),
  })
  .meta({ id: "GivenFeedback" }) satisfies z.ZodType<GivenFeedback>;

/** What `GET /v1/feedback` gives. */
export const feedbackPageResponse = pageOf(givenFeedback, "FeedbackPage");
