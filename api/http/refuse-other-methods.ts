import type { OpenAPIHono } from "@hono/zod-openapi";

import { AppError } from "#core";

/**
 * Answers every method that a path does not have with `METHOD_NOT_ALLOWED` and the list of those it has. Called
 * after all routes are there.
 */
export function refuseOtherMethods(app: OpenAPIHono): void {
  const methods = new Map<string, string[]>();
  for (const route of app.routes) {
    if (route.method !== "ALL") methods.set(route.path, [...(methods.get(route.path) ?? []), route.method]);
  }
  for (const [path, known] of methods) {
    const allowed = [...new Set(known)].flatMap((method) => (method === "GET" ? ["GET", "HEAD"] : [method]));
    app.all(path, (context) => {
      context.header("Allow", allowed.join(", "));
      throw new AppError("METHOD_NOT_ALLOWED", {
        detail: `${context.req.method} is not among the methods of this path.`,
        hint: `Use ${allowed.join(" or ")}.`,
      });
    });
  }
}
