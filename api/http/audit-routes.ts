import { createRoute, z, type OpenAPIHono } from "@hono/zod-openapi";

import { AppError } from "#core";
import type { ChainLink } from "#store";

import type { AppDeps } from "./app-deps.ts";
import { auditPageResponse, verificationResponse } from "./audit-contract.ts";
import { jsonResponse, toSend } from "./json-response.ts";
import { problemResponses } from "./problem-responses.ts";
import { pageQuery } from "./request-parts.ts";

const errors = ["RIGHT_MISSING", "STORE_UNAVAILABLE"] as const;

const listRoute = createRoute({
  method: "get",
  path: "/v1/audit",
  summary: "Read the audit",
  description: "For auditors and admins. Customers' ids stand in it as hashes.",
  request: { query: pageQuery.extend({ order: z.enum(["oldest", "newest"]).default("oldest") }) },
  responses: { ...jsonResponse(auditPageResponse, "A page of records."), ...problemResponses(...errors) },
});

const verifyRoute = createRoute({
  method: "get",
  path: "/v1/audit/verification",
  summary: "Check that nobody changed the audit",
  description:
    "Follows the chain of hashes. Keep `end` elsewhere, and give its `sequence` and `hash` the next time: then even " +
    "somebody who can rewrite the whole database is found out.",
  request: {
    query: z.object({
      sequence: z.coerce.number().int().min(0).max(999_999_999).optional(),
      hash: z
        .string()
        .regex(/^[0-9a-f]{64}$/, "must be 64 hexadecimal digits")
        .optional(),
    }),
  },
  responses: { ...jsonResponse(verificationResponse, "What was found."), ...problemResponses(...errors) },
});

/** `GET /v1/audit` and `GET /v1/audit/verification`. */
export function addAuditRoutes(app: OpenAPIHono, { principalOf, operations }: AppDeps): void {
  app.openapi(listRoute, async (context) => {
    const { limit, after, order } = context.req.valid("query");
    const { raw } = context.req;
    const page = { limit, order, ...(after !== undefined && { after }) };
    const found = await operations.audit.list(await principalOf(raw), page, raw.signal);
    return context.json(toSend(auditPageResponse, found), 200);
  });
  app.openapi(verifyRoute, async (context) => {
    const { sequence, hash } = context.req.valid("query");
    const { raw } = context.req;
    const verdict = await operations.audit.verify(await principalOf(raw), notedLink(sequence, hash), raw.signal);
    return context.json(toSend(verificationResponse, verdict), 200);
  });
}

function notedLink(sequence: number | undefined, hash: string | undefined): ChainLink | null {
  if (sequence === undefined && hash === undefined) return null;
  if (sequence !== undefined && hash !== undefined) return { sequence, hash };
  throw new AppError("REQUEST_INVALID", {
    detail: "sequence and hash belong together.",
    hint: "Give both, as the `end` of an earlier verification has them, or neither.",
  });
}
