import type { ServerResponse } from "node:http";

import type { Context, MiddlewareHandler } from "hono";
import { routePath } from "hono/route";

import type { Tracing } from "../telemetry/tracing.ts";

/**
 * A server span for each request, below the one that its `traceparent` names (W3C Trace Context); it ends when the
 * response has been sent, a stream's with its last event. It tells the route's pattern, never the path, in which ids are.
 */
export function traceRequests(tracing: Tracing): MiddlewareHandler {
  return async (context, next) => {
    const { method, raw } = context.req;
    const caller = { traceparent: raw.headers.get("traceparent"), tracestate: raw.headers.get("tracestate") };
    const attributes = { "http.request.method": known(method) };
    const span = tracing.start(known(method), { kind: "server", attributes, caller });
    await span.within(next);
    const route = routePath(context, -1);
    const { status } = context.res;
    span.rename(`${known(method)} ${route}`);
    span.set({
      "http.route": route,
      "http.response.status_code": status,
      "reckoner.request.id": context.get("requestId"),
    });
    const end = () => span.end(status >= 500 ? String(status) : null);
    const outgoing = outgoingOf(context);
    if (outgoing === null || outgoing.closed) end();
    else outgoing.once("close", end);
  };
}

/** Node's response; null where the app is called without a server. */
function outgoingOf({ env }: Context): ServerResponse | null {
  const found: unknown = typeof env === "object" && env !== null ? Reflect.get(env, "outgoing") : null;
  // The adaptor's own.
  return (found as ServerResponse | undefined) ?? null;
}

/** The conventions' name for a method that is none of HTTP's. */
function known(method: string): string {
  return /^(GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS)$/.test(method) ? method : "_OTHER";
}
