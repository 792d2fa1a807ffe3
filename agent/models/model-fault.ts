import { isAppError, type AppError } from "#core";

/** What kind of failure a model call ended in. */
export type ModelFault =
  /** Too many requests; later it may go through. */
  | { readonly kind: "throttled"; readonly retryAfterMs: number | null }
  /** The provider is down, slow or cannot be reached just now. */
  | { readonly kind: "unavailable"; readonly transient: boolean; readonly what: string }
  /** The reply broke off: a stall, a torn stream, an end without a stop reason. */
  | { readonly kind: "incomplete"; readonly what: string }
  /** The prompt is longer than the model can read. */
  | { readonly kind: "too-long" }
  /** The provider does not take this request, and will not take it again. */
  | { readonly kind: "refused"; readonly what: string }
  /** The caller stopped the call. */
  | { readonly kind: "aborted" }
  /** Not a failure of the model. */
  | { readonly kind: "other" };

const throttlingNames = new Set(["ThrottlingException", "TooManyRequestsException", "ModelNotReadyException"]);
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
const brokenConnection = new Set(["ECONNREFUSED", "ECONNRESET", "EPIPE", "ETIMEDOUT", "EAI_AGAIN", "EHOSTUNREACH"]);

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
  return fault.kind === "throttled" || fault.kind === "incomplete" || (fault.kind === "unavailable" && fault.transient);
}

/**
 * What the log of an operator needs of a failed model call: the exception, its status, the provider's id for the
 * request and the first of its words. For the log only: the words may name accounts and roles.
 */
export function faultForLog(error: unknown): Readonly<Record<string, unknown>> {
  const link = causesOf(error)[0] ?? {};
  const metadata: unknown = Reflect.get(link, "$metadata");
  return {
    error: textField(link, "name"),
    status: statusOf(link),
    requestId: typeof metadata === "object" && metadata !== null ? Reflect.get(metadata, "requestId") : null,
    words: textField(link, "message")?.slice(0, 300),
  };
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
    return { kind: "incomplete", what: "The model fell silent." };
  }
  if (throttlingNames.has(name) || status === 429) {
    return { kind: "throttled", retryAfterMs: retryAfterOf(link) };
  }
  if (isAbort(link, name)) return { kind: "aborted" };
  if (deniedNames.has(name) || status === 401 || status === 403 || status === 404) {
    return { kind: "unavailable", transient: false, what };
  }
  if (unavailableNames.has(name) || (status !== null && status >= 500) || status === 408 || status === 424) {
    return { kind: "unavailable", transient: true, what };
  }
  if (isTooLong(message) || textField(link, "code") === "context_length_exceeded") return { kind: "too-long" };
  if (name === "ValidationException" || (status !== null && status >= 400)) return { kind: "refused", what };
  if (isTornStream(message)) return { kind: "incomplete", what: "The connection to the model broke off." };
  if (brokenConnection.has(code) || name === "TimeoutError" || message === "fetch failed") {
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
  return { kind: "other" };
}

function isAbort(link: object, name: string): boolean {
  return (
    name === "AbortError" || name === "ModelAbortError" || (link instanceof DOMException && name === "TimeoutError")
  );
}

/** LangChain, Node and the event-stream decoder throw plain errors: there is nothing but their words to go by. */
function isTornStream(message: string): boolean {
  return /^aborted$|premature close|terminated|checksum|truncated event message|message length|received empty response/i.test(
    message,
  );
}

/** Bedrock says it with a ValidationException like all others: there are only the words, of each family of models. */
function isTooLong(message: string): boolean {
  return /(?:input|prompt|context|request) (?:is too long|length exceeds)|too many (?:input )?tokens|maximum context length|exceeds? (?:the )?(?:model'?s )?(?:maximum|context)/i.test(
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
    typeof metadata === "object" && metadata !== null ? Reflect.get(metadata, "httpStatusCode") : undefined,
    Reflect.get(link, "status"),
    Reflect.get(link, "status_code"),
  ];
  const status = candidates.find((value) => typeof value === "number" && value >= 400 && value < 600);
  return typeof status === "number" ? status : null;
}

/** The wait that the provider asks for in a `retry-after` header of seconds. */
function retryAfterOf(link: object): number | null {
  const response: unknown = Reflect.get(link, "$response") ?? link;
  const headers: unknown = typeof response === "object" && response !== null ? Reflect.get(response, "headers") : null;
  if (typeof headers !== "object" || headers === null) return null;
  const value: unknown = headers instanceof Headers ? headers.get("retry-after") : Reflect.get(headers, "retry-after");
  const seconds = typeof value === "string" ? Number(value) : Number.NaN;
  return Number.isFinite(seconds) && seconds >= 0 ? seconds * 1_000 : null;
}

function textField(link: object, field: string): string | null {
  const value: unknown = Reflect.get(link, field);
  return typeof value === "string" ? value : null;
}

/**
 * The error and what caused it, outermost first; without LangChain's wrappers, which bear the name of what they wrap
 * but none of its fields.
 */
export function causesOf(error: unknown): object[] {
  const chain: object[] = [];
  let link = error;
  while (typeof link === "object" && link !== null && !chain.includes(link) && chain.length < 20) {
    chain.push(link);
    link = Reflect.get(link, "cause");
  }
  return chain.filter((error) => Reflect.get(error, "~brand") !== "MiddlewareError");
}
