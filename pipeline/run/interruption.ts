import { AppError } from "#core";

/** The error of a run that was stopped from outside. */
export function interruptedError(signal: AbortSignal): AppError {
  return new AppError("PIPELINE_INTERRUPTED", {
    detail: "The run was stopped before it was finished; what was live before is still live.",
    hint: "Start the pipeline again: it goes on after the last finished stage.",
    cause: signal.reason,
  });
}

/** Throws `PIPELINE_INTERRUPTED` when the signal has been raised. */
export function throwIfInterrupted(signal: AbortSignal): void {
  if (signal.aborted) throw interruptedError(signal);
}
