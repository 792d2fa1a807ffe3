import type { MiddlewareHandler } from "hono";

import { AppError } from "#core";

const json = /^application\/json\s*(;|$)/i;

/**
 * Takes bodies as JSON only; a request may have none. Throws `UNSUPPORTED_MEDIA_TYPE`. A form of another site's page
 * cannot send this type without the browser asking first, which is a second wall behind `checkOrigin`.
 */
export function checkContentType(): MiddlewareHandler {
  return async (context, next) => {
    const { raw } = context.req;
    if (hasBody(raw.headers) && !json.test(raw.headers.get("content-type") ?? "")) {
      throw new AppError("UNSUPPORTED_MEDIA_TYPE", {
        detail: "The body is not marked as JSON.",
        hint: "Send the header Content-Type: application/json.",
      });
    }
    const encoding = raw.headers.get("content-encoding") ?? "identity";
    if (hasBody(raw.headers) && encoding !== "identity") {
      throw new AppError("UNSUPPORTED_MEDIA_TYPE", {
        detail: "The body is compressed.",
        hint: "Send it as it is, without the header Content-Encoding.",
      });
    }
    await next();
  };
}

/** By what the request says of itself: the server has a stream for every body, also for one that is not there. */
function hasBody(headers: Headers): boolean {
  const length = headers.get("content-length");
  return length === null ? headers.has("transfer-encoding") || headers.has("content-type") : length !== "0";
}
