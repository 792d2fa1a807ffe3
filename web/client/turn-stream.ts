import type { TurnEvent } from "../contract/routes.d.ts";

import { call, send } from "./call.ts";
import { RequestProblem } from "./problem.ts";
import { readEvents } from "./read-events.ts";

/** Attempts to take up a broken stream again, and the wait before each in milliseconds. */
const resumeWaitsMs = [300, 1_000, 3_000, 6_000, 10_000];

export type Asked = { readonly question: string; readonly thread: string; readonly fresh?: boolean };

/** Asks a question and gives the turn's events; a connection that breaks is taken up where it broke. */
export async function* askQuestion(asked: Asked, signal: AbortSignal): AsyncGenerator<TurnEvent> {
  const open = () => send("POST /v1/ask", { body: asked }, { accept: "text/event-stream" }, signal);
  yield* followTurn(open, null, signal);
}

/** Follows a turn that runs already, from its first event. */
export async function* watchTurn(answerId: string, signal: AbortSignal): AsyncGenerator<TurnEvent> {
  yield* followTurn(() => openTurn(answerId, null, signal), answerId, signal);
}

/** Ends a turn that runs, wherever it was asked. */
export async function stopTurn(answerId: string): Promise<void> {
  await call("DELETE /v1/turns/{id}", { path: { id: answerId } });
}

async function* followTurn(
  open: () => Promise<Response>,
  known: string | null,
  signal: AbortSignal,
): AsyncGenerator<TurnEvent> {
  let answerId = known;
  let last: string | null = null;
  let attempt = 0;
  let next = open;
  for (;;) {
    try {
      const response = await next();
      if (!response.body) return;
      for await (const { id, data } of readEvents(response.body)) {
        // The server wrote it by the schema that the type is made from.
        const event = JSON.parse(data) as TurnEvent;
        last = id;
        attempt = 0;
        if (event.type === "turn-start") answerId = event.answerId;
        yield event;
        if (event.type === "answer-end" || event.type === "turn-error") return;
      }
    } catch (error) {
      if (signal.aborted || answerId === null) throw error;
      if (error instanceof RequestProblem && error.problem.status === 404) {
        yield await lostTurn(answerId, signal);
        return;
      }
      // What the server said no to is no broken connection.
      if (error instanceof RequestProblem && error.problem.status > 0) throw error;
    }
    const waitMs = resumeWaitsMs[attempt];
    if (answerId === null || waitMs === undefined) throw new TypeError("The stream broke and could not be taken up.");
    attempt += 1;
    await wait(waitMs, signal);
    const resumed = answerId;
    next = () => openTurn(resumed, last, signal);
  }
}

/** What became of a turn that the server no longer knows: its answer is kept, or it ended with the server. */
async function lostTurn(answerId: string, signal: AbortSignal): Promise<TurnEvent> {
  try {
    const answer = await call("GET /v1/answers/{id}", { path: { id: answerId } }, signal);
    return { type: "answer-end", answer };
  } catch (error) {
    if (!(error instanceof RequestProblem) || error.problem.status !== 404) throw error;
    return {
      type: "turn-error",
      code: "TURN_ABORTED",
      detail: "The server was started anew while it worked on this answer.",
      hint: "Ask again.",
    };
  }
}

function openTurn(answerId: string, lastEventId: string | null, signal: AbortSignal): Promise<Response> {
  const headers = { accept: "text/event-stream", ...(lastEventId === null ? {} : { "last-event-id": lastEventId }) };
  return send("GET /v1/turns/{id}/events", { path: { id: answerId } }, headers, signal);
}

function wait(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      reject(signal.reason as Error);
    });
  });
}
