import { AppError, isAppError, type ErrorCode } from "#core";

import { causesOf, classifyFault, type ModelFault } from "./model-fault.ts";

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
  const make = (code: ErrorCode, detail: string, hint: string) => new AppError(code, { detail, hint, cause });
  switch (fault.kind) {
    case "throttled":
      return make("LLM_THROTTLED", "The model takes no more requests just now.", "Ask again in a minute.");
    case "incomplete":
      return make("LLM_INCOMPLETE", fault.what, "Ask again.");
    case "too-long":
      return make(
        "LLM_REFUSED",
        "The conversation with its results is longer than the model can read.",
        "Begin a new conversation, or ask for less at once.",
      );
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
  const timedOut = causesOf(reason).some((link) => link instanceof DOMException && link.name === "TimeoutError");
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
