import type { MiddlewareHandler } from "hono";
import { cors } from "hono/cors";

/** Seconds for which a browser remembers what it may send. */
const rememberedSeconds = 600;

/**
 * Lets pages of exactly these origins call the API with a token. Cookies are not for them: no credentials are allowed.
 * Requests of others go on untouched, for `checkOrigin` to refuse.
 */
export function allowOrigins(origins: readonly string[]): MiddlewareHandler {
  const allow = cors({
    origin: [...origins],
    allowMethods: ["GET", "POST", "PUT", "PATCH", "DELETE"],
    allowHeaders: ["authorization", "content-type", "idempotency-key", "last-event-id", "x-request-id"],
    exposeHeaders: ["retry-after", "www-authenticate", "x-request-id"],
    maxAge: rememberedSeconds,
    credentials: false,
  });
  return async (context, next) => {
    if (!origins.includes(context.req.header("origin") ?? "")) return next();
    return allow(context, next);
  };
}
