import { createRoute, z, type OpenAPIHono } from "@hono/zod-openapi";

import type { AppDeps } from "./app-deps.ts";
import { heldDataResponse, receiptResponse } from "./customer-contract.ts";
import { emptyResponse, jsonResponse, toSend } from "./json-response.ts";
import { problemResponses } from "./problem-responses.ts";

const longestId = 200;
const request = {
  params: z.object({
    id: z
      .string()
      .min(1)
      .max(longestId)
      .meta({ param: { name: "id", in: "path" } }),
  }),
};
const errors = ["RIGHT_MISSING", "ENTITY_ID_MALFORMED", "STORE_UNAVAILABLE", "ENGINE_UNAVAILABLE"] as const;
const dataPath = "/v1/customers/{id}/data";
const withdrawalPath = "/v1/customers/{id}/withdrawal";

const knowRoute = createRoute({
  method: "get",
  path: dataPath,
  summary: "All that is held about a customer",
  description: "For stewards and admins, each with the columns that their role may see. Who looked is in the audit.",
  request,
  responses: { ...jsonResponse(heldDataResponse, "What is held."), ...problemResponses(...errors) },
});

const eraseRoute = createRoute({
  method: "delete",
  path: dataPath,
  summary: "Erase a customer",
  description:
    "From then on no answer, cache or conversation shows the customer, and the next run of the pipeline leaves them " +
    "out. For admins. Sent again it does no harm.",
  request,
  responses: { ...jsonResponse(receiptResponse, "What was removed."), ...problemResponses(...errors) },
});

const withdrawRoute = createRoute({
  method: "put",
  path: withdrawalPath,
  summary: "Record that a customer withdrew their consent",
  description: "Does what an erasure does, until the withdrawal is taken back. For admins.",
  request,
  responses: { ...jsonResponse(receiptResponse, "What was removed."), ...problemResponses(...errors) },
});

const consentRoute = createRoute({
  method: "delete",
  path: withdrawalPath,
  summary: "Record that a customer gave their consent again",
  description:
    "They may be shown again, and the next run scores them. What was removed does not come back. For admins.",
  request,
  responses: { ...emptyResponse("They may be shown."), ...problemResponses(...errors) },
});

/** A customer's rights: to know, to erasure, to withdraw consent and to give it again. */
export function addCustomerRoutes(app: OpenAPIHono, { principalOf, operations }: AppDeps): void {
  app.openapi(knowRoute, async (context) => {
    const { raw } = context.req;
    const held = await operations.customers.know(await principalOf(raw), context.req.valid("param").id, raw.signal);
    return context.json(toSend(heldDataResponse, held), 200);
  });
  app.openapi(eraseRoute, async (context) => {
    const { raw } = context.req;
    const { id } = context.req.valid("param");
    const receipt = await operations.customers.forget(await principalOf(raw), id, "erasure", raw.signal);
    return context.json(toSend(receiptResponse, receipt), 200);
  });
  app.openapi(withdrawRoute, async (context) => {
    const { raw } = context.req;
    const { id } = context.req.valid("param");
    const receipt = await operations.customers.forget(await principalOf(raw), id, "withdrawal", raw.signal);
    return context.json(toSend(receiptResponse, receipt), 200);
  });
  app.openapi(consentRoute, async (context) => {
    const { raw } = context.req;
    await operations.customers.giveConsent(await principalOf(raw), context.req.valid("param").id, raw.signal);
    return context.body(null, 204);
  });
}
