import type { MiddlewareHandler } from "hono";

import type { AppDeps } from "./app-deps.ts";

/** Whether the path tells who is not signed in, too. */
export function isOpen(path: string): boolean {
  return path === "/v1/session";
}

/** Refuses a request whose sender is not known before anything else of it is looked at. Throws what `principalOf` throws. */
export function authenticate(principalOf: AppDeps["principalOf"]): MiddlewareHandler {
  return async (context, next) => {
    if (!isOpen(context.req.path)) await principalOf(context.req.raw);
    await next();
  };
}

/** Asks once for each request who sends it, however many parts of the channel want to know. */
export function oncePerRequest(principalOf: AppDeps["principalOf"]): AppDeps["principalOf"] {
  const known = new WeakMap<Request, ReturnType<AppDeps["principalOf"]>>();
  return (request) => {
    const found = known.get(request) ?? principalOf(request);
    known.set(request, found);
    return found;
  };
}
