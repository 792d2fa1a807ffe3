import type { MiddlewareHandler } from "hono";

import { AppError } from "#core";

const json = /^application\/json\s*(;|$)/i;

/**
 * Takes bodies as JSON only. Throws `UNSUPPORTED_MEDIA_TYPE`. A form of another site's page cannot send this type
 * without the browser asking first, which is a second wall behind `checkOrigin`.
 */
export function checkContentType(): MiddlewareHandler {
  return async (context, next) => {
    if (context.req.method === "POST" && !json.test(context.req.header("content-type") ?? "")) {
      throw new AppError("UNSUPPORTED_MEDIA_TYPE", {
        detail: "The body is not marked as JSON.",
        hint: "Send the header Content-Type: application/json.",
      });
    }
    await next();
  };
}
