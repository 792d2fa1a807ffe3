import { z } from "@hono/zod-openapi";

import { answerSchema, type TurnEvent } from "#agent";
import { errorTable, type ErrorCode } from "#core";

import { threadIdPattern } from "../parse-question.ts";
import type { Dataset } from "../service.ts";

/** The answer, under its name in the OpenAPI document. */
export const answerResponse = answerSchema.meta({ id: "Answer" });

/** What `POST /v1/ask` takes. */
export const askRequest = z
  .strictObject({
    question: z.string().meta({ description: "The question in plain words.", examples: ["Who is most at risk?"] }),
    thread: z
      .string()
      .regex(threadIdPattern, "must be 1 to 64 letters, digits, - or _")
      .optional()
      .meta({ description: "Conversation to go on with; a new one begins where it is left out or not known." }),
    fresh: z
      .boolean()
      .optional()
      .meta({ description: "Whether it is to be answered anew even where an answer to it is remembered." }),
  })
  .meta({ id: "AskRequest" });

// The table's keys are exactly the codes; Object.keys forgets that.
const errorCodes = Object.keys(errorTable) as [ErrorCode, ...ErrorCode[]];

/** Problem details (RFC 9457) with the product's code, what to do, and the request's id. */
export const problemResponse = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    instance: z.string(),
    code: z.enum(errorCodes),
    hint: z.string(),
    requestId: z.string(),
    retryable: z.boolean(),
  })
  .meta({ id: "Problem" });
export type Problem = z.infer<typeof problemResponse>;

/** The run that something rests on. */
export const datasetShape = {
  runId: z.string(),
  snapshotDate: z.string(),
  modelVersions: z.record(z.string(), z.string()),
};

/** What `GET /readyz` gives when there is a live run. */
export const readyResponse = z
  .object({ status: z.literal("ready"), ...datasetShape })
  .meta({ id: "Ready" }) satisfies z.ZodType<Dataset>;

const cell = z.union([z.string(), z.number(), z.boolean(), z.null()]);
/** A table of evidence. */
export const tableResponse = z.object({
  columns: z.array(z.object({ name: z.string(), type: z.string() })),
  rows: z.array(z.array(cell)),
  rowCount: z.int(),
  truncated: z.boolean(),
});

/** The data of each server-sent event; its `type` is also the event's name. */
export const turnEventResponse = z
  .discriminatedUnion("type", [
    z.object({ type: z.literal("turn-start"), answerId: z.string(), thread: z.string() }),
    z.object({
      type: z.literal("tool-start"),
      id: z.string(),
      name: z.string(),
      input: z.record(z.string(), z.unknown()),
    }),
    z.object({
      type: z.literal("tool-end"),
      id: z.string(),
      name: z.string(),
      ok: z.boolean(),
      summary: z.string(),
      table: tableResponse.nullable(),
      sql: z.string().nullable(),
      elapsedMs: z.number(),
    }),
    z.object({ type: z.literal("text-delta"), text: z.string() }),
    z.object({ type: z.literal("text-restart") }),
    z.object({ type: z.literal("answer-end"), answer: answerResponse }),
    z.object({ type: z.literal("turn-error"), code: z.enum(errorCodes), detail: z.string(), hint: z.string() }),
  ])
  .meta({ id: "TurnEvent" }) satisfies z.ZodType<TurnEvent>;
