import { z } from "@hono/zod-openapi";

import type { ErasureReceipt, HeldData } from "../operations/customer-operations.ts";
import { removedCounts } from "./audit-contract.ts";
import { tableResponse } from "./contract.ts";

const reason = z.enum(["erasure", "withdrawal"]);

/** What `GET /v1/customers/{id}/data` gives. */
export const heldDataResponse = z
  .object({
    customerId: z.string(),
    runId: z.string(),
    hidden: z.object({ at: z.string(), reason }).nullable(),
    tables: z.array(tableResponse.extend({ table: z.string(), withheldColumns: z.array(z.string()) })),
    reviews: z.int(),
    kept: z.object({
      answers: z.int(),
      feedback: z.int(),
      proposedQueries: z.int(),
      cachedAnswers: z.int(),
      threadTitles: z.int(),
      auditRecords: z.int(),
    }),
  })
  .meta({ id: "HeldData" }) satisfies z.ZodType<HeldData>;

/** What an erasure or a withdrawal of consent gives. */
export const receiptResponse = z
  .object({
    reason,
    at: z.string(),
    removed: removedCounts.extend({ reviews: z.int() }),
    remaining: z.array(z.string()),
  })
  .meta({ id: "ErasureReceipt" }) satisfies z.ZodType<ErasureReceipt>;
