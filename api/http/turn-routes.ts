import { createRoute, z, type OpenAPIHono } from "@hono/zod-openapi";

import type { Answer, TurnEvent } from "#agent";

import { requireRight } from "../operations/require-right.ts";
import type { AppDeps } from "./app-deps.ts";
import { eventStreamContent } from "./event-stream-content.ts";
import { emptyResponse, jsonResponse } from "./json-response.ts";
import { problemResponses } from "./problem-responses.ts";
import { idParameter } from "./request-parts.ts";
import { sendEvents } from "./send-events.ts";

const runningResponse = z
  .object({ running: z.object({ answerId: z.string(), question: z.string() }).nullable() })
  .meta({ id: "RunningTurn" });

const eventsRoute = createRoute({
  method: "get",
  path: "/v1/turns/{id}/events",
  summary: "Take up a turn's events again",
  description:
    "For a client whose stream broke, or that was loaded anew: the events after `Last-Event-ID`, or all of them, by the " +
    "id that `turn-start` named. Of a turn that ended a while ago only the answer comes.",
  request: {
    params: idParameter,
    headers: z.object({ "last-event-id": z.coerce.number().int().min(0).max(1_000_000).optional() }),
  },
  responses: {
    200: {
      description: "The events.",
      content: eventStreamContent,
    },
    ...problemResponses("ANSWER_NOT_FOUND", "RIGHT_MISSING", "STORE_UNAVAILABLE"),
  },
});

const stopRoute = createRoute({
  method: "delete",
  path: "/v1/turns/{id}",
  summary: "Stop a turn",
  description: "Wherever it was asked. Who follows it gets a `turn-error`; a turn that has ended stays as it is.",
  request: { params: idParameter },
  responses: { ...emptyResponse("It is being stopped, or had ended."), ...problemResponses("RIGHT_MISSING") },
});

const runningRoute = createRoute({
  method: "get",
  path: "/v1/threads/{id}/running",
  summary: "The turn that runs in a conversation",
  request: { params: idParameter },
  responses: { ...jsonResponse(runningResponse, "The turn, or null."), ...problemResponses("RIGHT_MISSING") },
});

/** Turns that run: take up again, stop, find. */
export function addTurnRoutes(app: OpenAPIHono, deps: AppDeps): void {
  const { turns } = deps;
  app.openapi(eventsRoute, async (context) => {
    const { id } = context.req.valid("param");
    const principal = await deps.principalOf(context.req.raw);
    const after = context.req.valid("header")["last-event-id"] ?? 0;
    const left = new AbortController();
    const running = turns.follow(id, principal, after, left.signal);
    const events = running ?? endedTurn(await deps.operations.answers.show(principal, id, context.req.raw.signal));
    // A stream of events has no type of its own in Hono's routes.
    return sendEvents(context, events, {
      heartbeatMs: deps.heartbeatMs,
      onLeave: () => left.abort(),
      after: running === null ? 0 : after,
    });
  });
  app.openapi(stopRoute, async (context) => {
    const principal = await deps.principalOf(context.req.raw);
    requireRight(principal, "ask");
    turns.stop(context.req.valid("param").id, principal);
    return context.body(null, 204);
  });
  app.openapi(runningRoute, async (context) => {
    const principal = await deps.principalOf(context.req.raw);
    requireRight(principal, "ask");
    const running = turns.in(context.req.valid("param").id, principal);
    const told = running ? { answerId: running.answerId, question: running.question } : null;
    return context.json({ running: told }, 200);
  });
}

/** What is left to tell of a turn that is over: its answer. */
async function* endedTurn(answer: Answer): AsyncGenerator<TurnEvent> {
  yield { type: "turn-start", answerId: answer.id, thread: answer.thread };
  yield { type: "answer-end", answer };
}
