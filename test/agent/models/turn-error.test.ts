import { MiddlewareError } from "langchain";
import { describe, expect, test } from "vitest";

import { AppError } from "#core";

import { assertNoTracing } from "../../../agent/models/no-tracing.ts";
import { classifyFault, isTransient } from "../../../agent/models/model-fault.ts";
import { toTurnError } from "../../../agent/models/turn-error.ts";

const named = (name: string, fields: object = {}) => Object.assign(new Error("secret words"), { name }, fields);
const http = (httpStatusCode: number) => ({ $metadata: { httpStatusCode } });

describe("what ended a turn", () => {
  test.each([
    ["LLM_THROTTLED", true, named("ThrottlingException", http(429))],
    ["LLM_THROTTLED", true, named("ThrottlingException")],
    ["LLM_THROTTLED", true, named("ModelNotReadyException", http(429))],
    ["LLM_THROTTLED", true, named("RateLimitError", { status: 429 })],
    ["LLM_UNAVAILABLE", true, named("ServiceUnavailableException", http(503))],
    ["LLM_UNAVAILABLE", true, named("ModelTimeoutException", http(408))],
    ["LLM_UNAVAILABLE", true, named("ModelStreamErrorException")],
    ["LLM_UNAVAILABLE", true, named("ResponseError", { status_code: 500 })],
    ["LLM_UNAVAILABLE", true, named("TypeError", { cause: named("Error", { code: "ECONNREFUSED" }) })],
    ["LLM_UNAVAILABLE", true, named("TimeoutError")],
    ["LLM_UNAVAILABLE", false, named("Error", { code: "ENOTFOUND" })],
    ["LLM_UNAVAILABLE", false, named("AccessDeniedException", http(403))],
    ["LLM_UNAVAILABLE", false, named("ResourceNotFoundException", http(404))],
    ["LLM_UNAVAILABLE", false, named("CredentialsProviderError")],
    ["LLM_UNAVAILABLE", false, named("AuthenticationError", { status: 401 })],
    ["LLM_INCOMPLETE", true, named("Error", { lc_error_code: "MODEL_STREAM_TIMEOUT" })],
    ["LLM_INCOMPLETE", true, Object.assign(new Error("aborted"), { code: "ECONNRESET" })],
    ["LLM_INCOMPLETE", true, new AppError("LLM_INCOMPLETE", { detail: "It broke off.", hint: "Ask again." })],
    ["LLM_REFUSED", false, named("ValidationException", http(400))],
    ["LLM_REFUSED", false, named("ValidationException")],
    ["LLM_REFUSED", false, named("BadRequestError", { status: 422 })],
    ["TURN_ABORTED", false, named("AbortError")],
    ["TURN_TIMEOUT", false, new DOMException("too long", "TimeoutError")],
    ["INTERNAL", false, named("TypeError")],
    ["INTERNAL", false, "a string"],
    ["INTERNAL", false, null],
  ] as const)("is %s (transient: %s) for %s", (code, transient, error) => {
    expect(toTurnError(error).code).toBe(code);
    expect(isTransient(classifyFault(error))).toBe(transient);
    // LangChain's wrapper bears the name of what it wraps and none of its fields.
    if (!(error instanceof Error)) return;
    const wrapped = MiddlewareError.wrap(MiddlewareError.wrap(error, "inner"), "outer");
    expect(toTurnError(wrapped).code).toBe(code);
  });

  test.each([
    named("ValidationException", { ...http(400), message: "Input is too long for requested model." }),
    named("ValidationException", { ...http(400), message: "prompt is too long: 214101 tokens > 200000 maximum" }),
    named("BadRequestError", { status: 400, code: "context_length_exceeded" }),
  ])("says that the conversation is too long where that is why: %s", (error) => {
    const { code, detail, hint } = toTurnError(error);
    expect({ code, detail, hint }).toEqual({
      code: "LLM_REFUSED",
      detail: "The conversation with its results is longer than the model can read.",
      hint: "Begin a new conversation, or ask for less at once.",
    });
    expect(isTransient(classifyFault(error))).toBe(false);
  });

  test("never has the provider's words in what a person sees", () => {
    const { message, detail, hint } = toTurnError(named("ValidationException", http(400)));
    expect([message, detail, hint].join(" ")).not.toContain("secret words");
    expect(detail).toBe("The model's provider answered with ValidationException (HTTP 400).");
    expect(toTurnError(named("no name <script>", http(400))).detail).toBe(
      "The model's provider answered with Error (HTTP 400).",
    );
  });

  test("is the stop, once the turn was stopped, whatever was thrown then", () => {
    const thrown = named("ValidationException", http(400));
    const reason = new AppError("TURN_TIMEOUT", {
      detail: "Two minutes are up.",
      hint: "Ask for less.",
    });
    expect(toTurnError(thrown, AbortSignal.abort()).code).toBe("TURN_ABORTED");
    expect(toTurnError(thrown, AbortSignal.abort(reason))).toBe(reason);
    expect(toTurnError(thrown, AbortSignal.abort(new DOMException("", "TimeoutError"))).code).toBe("TURN_TIMEOUT");
    expect(toTurnError(thrown, new AbortController().signal).code).toBe("LLM_REFUSED");
  });

  test("is the wait that a throttling provider asks for", () => {
    const asked = (headers: object) => classifyFault(named("ThrottlingException", { $response: { headers } }));
    expect(asked({ "retry-after": "3" })).toEqual({ kind: "throttled", retryAfterMs: 3_000 });
    expect(asked({ "retry-after": "Fri, 31 Dec 2027 23:59:59 GMT" })).toEqual({
      kind: "throttled",
      retryAfterMs: null,
    });
    expect(
      classifyFault(named("RateLimitError", { status: 429, headers: new Headers({ "retry-after": "1" }) })),
    ).toEqual({
      kind: "throttled",
      retryAfterMs: 1_000,
    });
  });
});

describe("tracing to a third party", () => {
  test.each(["LANGSMITH_TRACING", "LANGCHAIN_TRACING_V2", "LANGSMITH_TRACING_V2", "LANGCHAIN_TRACING"])(
    "is refused when %s switches it on",
    (name) => {
      expect(() => assertNoTracing({ [name]: "true" })).toThrow(
        expect.objectContaining({ code: "CONFIG_INVALID", hint: `Unset ${name}.` }),
      );
    },
  );

  test("is no matter when it is off or not spoken of", () => {
    expect(() => assertNoTracing({ LANGSMITH_TRACING: "false", LANGSMITH_API_KEY: "k" })).not.toThrow();
  });
});
