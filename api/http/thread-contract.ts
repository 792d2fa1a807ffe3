import { z } from "@hono/zod-openapi";

import { threadTurnSchema } from "#agent";
import type { ThreadSummary } from "#store";

import { answerResponse } from "./contract.ts";
import { pageOf } from "./request-parts.ts";

/** A conversation in a list. */
export const threadResponse = z
  .object({
    id: z.string(),
    title: z.string(),
    createdAt: z.string(),
    updatedAt: z.string(),
    runId: z.string(),
    turns: z.int(),
  })
  .meta({ id: "Thread" }) satisfies z.ZodType<ThreadSummary>;

/** What `GET /v1/threads` gives. */
export const threadPageResponse = pageOf(threadResponse, "ThreadPage");

const turnResponse = threadTurnSchema.omit({ role: true }).extend({ answer: answerResponse }).meta({ id: "Turn" });

/** What `GET /v1/threads/{id}` gives. */
export const shownThreadResponse = z
  .object({ thread: threadResponse, turns: pageOf(turnResponse, "TurnPage") })
  .meta({ id: "ShownThread" });

/** What `PATCH /v1/threads/{id}` takes. */
export const renameRequest = z
  .strictObject({
    title: z.string().trim().min(1).max(500).meta({ description: "Shortened to 80 characters, on one line." }),
  })
  .meta({ id: "RenameRequest" });
