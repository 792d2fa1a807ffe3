import type { Random } from "#core";

import type { Sleep } from "../remote/sleep.ts";

export type RetryDeps = {
  readonly sleep: Sleep;
  readonly random: Random;
  /** Told of every call that was throttled. */
  readonly onThrottled: () => void;
};

const firstDelayMs = 250;
const longestDelayMs = 8_000;
/** Tries of a call that fails inside Athena or on the way; throttled calls go on until the deadline. */
const maxFaultTries = 4;

/**
 * Makes a call again, after a wait, when it was throttled or failed on the way or inside the service. The call must
 * be one that may be made twice. Throws the call's last error, or the signal's reason while it waits.
 */
export async function sendWithRetries<T>(
  send: () => Promise<T>,
  signal: AbortSignal,
  { sleep, random, onThrottled }: RetryDeps,
): Promise<T> {
  let faults = 0;
  for (let tries = 1; ; tries++) {
    try {
      return await send();
    } catch (error) {
      signal.throwIfAborted();
      if (isThrottled(error)) onThrottled();
      else if (!isFault(error) || ++faults >= maxFaultTries) throw error;
    }
    // Full jitter (AWS Architecture Blog, "Exponential Backoff And Jitter"), half of the wait kept as a floor.
    const longestMs = Math.min(longestDelayMs, firstDelayMs * 2 ** (tries - 1));
    await sleep(longestMs * (0.5 + 0.5 * random.uniform()), signal);
  }
}

/** Whether Athena wants fewer requests, or fewer queries at once. */
export function isThrottled(error: unknown): boolean {
  return (
    ["TooManyRequestsException", "ThrottlingException", "Throttling"].includes(nameOf(error)) || statusOf(error) === 429
  );
}

/** Whether the call failed inside the service or on the way there, so that another try may succeed. */
export function isFault(error: unknown): boolean {
  const status = statusOf(error);
  // Without an answer it is the connection that failed, unless the call could not even be signed.
  return status >= 500 || (status === 0 && nameOf(error) !== "CredentialsProviderError");
}

/** Whether the service answered, so that it is known that the call had no effect. */
export function hasAnswer(error: unknown): boolean {
  return statusOf(error) > 0;
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : "";
}

/** The HTTP status that the SDK keeps with an error; 0 where there was no answer. */
function statusOf(error: unknown): number {
  if (!(error instanceof Error) || !("$metadata" in error)) return 0;
  const metadata = error.$metadata;
  if (typeof metadata !== "object" || metadata === null || !("httpStatusCode" in metadata)) return 0;
  return Number(metadata.httpStatusCode) || 0;
}
