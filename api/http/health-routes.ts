import { createRoute, z, type OpenAPIHono } from "@hono/zod-openapi";

import type { AppDeps } from "./app-deps.ts";
import { readyResponse } from "./contract.ts";
import { problemResponses } from "./problem-responses.ts";

const healthRoute = createRoute({
  method: "get",
  path: "/healthz",
  summary: "Whether the process lives",
  responses: {
    200: {
      description: "It does.",
      content: { "application/json": { schema: z.object({ status: z.literal("ok") }) } },
    },
  },
});

const readyRoute = createRoute({
  method: "get",
  path: "/readyz",
  summary: "Whether questions can be answered, and on which run",
  responses: {
    200: { description: "The live run.", content: { "application/json": { schema: readyResponse } } },
    ...problemResponses("RESULTS_MISSING", "RESULTS_DAMAGED", "RESULTS_VERSION"),
  },
});

/** `/healthz` and `/readyz`, for whoever watches the process. */
export function addHealthRoutes(app: OpenAPIHono, deps: AppDeps): void {
  app.openapi(healthRoute, (context) => context.json({ status: "ok" as const }, 200));
  app.openapi(readyRoute, async (context) => {
    const dataset = await deps.ready(context.req.raw.signal);
    context.header("Cache-Control", "no-store");
    return context.json({ status: "ready" as const, ...dataset }, 200);
  });
}
