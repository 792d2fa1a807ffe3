import type { OpenAPIHono } from "@hono/zod-openapi";
import type { MiddlewareHandler } from "hono";
import { routePath } from "hono/route";

import { AppError, type Clock } from "#core";

import { isSameSecret } from "../sign-in/is-same-secret.ts";
import type { Instruments } from "../telemetry/instruments.ts";
import type { AppDeps } from "./app-deps.ts";

export const metricsPath = "/metrics";
const msPerSecond = 1_000;
const textFormat = "text/plain; version=0.0.4; charset=utf-8";

/** Counts each request by its route's pattern, never its path, which the client chooses. */
export function observeRequests({ requests }: Instruments, clock: Clock): MiddlewareHandler {
  return async (context, next) => {
    const startedMs = clock.monotonicMs();
    await next();
    const { method } = context.req;
    const labels = { method: known(method), route: routePath(context, -1), status: String(context.res.status) };
    requests.observe(labels, (clock.monotonicMs() - startedMs) / msPerSecond);
  };
}

/**
 * `GET /metrics` for Prometheus: with the token of the settings; without one it is open where nobody signs in, that is
 * on this machine, and not there otherwise. It holds counts, no person's and no data.
 */
export function addMetricsRoute(app: OpenAPIHono, { metrics, signIn }: AppDeps): void {
  if (metrics.token === null && signIn.isRequired) return;
  app.get(metricsPath, (context) => {
    const told = context.req.header("authorization") ?? "";
    if (metrics.token !== null && !isSameSecret(told, `Bearer ${metrics.token}`)) {
      throw new AppError("SIGN_IN_REQUIRED", {
        detail: "The metrics take their own token.",
        hint: "Send Authorization: Bearer with the server's RECKONER_METRICS_TOKEN.",
      });
    }
    return context.body(metrics.render(), 200, { "Content-Type": textFormat, "Cache-Control": "no-store" });
  });
}

function known(method: string): string {
  return /^(GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS)$/.test(method) ? method : "other";
}
