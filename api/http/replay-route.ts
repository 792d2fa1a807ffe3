import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";

import { replaySchema } from "#agent";

import type { AppDeps } from "./app-deps.ts";
import { jsonResponse } from "./json-response.ts";
import { problemResponses } from "./problem-responses.ts";
import { idParameter } from "./request-parts.ts";

const replayRoute = createRoute({
  method: "post",
  path: "/v1/answers/{id}/replay",
  summary: "Check an answer against the results of now",
  description: "Runs the answer's tool calls again, with your present rights on the live run, and compares.",
  request: { params: idParameter },
  responses: {
    ...jsonResponse(replaySchema.meta({ id: "Replay" }), "Which of its numbers still hold."),
    ...problemResponses(
      "RIGHT_MISSING",
      "ANSWER_NOT_FOUND",
      "QUERY_BUDGET",
      "STORE_UNAVAILABLE",
      "ENGINE_UNAVAILABLE",
      "ENGINE_FORBIDDEN",
      "SQL_TIMEOUT",
      "TURN_TIMEOUT",
    ),
  },
});

/** `POST /v1/answers/{id}/replay`: an answer of the principal's own; another's is not found. */
export function addReplayRoute(app: OpenAPIHono, deps: AppDeps): void {
  app.openapi(replayRoute, async (context) => {
    const { raw } = context.req;
    const principal = await deps.principalOf(raw);
    const signal = AbortSignal.any([raw.signal, deps.signal]);
    return context.json(await deps.replay(context.req.valid("param").id, principal, signal), 200);
  });
}
