import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import type { Context } from "hono";
import { accepts } from "hono/accepts";

import { collectAnswer } from "../collect-answer.ts";
import { parseQuestion } from "../parse-question.ts";
import type { AppDeps } from "./app-deps.ts";
import { answerResponse, askRequest } from "./contract.ts";
import { logTurn } from "./log-turn.ts";
import { problemResponses } from "./problem-responses.ts";
import { refuseEarly } from "./refuse-early.ts";
import { sendEvents } from "./send-events.ts";

const eventStream = "text/event-stream";

const askRoute = createRoute({
  method: "post",
  path: "/v1/ask",
  summary: "Ask a question",
  description:
    "Answers one question. With `Accept: text/event-stream` the turn comes as server-sent events while it runs " +
    "(schema `TurnEvent`), otherwise the finished answer as JSON. A client that leaves stops the turn.",
  request: { body: { required: true, content: { "application/json": { schema: askRequest } } } },
  responses: {
    200: {
      description: "The answer, or the events that lead to it.",
      content: {
        "application/json": { schema: answerResponse },
        [eventStream]: {
          schema: { type: "string", description: "Server-sent events; the data of each is a TurnEvent." },
        },
      },
    },
    ...problemResponses(400, 409, 413, 415, 422, 500, 503, 504),
  },
});

/** `POST /v1/ask`: one turn, as JSON or as events. */
export function addAskRoute(app: OpenAPIHono, deps: AppDeps): void {
  app.openapi(askRoute, async (context) => {
    const body = context.req.valid("json");
    const question = parseQuestion(body.question, deps.limits.questionChars);
    const principal = await deps.principalOf(context.req.raw);
    const thread = body.thread ?? deps.ids("thread");
    const left = new AbortController();
    const signal = AbortSignal.any([context.req.raw.signal, deps.signal, left.signal]);
    const turn = logTurn(deps.runTurn({ thread, question, principal, signal }), deps, context.get("requestId"));
    context.header("Cache-Control", "no-store");
    if (!wantsEvents(context)) return context.json(await collectAnswer(turn), 200);

    const events = await refuseEarly(turn);
    // A stream of events has no type of its own in Hono's routes.
    return sendEvents(context, events, { heartbeatMs: deps.heartbeatMs, onLeave: () => left.abort() });
  });
}

function wantsEvents(context: Context): boolean {
  const supports = ["application/json", eventStream];
  return accepts(context, { header: "Accept", supports, default: "application/json" }) === eventStream;
}
