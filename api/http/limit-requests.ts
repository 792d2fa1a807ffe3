import type { Context, MiddlewareHandler } from "hono";

import { AppError } from "#core";

import type { TokenBuckets } from "../limits/token-buckets.ts";

/**
 * Holds requests to a rate, by what `keyOf` says of them; one of which it says null is not held. Throws `RATE_LIMITED`,
 * with the seconds to wait in Retry-After.
 */
export function limitRequests(
  buckets: TokenBuckets,
  keyOf: (context: Context) => string | null | Promise<string | null>,
): MiddlewareHandler {
  return async (context, next) => {
    const key = await keyOf(context);
    const waitSeconds = key === null ? 0 : buckets.take(key);
    if (waitSeconds > 0) {
      context.header("Retry-After", String(waitSeconds));
      throw new AppError("RATE_LIMITED", {
        detail: "More requests came than one minute may have.",
        hint: `Wait ${waitSeconds} s, then go on more slowly.`,
      });
    }
    await next();
  };
}
