import { toAppError } from "#core";

import { requireRight } from "./operations/require-right.ts";
import type { RunAsk } from "./service.ts";

/** Ends a turn of somebody who may not ask in `RIGHT_MISSING`, before anything is looked up. */
export function refuseWithoutRight(runTurn: RunAsk): RunAsk {
  return async function* (request) {
    try {
      requireRight(request.principal, "ask");
    } catch (thrown) {
      const { code, detail, hint } = toAppError(thrown);
      yield { type: "turn-error", code, detail, hint };
      return;
    }
    yield* runTurn(request);
  };
}
