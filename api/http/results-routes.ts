import { createRoute, z, type OpenAPIHono } from "@hono/zod-openapi";

import type { AppDeps } from "./app-deps.ts";
import { jsonResponse, toSend } from "./json-response.ts";
import { bodyErrors, problemResponses } from "./problem-responses.ts";
import {
  customerResponse,
  modelResponse,
  modelsResponse,
  overviewResponse,
  runsResponse,
  sqlRequest,
  sqlResponse,
} from "./results-contract.ts";

const queryErrors = ["RIGHT_MISSING", "PRIVACY_REFUSED", "SQL_TIMEOUT", "QUERY_BUDGET", "ENGINE_UNAVAILABLE"] as const;
const named = (name: string) =>
  z.object({
    [name]: z
      .string()
      .min(1)
      .max(200)
      .meta({ param: { name, in: "path" } }),
  });

const overviewRoute = createRoute({
  method: "get",
  path: "/v1/overview",
  summary: "What can be asked, of which data, by whom",
  responses: {
    ...jsonResponse(overviewResponse, "The live run, its models, examples, your rights."),
    ...problemResponses(),
  },
});

const modelsRoute = createRoute({
  method: "get",
  path: "/v1/models",
  summary: "The models of the live run",
  responses: { ...jsonResponse(modelsResponse, "All of them."), ...problemResponses("RIGHT_MISSING") },
});

const modelRoute = createRoute({
  method: "get",
  path: "/v1/models/{name}",
  summary: "All that is known of a model",
  description: "Metrics, importance, calibration, how it treats groups, what it is for, its versions.",
  request: { params: named("name") },
  responses: { ...jsonResponse(modelResponse, "The model."), ...problemResponses("MODEL_UNKNOWN", ...queryErrors) },
});

const customerRoute = createRoute({
  method: "get",
  path: "/v1/customers/{id}",
  summary: "A customer's predictions",
  description:
    "What each model says with its interval and all contributions, what is known; the history where asked for.",
  request: {
    params: named("id"),
    query: z.object({
      history: z
        .enum(["true", "false"])
        .default("false")
        .meta({ description: "Whether the days are to come along, which takes a query." }),
    }),
  },
  responses: {
    ...jsonResponse(customerResponse, "The customer."),
    304: { description: "It is as it was: `If-None-Match` names its `ETag`. Without the history only." },
    ...problemResponses("ENTITY_ID_MALFORMED", "ENTITY_NOT_FOUND", "RESULTS_DAMAGED", ...queryErrors),
  },
});

const runsRoute = createRoute({
  method: "get",
  path: "/v1/runs",
  summary: "The pipeline's runs",
  description: "The newest first: stages, rows put aside and why, models and what the gate said of them.",
  responses: { ...jsonResponse(runsResponse, "All that are kept."), ...problemResponses("RIGHT_MISSING") },
});

const sqlRoute = createRoute({
  method: "post",
  path: "/v1/sql",
  summary: "Run a query",
  description: "One SELECT in Athena's dialect, through the guard, with your rights and within your budget.",
  request: { body: { required: true, content: { "application/json": { schema: sqlRequest } } } },
  responses: {
    ...jsonResponse(sqlResponse, "Its rows."),
    ...problemResponses("SQL_REFUSED", "SQL_FAILED", ...queryErrors, ...bodyErrors),
  },
});

/** Whether an `If-None-Match` names a tag (RFC 9110, section 13.1.2: as weak tags are compared). */
function namedIn(header: string | undefined): (tag: string) => boolean {
  const named = header?.split(",").map((one) => one.trim().replace(/^W\//, "")) ?? [];
  return (tag) => named.includes("*") || named.includes(tag);
}

/** What the live run holds, its models and customers, the pipeline's runs, and a query of one's own. */
export function addResultsRoutes(app: OpenAPIHono, { principalOf, operations }: AppDeps): void {
  app.openapi(overviewRoute, async (context) => {
    const { raw } = context.req;
    return context.json(
      toSend(overviewResponse, await operations.results.overview(await principalOf(raw), raw.signal)),
      200,
    );
  });
  app.openapi(modelsRoute, async (context) => {
    const items = operations.results.models(await principalOf(context.req.raw));
    return context.json(toSend(modelsResponse, { items }), 200);
  });
  app.openapi(modelRoute, async (context) => {
    const { raw } = context.req;
    const { name } = context.req.valid("param");
    const model = await operations.results.model(await principalOf(raw), name ?? "", raw.signal);
    return context.json(toSend(modelResponse, model), 200);
  });
  app.openapi(customerRoute, async (context) => {
    const { raw } = context.req;
    const { id } = context.req.valid("param");
    const principal = await principalOf(raw);
    const options = { history: context.req.valid("query").history === "true" };
    const known = context.req.header("if-none-match");
    const told = options.history ? null : await operations.results.customerText(principal, id ?? "", namedIn(known));
    if (told !== null) {
      context.header("ETag", told.tag);
      if (told.text === null) return context.body(null, 304);
      // The text is what the schema says, of which the route's type knows nothing.
      return context.body(told.text, 200, { "Content-Type": "application/json" }) as never;
    }
    const customer = await operations.results.customer(principal, id ?? "", options, raw.signal);
    return context.json(toSend(customerResponse, customer), 200);
  });
  app.openapi(runsRoute, async (context) => {
    const { raw } = context.req;
    const items = await operations.runs.list(await principalOf(raw), raw.signal);
    return context.json(toSend(runsResponse, { items }), 200);
  });
  app.openapi(sqlRoute, async (context) => {
    const { raw } = context.req;
    const { sql } = context.req.valid("json");
    return context.json(
      toSend(sqlResponse, await operations.results.query(await principalOf(raw), sql, raw.signal)),
      200,
    );
  });
}
