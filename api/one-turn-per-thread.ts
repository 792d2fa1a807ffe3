import type { TurnEvent } from "#agent";
import { AppError, toAppError, type Logger } from "#core";
import type { TurnLease, TurnLeases } from "#store";

import type { RunAsk } from "./service.ts";

/** Renewals in the time for which a lease holds: one may fail. */
const renewalsPerLease = 3;

/**
 * Refuses a question to a conversation that is still answering: of two turns at once each would miss the other's.
 * The refusal is a `turn-error` with `THREAD_BUSY`. Holds across the processes that share the leases; a turn that
 * loses its lease, because its process stood still for longer than it held, is stopped.
 */
export function oneTurnPerThread(runTurn: RunAsk, leases: TurnLeases, log: Logger): RunAsk {
  return async function* (request) {
    let lease: TurnLease | null;
    try {
      lease = await leases.acquire(request.thread, request.principal.id, request.signal);
    } catch (thrown) {
      yield turnErrorOf(request.signal?.aborted ? stopped() : toAppError(thrown));
      return;
    }
    if (lease === null) {
      yield turnErrorOf(busy());
      return;
    }
    const lost = new AbortController();
    const stopRenewing = keepRenewing(lease, leases.leaseMs, log, () => lost.abort(busy()));
    const signal = request.signal ? AbortSignal.any([lost.signal, request.signal]) : lost.signal;
    try {
      yield* runTurn({ ...request, signal });
    } finally {
      stopRenewing();
      // It runs out by itself where it cannot be given back.
      await lease.release().catch((error: unknown) => warn(log, error));
    }
  };
}

function keepRenewing(lease: TurnLease, leaseMs: number, log: Logger, onLost: () => void): () => void {
  const timer = setInterval(() => {
    lease.renew().then(
      (isHeld) => (isHeld ? undefined : onLost()),
      (error: unknown) => warn(log, error),
    );
  }, leaseMs / renewalsPerLease);
  return () => clearInterval(timer);
}

function warn(log: Logger, error: unknown): void {
  log.warn({ event: "lease-failed", code: toAppError(error).code });
}

function turnErrorOf({ code, detail, hint }: AppError): TurnEvent {
  return { type: "turn-error", code, detail, hint };
}

function busy(): AppError {
  return new AppError("THREAD_BUSY", {
    detail: "The question before this one is still being answered.",
    hint: "Wait for its answer, stop it, or ask in another conversation.",
  });
}

function stopped(): AppError {
  return new AppError("TURN_ABORTED", { detail: "The answer was stopped.", hint: "Ask again." });
}
