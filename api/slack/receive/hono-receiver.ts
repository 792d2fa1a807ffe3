import type { App, Receiver, ReceiverEvent } from "@slack/bolt";

import { toAppError, type Clock, type Logger } from "#core";

import { isSignedBySlack } from "./verify-signature.ts";

/** Slack waits three seconds for an acknowledgement; some of them are spent on the way. */
const ackTimeoutMs = 2_500;

/** Bolt's receiver for events over HTTP, as a handler of requests that any server can mount. */
export type HonoReceiver = Receiver & { readonly handle: (request: Request) => Promise<Response> };

/**
 * Takes signed requests of Slack's: events, interactions and commands, all at one address. Each is acknowledged before
 * its work is done; what cannot be acknowledged in time gets 503, and Slack sends it again.
 */
export function createHonoReceiver(deps: {
  readonly signingSecret: string;
  readonly clock: Clock;
  readonly log: Logger;
}): HonoReceiver {
  const { signingSecret, clock, log } = deps;
  let app: Pick<App, "processEvent"> | null = null;
  return {
    init: (made) => {
      app = made;
    },
    start: async () => {},
    stop: async () => {},
    handle: async (request) => {
      const { headers } = request;
      const text = await request.text();
      if (!isSignedBySlack({ headers, body: text }, signingSecret, clock.now())) {
        log.warn({ event: "slack-request-refused" });
        return reply(401);
      }
      const body = parseBody(text, headers.get("content-type") ?? "");
      if (body === null) return reply(400);
      if (body["type"] === "url_verification") return reply(200, { challenge: body["challenge"] });
      if (app === null) return reply(503);
      return acknowledge(app, body, headers, log);
    },
  };
}

/** Resolves when the event is acknowledged; its work goes on. */
function acknowledge(
  app: Pick<App, "processEvent">,
  body: Readonly<Record<string, unknown>>,
  headers: Headers,
  log: Logger,
): Promise<Response> {
  return new Promise((resolve) => {
    const late = setTimeout(() => resolve(reply(503)), ackTimeoutMs);
    const answer = (response: Response) => {
      clearTimeout(late);
      resolve(response);
    };
    const event: ReceiverEvent = {
      body,
      ack: async (content?: unknown) => answer(reply(200, content)),
      ...retryOf(headers),
    };
    app.processEvent(event).then(
      // Whoever listens has acknowledged; what nobody listens to is of no further use to us.
      () => answer(reply(200)),
      (thrown: unknown) => {
        log.warn({ event: "slack-event-failed", code: toAppError(thrown).code });
        answer(reply(503));
      },
    );
  });
}

function retryOf(headers: Headers): Pick<ReceiverEvent, "retryNum" | "retryReason"> {
  const count = headers.get("x-slack-retry-num");
  const reason = headers.get("x-slack-retry-reason");
  return { ...(count !== null && { retryNum: Number(count) }), ...(reason !== null && { retryReason: reason }) };
}

/** JSON, or a form: an interaction is JSON in its field `payload`, a command the form itself. Null for anything else. */
function parseBody(text: string, contentType: string): Readonly<Record<string, unknown>> | null {
  if (contentType.startsWith("application/json")) return parseObject(text);
  if (!contentType.startsWith("application/x-www-form-urlencoded")) return null;
  const form = new URLSearchParams(text);
  const payload = form.get("payload");
  return payload === null ? Object.fromEntries(form) : parseObject(payload);
}

function parseObject(text: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : null;
  } catch {
    return null;
  }
}

/** Bolt's acknowledgements carry nothing, a text, or JSON. What was taken need not come again. */
function reply(status: number, content?: unknown): Response {
  const isText = content === undefined || typeof content === "string";
  return new Response(isText ? (content ?? "") : JSON.stringify(content), {
    status,
    headers: {
      "content-type": isText ? "text/plain; charset=utf-8" : "application/json",
      ...(status < 500 && { "x-slack-no-retry": "1" }),
    },
  });
}
