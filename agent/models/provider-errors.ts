import { AppError, isAppError, type ErrorCode } from "#core";

/** What kind of failure a model call ended in. */
export type ModelFault =
  /** Too many requests; later it may go through. */
  | { readonly kind: "throttled"; readonly retryAfterMs: number | null }
  /** The provider is down, slow or cannot be reached just now. */
  | { readonly kind: "unavailable"; readonly transient: boolean; readonly what: string }
  /** The reply broke off: a stall, a torn stream, an end without a stop reason. */
  | { readonly kind: "incomplete"; readonly what: string }
  /** The provider does not take this request, and will not take it again. */
  | { readonly kind: "refused"; readonly what: string }
  /** The caller stopped the call. */
  | { readonly kind: "aborted" }
  /** Not a failure of the model. */
  | { readonly kind: "other" };

const throttlingNames = new Set([
  "ThrottlingException",
  "TooManyRequestsException",
  "ModelNotReadyException",
]);
const unavailableNames = new Set([
  "InternalServerException",
  "InternalFailure",
  "ServiceUnavailableException",
  "ModelTimeoutException",
  "ModelErrorException",
  "ModelStreamErrorException",
]);
/** Wrong credentials, rights, region or model id: no retry helps, another model may. */
const deniedNames = new Set([
  "AccessDeniedException",
  "CredentialsProviderError",
  "ExpiredTokenException",
  "UnrecognizedClientException",
  "InvalidSignatureException",
  "ResourceNotFoundException",
  "ServiceQuotaExceededException",
]);
const brokenConnection = new Set([
  "ECONNREFUSED",
  "ECONNRESET",
  "EPIPE",
  "ETIMEDOUT",
  "EAI_AGAIN",
  "EHOSTUNREACH",
]);

/**
 * Sorts whatever a model call threw. Looks through the wrappers that LangChain and its middleware put around an
 * error; knows the AWS SDK's exceptions (also those thrown in mid-stream, which carry no status), the HTTP statuses
 * of the OpenAI and Ollama clients, and Node's socket errors.
 */
export function classifyFault(error: unknown): ModelFault {
  const chain = causesOf(error);
  for (const link of chain) {
    const fault = isAppError(link) ? faultOfAppError(link) : faultOf(link);
    if (fault.kind !== "other") return fault;
  }
  return { kind: "other" };
}

/** Whether the same call, made again, may well succeed. */
export function isTransient(fault: ModelFault): boolean {
  return (
    fault.kind === "throttled" ||
    fault.kind === "incomplete" ||
    (fault.kind === "unavailable" && fault.transient)
  );
}

/**
 * The error that ended a turn, in the product's own codes: `LLM_THROTTLED`, `LLM_UNAVAILABLE`, `LLM_INCOMPLETE`,
 * `LLM_REFUSED`, `TURN_ABORTED`, `TURN_TIMEOUT`; an `AppError` stays what it is, anything else is `INTERNAL`.
 * The provider's own words are kept as the cause only: they name accounts, roles and pieces of the prompt.
 * @param signal the turn's signal; once it is aborted, that is the reason for whatever was thrown.
 */
export function toTurnError(error: unknown, signal?: AbortSignal): AppError {
  if (signal?.aborted) return abortError(signal.reason, error);
  const appError = causesOf(error).find((link) => isAppError(link));
  if (appError) return appError;
  const fault = classifyFault(error);
  if (fault.kind === "aborted") return abortError(error, error);
  return faultError(fault, error);
}

function faultError(fault: Exclude<ModelFault, { kind: "aborted" }>, cause: unknown): AppError {
  const make = (code: ErrorCode, detail: string, hint: string) =>
    new AppError(code, { detail, hint, cause });
  switch (fault.kind) {
    case "throttled":
      return make(
        "LLM_THROTTLED",
        "The model takes no more requests just now.",
        "Ask again in a minute.",
      );
    case "incomplete":
      return make("LLM_INCOMPLETE", fault.what, "Ask again.");
    case "refused":
      return make(
        "LLM_REFUSED",
        fault.what,
        "Look into the log for the provider's own words; a shorter conversation or another model may pass.",
      );
    case "unavailable":
      return make(
        "LLM_UNAVAILABLE",
        fault.what,
        fault.transient
          ? "Try again later; check that the model's endpoint can be reached from here."
          : "Check the model's id, its region, the credentials and what they allow.",
      );
    case "other":
      return make(
        "INTERNAL",
        "An unexpected error stopped the answer.",
        "Look into the log for the error with this time.",
      );
  }
}

function abortError(reason: unknown, cause: unknown): AppError {
  const own = causesOf(reason).find((link) => isAppError(link));
  if (own) return own;
  // What AbortSignal.timeout() gives as its reason; a client's TimeoutError is an Error, not a DOMException.
  const timedOut = causesOf(reason).some(
    (link) => link instanceof DOMException && link.name === "TimeoutError",
  );
  return timedOut
    ? new AppError("TURN_TIMEOUT", {
        detail: "The answer was not ready in time.",
        hint: "Ask again, or ask for less at once.",
        cause,
      })
    : new AppError("TURN_ABORTED", {
        detail: "The answer was stopped before it was finished.",
        hint: "Ask again when you want it after all.",
        cause,
      });
}

function faultOfAppError(error: AppError): ModelFault {
  switch (error.code) {
    case "LLM_THROTTLED":
      return { kind: "throttled", retryAfterMs: null };
    case "LLM_INCOMPLETE":
      return { kind: "incomplete", what: error.detail };
    case "TURN_ABORTED":
    case "TURN_TIMEOUT":
      return { kind: "aborted" };
    default:
      return { kind: "other" };
  }
}

function faultOf(link: object): ModelFault {
  const name = textField(link, "name") ?? "Error";
  const code = textField(link, "code") ?? "";
  const status = statusOf(link);
  const message = textField(link, "message") ?? "";
  const what = describe(name, status);
  if (textField(link, "lc_error_code") === "MODEL_STREAM_TIMEOUT") {
    return { kind: "incomplete", what: "The model fell silent in the middle of its answer." };
  }
  // Some throttling is told in the words of another exception only.
  if (
    throttlingNames.has(name) ||
    status === 429 ||
    /too many (?:requests|tokens)/i.test(message)
  ) {
    return { kind: "throttled", retryAfterMs: retryAfterOf(link) };
  }
  if (isAbort(link, name)) return { kind: "aborted" };
  if (deniedNames.has(name) || status === 401 || status === 403 || status === 404) {
    return { kind: "unavailable", transient: false, what };
  }
  if (
    unavailableNames.has(name) ||
    (status !== null && status >= 500) ||
    status === 408 ||
    status === 424
  ) {
    return { kind: "unavailable", transient: true, what };
  }
  if (name === "ValidationException" || (status !== null && status >= 400))
    return { kind: "refused", what };
  if (brokenConnection.has(code) || name === "TimeoutError") {
    return {
      kind: "unavailable",
      transient: true,
      what: "The model's endpoint cannot be reached.",
    };
  }
  if (code === "ENOTFOUND") {
    return {
      kind: "unavailable",
      transient: false,
      what: "The model's endpoint does not exist under that name.",
    };
  }
  return isTornStream(message)
    ? { kind: "incomplete", what: "The connection to the model broke off." }
    : { kind: "other" };
}

function isAbort(link: object, name: string): boolean {
  return (
    name === "AbortError" ||
    name === "ModelAbortError" ||
    (link instanceof DOMException && name === "TimeoutError")
  );
}

/** Node and the event-stream decoder report these as plain errors: there is nothing but their words to go by. */
function isTornStream(message: string): boolean {
  return /^aborted$|socket hang up|premature close|terminated|checksum|truncated event message|message length/i.test(
    message,
  );
}

function describe(name: string, status: number | null): string {
  const exception = /^[A-Za-z]{1,60}$/.test(name) ? name : "Error";
  return `The model's provider answered with ${exception}${status === null ? "" : ` (HTTP ${status})`}.`;
}

function statusOf(link: object): number | null {
  const metadata: unknown = Reflect.get(link, "$metadata");
  const candidates: unknown[] = [
    typeof metadata === "object" && metadata !== null
      ? Reflect.get(metadata, "httpStatusCode")
      : undefined,
    Reflect.get(link, "status"),
    Reflect.get(link, "status_code"),
  ];
  const status = candidates.find(
    (value) => typeof value === "number" && value >= 400 && value < 600,
  );
  return typeof status === "number" ? status : null;
}

/** The wait that the provider asks for in a `retry-after` header of seconds. */
function retryAfterOf(link: object): number | null {
  const response: unknown = Reflect.get(link, "$response") ?? link;
  const headers: unknown =
    typeof response === "object" && response !== null ? Reflect.get(response, "headers") : null;
  if (typeof headers !== "object" || headers === null) return null;
  const value: unknown =
    headers instanceof Headers ? headers.get("retry-after") : Reflect.get(headers, "retry-after");
  const seconds = typeof value === "string" ? Number(value) : Number.NaN;
  return Number.isFinite(seconds) && seconds >= 0 ? seconds * 1_000 : null;
}

function textField(link: object, field: string): string | null {
  const value: unknown = Reflect.get(link, field);
  return typeof value === "string" ? value : null;
}

/** The error and what caused it, outermost first. */
function causesOf(error: unknown): object[] {
  const chain: object[] = [];
  let link = error;
  while (typeof link === "object" && link !== null && !chain.includes(link) && chain.length < 12) {
    chain.push(link);
    link = Reflect.get(link, "cause");
  }
  return chain;
}
