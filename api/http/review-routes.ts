import { createRoute, z, type OpenAPIHono } from "@hono/zod-openapi";

import type { AppDeps } from "./app-deps.ts";
import { emptyResponse, jsonResponse, toSend } from "./json-response.ts";
import { bodyErrors, problemResponses } from "./problem-responses.ts";
import { pageQuery } from "./request-parts.ts";
import { reviewRequest, reviewsResponse } from "./review-contract.ts";

const inPath = (name: string) =>
  z
    .string()
    .min(1)
    .max(200)
    .meta({ param: { name, in: "path" } });

const listRoute = createRoute({
  method: "get",
  path: "/v1/reviews",
  summary: "Predictions that people should look at",
  description: "Those that wait come first. For stewards.",
  request: { query: pageQuery },
  responses: { ...jsonResponse(reviewsResponse, "A page of them."), ...problemResponses("RIGHT_MISSING") },
});

const recordRoute = createRoute({
  method: "put",
  path: "/v1/reviews/{customer}/{model}",
  summary: "Give one's word on a prediction",
  description: "An override corrects the outcome that the next run trains on. For stewards.",
  request: {
    params: z.object({ customer: inPath("customer"), model: inPath("model") }),
    body: { required: true, content: { "application/json": { schema: reviewRequest } } },
  },
  responses: {
    ...emptyResponse("It is kept."),
    ...problemResponses("RIGHT_MISSING", "REVIEW_INVALID", ...bodyErrors),
  },
});

/** `GET /v1/reviews` and `PUT /v1/reviews/{customer}/{model}`: the review queue. */
export function addReviewRoutes(app: OpenAPIHono, { principalOf, operations }: AppDeps): void {
  app.openapi(listRoute, async (context) => {
    const { limit, after } = context.req.valid("query");
    const { raw } = context.req;
    const page = { limit, ...(after !== undefined && { after }) };
    const queue = await operations.reviews.list(await principalOf(raw), page, raw.signal);
    return context.json(toSend(reviewsResponse, queue), 200);
  });
  app.openapi(recordRoute, async (context) => {
    const { raw } = context.req;
    const word = context.req.valid("json");
    await operations.reviews.record(await principalOf(raw), context.req.valid("param"), word, raw.signal);
    return context.body(null, 204);
  });
}
