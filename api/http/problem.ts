import type { Context, ErrorHandler } from "hono";
import { HTTPException } from "hono/http-exception";
import type { ContentfulStatusCode } from "hono/utils/http-status";

import { AppError, errorTable, toAppError, type Logger } from "#core";

import type { Problem } from "./contract.ts";

/**
 * Turns whatever was thrown into problem details (RFC 9457). An error that nobody foresaw is logged with the place
 * where it arose, not with its words, which may hold data.
 */
export function createErrorHandler(log: Logger): ErrorHandler {
  return (thrown, context) => {
    const error = thrown instanceof HTTPException ? translate(thrown) : toAppError(thrown);
    if (error.code === "INTERNAL") {
      log.error({ event: "unexpected-error", requestId: context.get("requestId"), frames: framesOf(thrown) });
    }
    return sendProblem(context, error);
  };
}

/** Statuses of what passes by itself, and after how many seconds it is worth another try where nobody knows better. */
const waitStatuses: readonly number[] = [429, 503];
const retryAfterSeconds = "5";

/** The error as `application/problem+json` with its status. */
export function sendProblem(context: Context, error: AppError): Response {
  const problem = problemOf(error, { instance: context.req.path, requestId: context.get("requestId") ?? "" });
  const { status, retryable } = problem;
  if (error.code === "SIGN_IN_REQUIRED") context.header("WWW-Authenticate", challenge(context));
  if (retryable && waitStatuses.includes(status) && !context.res.headers.has("Retry-After")) {
    context.header("Retry-After", retryAfterSeconds);
  }
  return context.body(JSON.stringify(problem), {
    // 499 (the client left) is a status by custom and not in Hono's list.
    status: status as ContentfulStatusCode,
    headers: { "Content-Type": "application/problem+json" },
  });
}

/** The error as problem details; `status` where HTTP has one that is nearer than the code's own. */
export function problemOf(
  error: AppError,
  where: { readonly instance: string; readonly requestId: string; readonly status?: number },
): Problem {
  const { status, title, retryable } = errorTable[error.code];
  return {
    type: `urn:problem-type:reckoner:${error.code.toLowerCase().replaceAll("_", "-")}`,
    title,
    status: where.status ?? status,
    detail: error.detail,
    instance: where.instance,
    code: error.code,
    hint: error.hint,
    requestId: where.requestId,
    retryable,
  };
}

/** How to come in (RFC 6750, section 3): a token that was sent and did not do is told from one that is missing. */
function challenge(context: Context): string {
  const isTold = context.req.header("authorization") !== undefined;
  return `Bearer realm="reckoner"${isTold ? ', error="invalid_token"' : ""}`;
}

/** Hono throws these itself while it reads a request. */
function translate(exception: HTTPException): AppError {
  if (exception.status >= 500) return toAppError(exception);
  return new AppError("BAD_REQUEST", {
    detail: "The body is not valid JSON.",
    hint: 'Send an object such as {"question": "…"} in UTF-8.',
    cause: exception,
  });
}

function framesOf(thrown: unknown): string[] {
  const stack = thrown instanceof Error ? (thrown.stack ?? "") : "";
  return stack
    .split("\n")
    .filter((line) => line.startsWith("    at "))
    .slice(0, 8)
    .map((line) => line.trim());
}
