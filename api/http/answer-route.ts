import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";

import type { AppDeps } from "./app-deps.ts";
import { answerResponse } from "./contract.ts";
import { jsonResponse } from "./json-response.ts";
import { problemResponses } from "./problem-responses.ts";
import { idParameter } from "./request-parts.ts";

const answerRoute = createRoute({
  method: "get",
  path: "/v1/answers/{id}",
  summary: "Fetch a finished answer",
  description: "For a client whose connection broke: `turn-start` names the answer's id before any work is done.",
  request: { params: idParameter },
  responses: {
    ...jsonResponse(answerResponse, "The answer."),
    ...problemResponses("RIGHT_MISSING", "ANSWER_NOT_FOUND", "STORE_UNAVAILABLE"),
  },
});

/** `GET /v1/answers/{id}`: an answer of the principal's own; another's is not found. */
export function addAnswerRoute(app: OpenAPIHono, deps: AppDeps): void {
  app.openapi(answerRoute, async (context) => {
    const { raw } = context.req;
    const { id } = context.req.valid("param");
    return context.json(await deps.operations.answers.show(await deps.principalOf(raw), id, raw.signal), 200);
  });
}
