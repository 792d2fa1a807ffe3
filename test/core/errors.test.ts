import { expect, it } from "vitest";

import { AppError, errorTable, exitCodeOf, isAppError, toAppError } from "#core";

it("knows these codes, each with its status, its audience and whether to try again", () => {
  const rows = Object.entries(errorTable).map(
    ([code, { status, audience, retryable }]) => `${code} ${status} ${audience}${retryable ? " retryable" : ""}`,
  );
  expect(rows).toEqual([
    "USAGE 400 user",
    "CONFIG_INVALID 500 operator",
    "BAD_REQUEST 400 user",
    "UNSUPPORTED_MEDIA_TYPE 415 user",
    "REQUEST_INVALID 422 user",
    "REQUEST_TOO_LARGE 413 user",
    "ORIGIN_REFUSED 403 user",
    "SIGN_IN_REQUIRED 401 user",
    "SIGN_IN_UNAVAILABLE 503 operator retryable",
    "RATE_LIMITED 429 user retryable",
    "RIGHT_MISSING 403 user",
    "IDEMPOTENCY_MISMATCH 422 user",
    "NOT_FOUND 404 user",
    "METHOD_NOT_ALLOWED 405 user",
    "QUESTION_EMPTY 422 user",
    "QUESTION_TOO_LONG 413 user",
    "THREAD_BUSY 409 user retryable",
    "THREAD_NOT_FOUND 404 user",
    "BOARD_NOT_FOUND 404 user",
    "KEY_NOT_FOUND 404 user",
    "ANSWER_NOT_FOUND 404 user",
    "CHART_MISSING 404 user",
    "TURN_ABORTED 499 user retryable",
    "TURN_TIMEOUT 504 user retryable",
    "ENTITY_ID_MALFORMED 422 model",
    "ENTITY_NOT_FOUND 404 model",
    "COLUMN_UNKNOWN 422 model",
    "MODEL_UNKNOWN 422 model",
    "TOOL_INPUT_INVALID 422 model",
    "PRIVACY_REFUSED 403 model",
    "SQL_REFUSED 422 model",
    "SQL_FAILED 422 model",
    "SQL_TIMEOUT 504 model retryable",
    "QUERY_BUDGET 429 model",
    "ENGINE_UNAVAILABLE 503 operator retryable",
    "ENGINE_FORBIDDEN 503 operator",
    "RESULTS_MISSING 503 operator",
    "RESULTS_DAMAGED 503 operator",
    "RESULTS_VERSION 503 operator",
    "STORE_UNAVAILABLE 503 operator retryable",
    "STORE_VERSION 503 operator",
    "PIPELINE_LOCKED 409 operator retryable",
    "PIPELINE_FAILED 500 operator retryable",
    "ALERT_UNDELIVERED 503 operator retryable",
    "PIPELINE_INTERRUPTED 500 operator retryable",
    "FEED_INVALID 422 operator",
    "MAPPING_INVALID 422 operator",
    "GATE_REFUSED 422 operator",
    "REVIEW_INVALID 422 user",
    "MODEL_FILE_INVALID 422 operator",
    "KNOWLEDGE_INVALID 500 operator",
    "PORT_IN_USE 500 operator",
    "LLM_UNAVAILABLE 503 operator retryable",
    "LLM_THROTTLED 429 user retryable",
    "LLM_INCOMPLETE 502 user retryable",
    "LLM_REFUSED 502 operator",
    "INTERNAL 500 operator",
  ]);
});

it("tells every code from every other by its title", () => {
  const titles = Object.values(errorTable).map((row) => row.title);
  expect(new Set(titles).size).toBe(titles.length);
});

it("holds what happened and what to do, and says both as its message's end and its hint", () => {
  const cause = new Error("deep down");
  const error = new AppError("NOT_FOUND", { detail: "No page x.", hint: "Go to y.", cause });
  expect(error).toMatchObject({ code: "NOT_FOUND", detail: "No page x.", hint: "Go to y.", cause, name: "AppError" });
  expect(error.message).toBe("There is nothing at this address: No page x.");
});

it("makes an unknown error INTERNAL and keeps its words out of what is shown", () => {
  const secret = new Error("password hunter2 in /etc/passwd");
  const error = toAppError(secret);
  expect({ code: error.code, cause: error.cause }).toEqual({ code: "INTERNAL", cause: secret });
  expect(`${error.message} ${error.detail} ${error.hint}`).not.toMatch(/hunter2|passwd/);
  expect(toAppError(error)).toBe(error);
});

it("is told apart by its code", () => {
  const error = new AppError("SQL_FAILED", { detail: "", hint: "" });
  expect([
    isAppError(error),
    isAppError(error, "SQL_FAILED"),
    isAppError(error, "INTERNAL"),
    isAppError(new Error("x")),
  ]).toEqual([true, true, false, false]);
});

it("ends a command with 2 for wrong usage or settings and with 1 for a failure", () => {
  const codes = ["USAGE", "CONFIG_INVALID", "SQL_FAILED", "INTERNAL"] as const;
  expect(codes.map((code) => exitCodeOf(new AppError(code, { detail: "", hint: "" })))).toEqual([2, 2, 1, 1]);
});
