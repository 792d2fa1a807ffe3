import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";

import type { AppDeps } from "./app-deps.ts";
import {
  feedbackPageResponse,
  feedbackResponse,
  keptFeedbackResponse,
  ownFeedbackResponse,
} from "./feedback-contract.ts";
import { jsonResponse, toSend } from "./json-response.ts";
import { bodyErrors, problemResponses } from "./problem-responses.ts";
import { idParameter, pageQuery } from "./request-parts.ts";

const path = "/v1/answers/{id}/feedback";
const errors = ["RIGHT_MISSING", "ANSWER_NOT_FOUND", "STORE_UNAVAILABLE"] as const;

const showRoute = createRoute({
  method: "get",
  path,
  summary: "What you thought of an answer",
  request: { params: idParameter },
  responses: { ...jsonResponse(ownFeedbackResponse, "It, or null."), ...problemResponses(...errors) },
});

const giveRoute = createRoute({
  method: "put",
  path,
  summary: "Say what you think of an answer",
  description:
    "The latest opinion stays. A correction that is SQL becomes a proposal for a verified query, which a reviewer " +
    "accepts or rejects.",
  request: {
    params: idParameter,
    body: { required: true, content: { "application/json": { schema: feedbackResponse } } },
  },
  responses: {
    ...jsonResponse(keptFeedbackResponse, "What was kept."),
    ...problemResponses(...errors, ...bodyErrors),
  },
});

const listRoute = createRoute({
  method: "get",
  path: "/v1/feedback",
  summary: "What everybody thought of their answers",
  description: "For reviewers (steward, admin), oldest first.",
  request: { query: pageQuery },
  responses: {
    ...jsonResponse(feedbackPageResponse, "A page of it."),
    ...problemResponses("RIGHT_MISSING", "STORE_UNAVAILABLE"),
  },
});

/** Thumbs on the principal's own answers, and the list of everybody's for reviewers. */
export function addFeedbackRoutes(app: OpenAPIHono, { principalOf, operations }: AppDeps): void {
  app.openapi(showRoute, async (context) => {
    const { raw } = context.req;
    const { id } = context.req.valid("param");
    const feedback = await operations.feedback.show(await principalOf(raw), id, raw.signal);
    return context.json({ feedback }, 200);
  });
  app.openapi(giveRoute, async (context) => {
    const given = context.req.valid("json");
    const { raw } = context.req;
    const { id } = context.req.valid("param");
    const { feedback, proposal } = await operations.feedback.give(await principalOf(raw), id, given, raw.signal);
    const told = proposal && { id: proposal.id, state: proposal.state, reason: proposal.reason };
    return context.json({ feedback, proposal: told }, 200);
  });
  app.openapi(listRoute, async (context) => {
    const { limit, after } = context.req.valid("query");
    const { raw } = context.req;
    const page = { limit, ...(after !== undefined && { after }) };
    const found = await operations.feedback.list(await principalOf(raw), page, raw.signal);
    return context.json(toSend(feedbackPageResponse, found), 200);
  });
}
