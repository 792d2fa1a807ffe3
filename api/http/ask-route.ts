import { createRoute, z, type OpenAPIHono } from "@hono/zod-openapi";
import type { Context } from "hono";
import { accepts } from "hono/accepts";

import type { ErrorCode } from "#core";

import { threadOfKey } from "../answer-once.ts";
import { collectAnswer } from "../collect-answer.ts";
import { parseQuestion } from "../parse-question.ts";
import type { StartWork } from "../running-turns.ts";
import type { AppDeps } from "./app-deps.ts";
import { answerResponse, askRequest } from "./contract.ts";
import { eventStream, eventStreamContent } from "./event-stream-content.ts";
import { logTurn } from "./log-turn.ts";
import { bodyErrors, problemResponses } from "./problem-responses.ts";
import { refuseEarly } from "./refuse-early.ts";
import { sendEvents } from "./send-events.ts";

/** Where questions go. */
export const askPath = "/v1/ask";

const keyPattern = /^[\x21-\x7e]{1,255}$/;

/** What a turn may end in. */
const turnErrors: readonly ErrorCode[] = [
  "RIGHT_MISSING",
  "THREAD_BUSY",
  "IDEMPOTENCY_MISMATCH",
  "QUESTION_EMPTY",
  "QUESTION_TOO_LONG",
  "TURN_ABORTED",
  "TURN_TIMEOUT",
  "LLM_THROTTLED",
  "LLM_INCOMPLETE",
  "LLM_REFUSED",
  "LLM_UNAVAILABLE",
  "STORE_UNAVAILABLE",
  "ENGINE_UNAVAILABLE",
  "ENGINE_FORBIDDEN",
  "RESULTS_DAMAGED",
];

const askRoute = createRoute({
  method: "post",
  path: askPath,
  summary: "Ask a question",
  description:
    "Answers one question. With `Accept: text/event-stream` the turn comes as server-sent events while it runs " +
    "(schema `TurnEvent`), otherwise the finished answer as JSON. A client whose stream breaks can take it up again " +
    "(`GET /v1/turns/{id}/events`); a turn that nobody follows is stopped. A request that is sent again with the same `Idempotency-Key` within a day gets the answer that it got before.",
  request: {
    headers: z.object({
      "idempotency-key": z
        .string()
        .regex(keyPattern, "must be 1 to 255 visible ASCII characters")
        .optional()
        .meta({ description: "A name for this request, unique among yours; any random text will do." }),
    }),
    body: { required: true, content: { "application/json": { schema: askRequest } } },
  },
  responses: {
    200: {
      description: "The answer, or the events that lead to it.",
      content: {
        "application/json": { schema: answerResponse },
        ...eventStreamContent,
      },
    },
    ...problemResponses(...bodyErrors, ...turnErrors),
  },
});

/** `POST /v1/ask`: one turn, as JSON or as events. */
export function addAskRoute(app: OpenAPIHono, deps: AppDeps): void {
  app.openapi(askRoute, async (context) => {
    const body = context.req.valid("json");
    const question = parseQuestion(body.question, deps.limits.questionChars);
    const principal = await deps.principalOf(context.req.raw);
    const key = context.req.valid("header")["idempotency-key"];
    const thread = body.thread ?? (key === undefined ? deps.ids("thread") : threadOfKey(key, principal.id));
    const asked = {
      thread,
      question,
      principal,
      ...(key !== undefined && { idempotencyKey: key }),
      ...(body.fresh === true && { fresh: true }),
    };
    const work: StartWork = (signal) => logTurn(deps.runTurn({ ...asked, signal }), deps, context.get("requestId"));
    if (!wantsEvents(context)) {
      const signal = AbortSignal.any([context.req.raw.signal, deps.signal]);
      return context.json(await collectAnswer(work(signal)), 200);
    }
    const left = new AbortController();
    const events = await refuseEarly(deps.turns.start(asked, work, left.signal));
    // A stream of events has no type of its own in Hono's routes.
    return sendEvents(context, events, { heartbeatMs: deps.heartbeatMs, onLeave: () => left.abort() });
  });
}

function wantsEvents(context: Context): boolean {
  const supports = ["application/json", eventStream];
  return accepts(context, { header: "Accept", supports, default: "application/json" }) === eventStream;
}
