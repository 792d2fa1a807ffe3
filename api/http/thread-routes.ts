import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";

import type { AppDeps } from "./app-deps.ts";
import { emptyResponse, jsonResponse, toSend } from "./json-response.ts";
import { bodyErrors, problemResponses } from "./problem-responses.ts";
import { idParameter, pageQuery } from "./request-parts.ts";
import { renameRequest, shownThreadResponse, threadResponse } from "./thread-contract.ts";

const path = "/v1/threads/{id}";
const errors = ["RIGHT_MISSING", "THREAD_NOT_FOUND", "STORE_UNAVAILABLE"] as const;

const showRoute = createRoute({
  method: "get",
  path,
  summary: "Show a conversation",
  description: "With a page of its turns, oldest first.",
  request: { params: idParameter, query: pageQuery },
  responses: { ...jsonResponse(shownThreadResponse, "The conversation."), ...problemResponses(...errors) },
});

const renameRoute = createRoute({
  method: "patch",
  path,
  summary: "Rename a conversation",
  request: {
    params: idParameter,
    body: { required: true, content: { "application/json": { schema: renameRequest } } },
  },
  responses: {
    ...jsonResponse(threadResponse, "The conversation with its new title."),
    ...problemResponses(...errors, ...bodyErrors),
  },
});

const deleteRoute = createRoute({
  method: "delete",
  path,
  summary: "Delete a conversation",
  description: "With its answers and what was thought of them. The audit keeps that it was held.",
  request: { params: idParameter },
  responses: { ...emptyResponse("It is gone."), ...problemResponses(...errors) },
});

/** `GET`, `PATCH` and `DELETE /v1/threads/{id}`: a conversation of the principal's own; another's is not found. */
export function addThreadRoutes(app: OpenAPIHono, { principalOf, operations }: AppDeps): void {
  app.openapi(showRoute, async (context) => {
    const { limit, after } = context.req.valid("query");
    const page = { limit, ...(after !== undefined && { after }) };
    const { raw } = context.req;
    const shown = await operations.threads.show(
      await principalOf(raw),
      context.req.valid("param").id,
      page,
      raw.signal,
    );
    return context.json(toSend(shownThreadResponse, shown), 200);
  });
  app.openapi(renameRoute, async (context) => {
    const { title } = context.req.valid("json");
    const { raw } = context.req;
    const { id } = context.req.valid("param");
    return context.json(await operations.threads.rename(await principalOf(raw), id, title, raw.signal), 200);
  });
  app.openapi(deleteRoute, async (context) => {
    const { raw } = context.req;
    await operations.threads.remove(await principalOf(raw), context.req.valid("param").id, raw.signal);
    return context.body(null, 204);
  });
}
