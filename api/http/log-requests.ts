import type { MiddlewareHandler } from "hono";
import { routePath } from "hono/route";

import type { Clock, Logger } from "#core";

/** One line a request: its id, method, route and status, and the time until its head was ready. No content. */
export function logRequests(log: Logger, clock: Clock): MiddlewareHandler {
  return async (context, next) => {
    const startedMs = clock.monotonicMs();
    await next();
    log.info({
      event: "request",
      requestId: context.get("requestId"),
      method: context.req.method,
      // The route's pattern, never the path, which the client chooses.
      route: routePath(context, -1),
      status: context.res.status,
      headMs: Math.round(clock.monotonicMs() - startedMs),
    });
  };
}
