import { createRoute, z, type OpenAPIHono } from "@hono/zod-openapi";

import type { AppDeps } from "./app-deps.ts";
import { jsonResponse, toSend } from "./json-response.ts";
import { problemResponses } from "./problem-responses.ts";
import { pageQuery } from "./request-parts.ts";
import { threadPageResponse } from "./thread-contract.ts";

const listRoute = createRoute({
  method: "get",
  path: "/v1/threads",
  summary: "List your conversations",
  description: "The one used last comes first.",
  request: {
    query: pageQuery.extend({
      q: z.string().max(200).optional().meta({ description: "Only those in whose title these words stand." }),
    }),
  },
  responses: {
    ...jsonResponse(threadPageResponse, "A page of them."),
    ...problemResponses("RIGHT_MISSING", "STORE_UNAVAILABLE"),
  },
});

/** `GET /v1/threads`: the principal's own conversations. */
export function addThreadListRoute(app: OpenAPIHono, deps: AppDeps): void {
  app.openapi(listRoute, async (context) => {
    const { q, limit, after } = context.req.valid("query");
    const principal = await deps.principalOf(context.req.raw);
    const search = { limit, ...(after !== undefined && { after }), ...(q !== undefined && { title: q }) };
    const page = await deps.operations.threads.list(principal, search, context.req.raw.signal);
    return context.json(toSend(threadPageResponse, page), 200);
  });
}
