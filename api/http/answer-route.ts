import { createRoute, z, type OpenAPIHono } from "@hono/zod-openapi";

import { AppError } from "#core";

import type { AppDeps } from "./app-deps.ts";
import { answerResponse } from "./contract.ts";
import { problemResponses } from "./problem-responses.ts";

const answerRoute = createRoute({
  method: "get",
  path: "/v1/answers/{id}",
  summary: "Fetch a finished answer",
  description: "For a client whose connection broke: `turn-start` names the answer's id before any work is done.",
  request: { params: z.object({ id: z.string().max(64).meta({ description: "The answer's id." }) }) },
  responses: {
    200: { description: "The answer.", content: { "application/json": { schema: answerResponse } } },
    ...problemResponses(400, 404, 422, 500),
  },
});

/** `GET /v1/answers/{id}`: an answer of the principal's own; another's is not found. */
export function addAnswerRoute(app: OpenAPIHono, deps: AppDeps): void {
  app.openapi(answerRoute, async (context) => {
    const { id } = context.req.valid("param");
    const principal = await deps.principalOf(context.req.raw);
    const answer = await deps.answers.load(id, principal.id, context.req.raw.signal);
    if (!answer) {
      throw new AppError("ANSWER_NOT_FOUND", {
        detail: "No finished answer of yours has this id.",
        hint: "Check the id; an answer that was stopped is not kept.",
      });
    }
    context.header("Cache-Control", "no-store");
    return context.json(answer, 200);
  });
}
