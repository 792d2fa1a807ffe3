import type { RunTurn } from "#agent";
import type { ErrorCode } from "#core";

/**
 * Refuses a question to a conversation that is still answering: of two turns at once each would miss the other's.
 * The refusal is a `turn-error` with `THREAD_BUSY`. Holds within this process.
 */
export function oneTurnPerThread(runTurn: RunTurn): RunTurn {
  const busy = new Set<string>();
  return async function* (request) {
    const key = JSON.stringify([request.principal.id, request.thread]);
    if (busy.has(key)) {
      yield {
        type: "turn-error",
        code: "THREAD_BUSY" satisfies ErrorCode,
        detail: "The question before this one is still being answered.",
        hint: "Wait for its answer, stop it, or ask in another conversation.",
      };
      return;
    }
    busy.add(key);
    try {
      yield* runTurn(request);
    } finally {
      busy.delete(key);
    }
  };
}
