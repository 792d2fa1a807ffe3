import type { Clock, Random } from "#core";

import type { Sleep } from "../remote/sleep.ts";
import { exchange, type TrinoAnswer, type TrinoCall } from "./exchange.ts";
import { isForGood, toNetworkFailure, unavailable } from "./failure.ts";

export type RetryDeps = {
  readonly sleep: Sleep;
  readonly random: Random;
  readonly clock: Clock;
  /** Time after which a call without an answer counts as broken. */
  readonly callTimeoutMs: number;
  /** Told each time that Trino, or a proxy before it, has no room for the query. */
  readonly onThrottled: () => void;
};

/** The protocol asks for another try after 50 to 100 ms. */
const firstDelayMs = 100;
const longestDelayMs = 4_000;
/** A server may ask for any wait; the query's deadline is seldom further away. */
const longestRetryAfterMs = 60_000;
/** Tries of a call that fails on the way, about ten seconds; throttled calls go on until the deadline. */
const maxFaultTries = 8;

/**
 * Makes a call again, after a wait, when it was throttled (429), when a proxy could not reach Trino (502, 503, 504) or
 * when the connection broke. Every call of the protocol may be made twice: a statement runs only once the page after
 * it is asked for, and a page is given again until the next one is. Gives any other answer as it came; throws
 * `ENGINE_UNAVAILABLE` where tries run out, or the signal's reason.
 */
export async function sendWithRetries(call: TrinoCall, signal: AbortSignal, deps: RetryDeps): Promise<TrinoAnswer> {
  let faults = 0;
  for (let tries = 1; ; tries++) {
    const answer = await tryOnce(call, deps.callTimeoutMs, signal);
    if ("status" in answer && !isPassing(answer.status)) return answer;
    if ("status" in answer && answer.status === 429) deps.onThrottled();
    else if (++faults >= maxFaultTries) throw toUnavailable(answer);
    await deps.sleep(waitMs(answer, tries, deps), signal);
  }
}

type Broken = { readonly brokenBy: unknown };

async function tryOnce(call: TrinoCall, timeoutMs: number, signal: AbortSignal): Promise<TrinoAnswer | Broken> {
  try {
    return await exchange(call, timeoutMs, signal);
  } catch (error) {
    signal.throwIfAborted();
    if (isForGood(error)) throw toNetworkFailure(error);
    return { brokenBy: error };
  }
}

function isPassing(status: number): boolean {
  return status === 429 || status === 502 || status === 503 || status === 504;
}

function waitMs(answer: TrinoAnswer | Broken, tries: number, { random, clock }: RetryDeps): number {
  // Full jitter (AWS Architecture Blog, "Exponential Backoff And Jitter"), half of the wait kept as a floor.
  const ownMs = Math.min(longestDelayMs, firstDelayMs * 2 ** (tries - 1)) * (0.5 + 0.5 * random.uniform());
  const wanted = "status" in answer ? parseRetryAfter(answer.retryAfter, clock.now()) : 0;
  return Math.max(ownMs, Math.min(wanted, longestRetryAfterMs));
}

/** The wait that a Retry-After asks for, in ms: seconds or a date (RFC 9110, section 10.2.3); 0 for none. */
function parseRetryAfter(text: string | null, now: Date): number {
  if (text === null) return 0;
  if (/^\d+$/.test(text)) return Number(text) * 1_000;
  const untilMs = Date.parse(text);
  return Number.isNaN(untilMs) ? 0 : Math.max(0, untilMs - now.getTime());
}

function toUnavailable(answer: TrinoAnswer | Broken) {
  return "status" in answer ? unavailable(`HTTP ${answer.status}`) : toNetworkFailure(answer.brokenBy);
}
