import { createRoute, z, type OpenAPIHono } from "@hono/zod-openapi";

import type { AppDeps } from "./app-deps.ts";
import { answerResponse } from "./contract.ts";
import { emptyResponse, jsonResponse, toSend } from "./json-response.ts";
import { problemResponses } from "./problem-responses.ts";
import { idParameter } from "./request-parts.ts";

const sharedResponse = z
  .object({
    id: z.string(),
    sharedAt: z.string(),
    questions: z.array(z.string()).meta({ description: "What was asked up to the answer, oldest first." }),
    answer: answerResponse
      .nullable()
      .meta({ description: "For its owner; null for others, who may ask the questions with their own rights." }),
  })
  .meta({ id: "SharedAnswer" });

const errors = ["RIGHT_MISSING", "ANSWER_NOT_FOUND", "STORE_UNAVAILABLE"] as const;
const path = "/v1/answers/{id}/share";
const request = { params: idParameter };

const shareRoute = createRoute({
  method: "put",
  path,
  summary: "Share an answer by link",
  description:
    "Whoever is signed in and has its id gets its questions, and an answer of their own where they ask them.",
  request,
  responses: { ...emptyResponse("It is shared."), ...problemResponses(...errors) },
});
const takeBackRoute = createRoute({
  method: "delete",
  path,
  summary: "Share an answer no more",
  request,
  responses: { ...emptyResponse("It is not shared."), ...problemResponses(...errors) },
});
const showRoute = createRoute({
  method: "get",
  path: "/v1/shared/{id}",
  summary: "Follow the link of a shared answer",
  request,
  responses: { ...jsonResponse(sharedResponse, "What is behind it."), ...problemResponses(...errors) },
});

/** `PUT` and `DELETE /v1/answers/{id}/share`, `GET /v1/shared/{id}`. */
export function addShareRoutes(app: OpenAPIHono, { principalOf, operations }: AppDeps): void {
  app.openapi(shareRoute, async (context) => {
    const { raw } = context.req;
    await operations.shares.share(await principalOf(raw), context.req.valid("param").id, raw.signal);
    return context.body(null, 204);
  });
  app.openapi(takeBackRoute, async (context) => {
    const { raw } = context.req;
    await operations.shares.takeBack(await principalOf(raw), context.req.valid("param").id, raw.signal);
    return context.body(null, 204);
  });
  app.openapi(showRoute, async (context) => {
    const { raw } = context.req;
    const shared = await operations.shares.show(await principalOf(raw), context.req.valid("param").id, raw.signal);
    return context.json(toSend(sharedResponse, shared), 200);
  });
}
