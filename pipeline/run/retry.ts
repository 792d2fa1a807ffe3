import { setTimeout } from "node:timers/promises";

import { AppError, errorTable } from "#core";

/** How often a piece of work is tried, and how long is waited in between. */
export type RetryPolicy = {
  /** 1 and up. */
  readonly tries: number;
  readonly firstDelayMs: number;
  /** What each wait is longer by than the one before. */
  readonly backoff: number;
};

/** Waits, or throws as soon as the signal is raised. */
export type Wait = (delayMs: number, signal: AbortSignal) => Promise<void>;

/** Waits by the machine's clock. */
export const systemWait: Wait = (delayMs, signal) => setTimeout(delayMs, undefined, { signal });

/** Errors of the operating system that pass: too many open files, a file or device that is busy, a network that is slow. */
const passingSystemErrors: ReadonlySet<unknown> = new Set(["EAGAIN", "EBUSY", "EMFILE", "ENFILE", "ETIMEDOUT"]);

/**
 * Does the work, and again after a while when it fails for a reason that may pass: a code that `errorTable` holds
 * retryable (the signal's is none), or an error of the system of that kind. Throws what the last try threw.
 */
export async function withRetries<T>(
  work: () => Promise<T>,
  policy: RetryPolicy,
  options: {
    readonly wait: Wait;
    readonly signal: AbortSignal;
    readonly onRetry: (error: Error, attempt: number, delayMs: number) => void;
  },
): Promise<T> {
  const { wait, signal, onRetry } = options;
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      if (signal.aborted || attempt >= policy.tries || !isRetryable(error)) throw error;
      const delayMs = policy.firstDelayMs * policy.backoff ** (attempt - 1);
      onRetry(error, attempt, delayMs);
      await wait(delayMs, signal);
    }
  }
}

function isRetryable(error: unknown): error is Error {
  if (error instanceof AppError) return errorTable[error.code].retryable && error.code !== "PIPELINE_INTERRUPTED";
  return error instanceof Error && "code" in error && passingSystemErrors.has(error.code);
}
