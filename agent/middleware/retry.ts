import { setTimeout as wait } from "node:timers/promises";

import { createMiddleware as defineMiddleware, type AgentMiddleware } from "langchain";

import type { Logger, Random } from "#core";

import { classifyFault, faultForLog, isTransient, type ModelFault } from "../models/model-fault.ts";
import { nameOfModel } from "../models/model-name.ts";
import type { ModelRestart } from "./model-restart.ts";

/** Waits; rejects when `signal` is aborted. */
export type Sleep = (delayMs: number, signal: AbortSignal | undefined) => Promise<void>;

/** Attempts in all, and the bounds of the waits between them. */
const retryPolicy = { attempts: 3, firstDelayMs: 500, longestDelayMs: 8_000 } as const;

type RetryDeps = { readonly sleep: Sleep; readonly random: Random; readonly log: Logger };

/** Waits on the machine's clock. */
export const sleep: Sleep = (delayMs, signal) => wait(delayMs, undefined, { signal });

/**
 * Calls the model again after faults that pass by themselves: throttling, before or within the answer, a stall, a
 * torn stream, a provider that is down. Everything else, and the last fault, goes on up as it is. Tells the turn
 * with a `ModelRestart` that text sent so far is void.
 */
export function retry(deps: RetryDeps): AgentMiddleware {
  return defineMiddleware({
    name: "retry",
    wrapModelCall: async (request, handler) => {
      const { signal, writer } = request.runtime;
      for (let attempt = 1; ; attempt++) {
        try {
          return await handler(request);
        } catch (error) {
          const fault = classifyFault(error);
          const delayMs = delayBefore(fault, attempt, deps.random);
          if (signal?.aborted) throw error;
          deps.log.warn({
            event: delayMs === null ? "model-failed" : "model-retry",
            model: nameOfModel(request.model),
            attempt,
            delayMs,
            fault: fault.kind,
            ...faultForLog(error),
          });
          if (delayMs === null) throw error;
          await deps.sleep(delayMs, signal);
          writer?.({
            type: "model-restart",
            reason: "retry",
            attempt: attempt + 1,
          } satisfies ModelRestart);
        }
      }
    },
  });
}

/**
 * Milliseconds to wait after the failed `attempt` (from 1); null where it was the last. Exponential back-off with
 * full jitter: uniform between 0 and the doubled bound (M. Brooker, "Exponential Backoff And Jitter", AWS
 * Architecture Blog, 2015), but never shorter than the provider asks for.
 */
function delayBefore(fault: ModelFault, attempt: number, random: Random): number | null {
  if (!isTransient(fault) || attempt >= retryPolicy.attempts) return null;
  const askedMs = fault.kind === "throttled" ? (fault.retryAfterMs ?? 0) : 0;
  if (askedMs > retryPolicy.longestDelayMs) return null;
  const boundMs = Math.min(retryPolicy.longestDelayMs, retryPolicy.firstDelayMs * 2 ** (attempt - 1));
  return askedMs + Math.round(random.uniform() * boundMs);
}
