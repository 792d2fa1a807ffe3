/** For whom an error's words are meant: the person asking, the model in the loop, or who runs the service. */
export type ErrorAudience = "user" | "model" | "operator";

type ErrorRow = {
  /** HTTP status of the problem document. */
  readonly status: number;
  readonly title: string;
  readonly audience: ErrorAudience;
  /** Whether the same call may succeed later unchanged. */
  readonly retryable: boolean;
};

/**
 * Every error code of the product. Codes are a public surface: `test/core/errors.test.ts` pins them.
 * Exit codes of the command line follow from the code: `USAGE` and `CONFIG_INVALID` exit with 2, the rest with 1.
 */
export const errorTable = {
  USAGE: row(400, "The command was not understood", "user", false),
  CONFIG_INVALID: row(500, "A setting is not valid", "operator", false),
  BAD_REQUEST: row(400, "The request could not be read", "user", false),
  UNSUPPORTED_MEDIA_TYPE: row(415, "The request's content type is not supported", "user", false),
  REQUEST_INVALID: row(422, "The request does not have the expected form", "user", false),
  REQUEST_TOO_LARGE: row(413, "The request is too large", "user", false),
  ORIGIN_REFUSED: row(403, "The request does not come from where it may", "user", false),
  SIGN_IN_REQUIRED: row(401, "Sign in first", "user", false),
  SIGN_IN_UNAVAILABLE: row(503, "Nobody can sign in at the moment", "operator", true),
  RATE_LIMITED: row(429, "Too much at once", "user", true),
  RIGHT_MISSING: row(403, "Your role does not allow this", "user", false),
  IDEMPOTENCY_MISMATCH: row(422, "The idempotency key belongs to another request", "user", false),
  NOT_FOUND: row(404, "There is nothing at this address", "user", false),
  METHOD_NOT_ALLOWED: row(405, "This address does not take that method", "user", false),
  QUESTION_EMPTY: row(422, "The question is empty", "user", false),
  QUESTION_TOO_LONG: row(413, "The question is too long", "user", false),
  THREAD_BUSY: row(409, "This conversation is still answering", "user", true),
  THREAD_NOT_FOUND: row(404, "There is no such conversation", "user", false),
  BOARD_NOT_FOUND: row(404, "There is no such board", "user", false),
  KEY_NOT_FOUND: row(404, "There is no such API key", "user", false),
  ANSWER_NOT_FOUND: row(404, "There is no such answer", "user", false),
  CHART_MISSING: row(404, "There is no chart", "user", false),
  TURN_ABORTED: row(499, "The answer was stopped", "user", true),
  TURN_TIMEOUT: row(504, "The answer took too long", "user", true),
  ENTITY_ID_MALFORMED: row(422, "The id does not have the right form", "model", false),
  ENTITY_NOT_FOUND: row(404, "Nobody with this id is in the data", "model", false),
  COLUMN_UNKNOWN: row(422, "There is no such column", "model", false),
  MODEL_UNKNOWN: row(422, "There is no such prediction model", "model", false),
  TOOL_INPUT_INVALID: row(422, "The tool's input is not valid", "model", false),
  PRIVACY_REFUSED: row(403, "The privacy rules do not allow this", "model", false),
  SQL_REFUSED: row(422, "The query was refused", "model", false),
  SQL_FAILED: row(422, "The query failed", "model", false),
  SQL_TIMEOUT: row(504, "The query took too long", "model", true),
  QUERY_BUDGET: row(429, "Today's budget for queries is used up", "model", false),
  ENGINE_UNAVAILABLE: row(503, "The query engine cannot be reached", "operator", true),
  ENGINE_FORBIDDEN: row(503, "The query engine refused us access", "operator", false),
  RESULTS_MISSING: row(503, "There are no results to ask about", "operator", false),
  RESULTS_DAMAGED: row(503, "The results are incomplete or damaged", "operator", false),
  RESULTS_VERSION: row(503, "The results were written by another version", "operator", false),
  STORE_UNAVAILABLE: row(503, "The store of conversations cannot be used", "operator", true),
  STORE_VERSION: row(503, "The store of conversations was written by another version", "operator", false),
  PIPELINE_LOCKED: row(409, "Another pipeline run is under way", "operator", true),
  PIPELINE_FAILED: row(500, "The pipeline run failed", "operator", true),
  ALERT_UNDELIVERED: row(503, "An alert could not be delivered", "operator", true),
  PIPELINE_INTERRUPTED: row(500, "The pipeline run was interrupted", "operator", true),
  FEED_INVALID: row(422, "The raw feed cannot be used", "operator", false),
  MAPPING_INVALID: row(422, "The mapping of the feed cannot be used", "operator", false),
  GATE_REFUSED: row(422, "A model did not pass its gate", "operator", false),
  REVIEW_INVALID: row(422, "The review cannot be taken", "user", false),
  MODEL_FILE_INVALID: row(422, "The model file cannot be used", "operator", false),
  KNOWLEDGE_INVALID: row(500, "The domain's description is not valid", "operator", false),
  PORT_IN_USE: row(500, "The port is already in use", "operator", false),
  LLM_UNAVAILABLE: row(503, "The language model cannot be reached", "operator", true),
  LLM_THROTTLED: row(429, "The language model is busy", "user", true),
  LLM_INCOMPLETE: row(502, "The language model's answer broke off", "user", true),
  LLM_REFUSED: row(502, "The language model refused the request", "operator", false),
  INTERNAL: row(500, "Something went wrong inside", "operator", false),
} as const satisfies Record<string, ErrorRow>;

export type ErrorCode = keyof typeof errorTable;

/**
 * The one error class. `detail` says what happened, `hint` what to do about it; both are shown to whoever
 * the code's audience is, so neither may hold a secret, a path of the server or a row of data.
 */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly detail: string;
  readonly hint: string;

  constructor(code: ErrorCode, options: { detail: string; hint: string; cause?: unknown }) {
    super(`${errorTable[code].title}: ${options.detail}`, { cause: options.cause });
    this.name = "AppError";
    this.code = code;
    this.detail = options.detail;
    this.hint = options.hint;
  }
}

/** The error as an `AppError`; anything that is not one becomes `INTERNAL`, its own words kept as the cause only. */
export function toAppError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  return new AppError("INTERNAL", {
    detail: "An unexpected error stopped the work.",
    hint: "Report it with what you asked and what the log says of it.",
    cause: error,
  });
}

/** Whether `error` is an `AppError` with one of `codes`. */
export function isAppError(error: unknown, ...codes: ErrorCode[]): error is AppError {
  return error instanceof AppError && (codes.length === 0 || codes.includes(error.code));
}

/** Exit code of a command that ended in this error: 2 for wrong usage or settings, 1 for a failure. */
export function exitCodeOf(error: AppError): 1 | 2 {
  return error.code === "USAGE" || error.code === "CONFIG_INVALID" ? 2 : 1;
}

function row(status: number, title: string, audience: ErrorAudience, retryable: boolean): ErrorRow {
  return { status, title, audience, retryable };
}
