import type { TurnEvent } from "#agent";
import { AppError, type RateConfig } from "#core";

import type { RunAsk } from "../service.ts";

/**
 * Refuses a question where its person, or all together, have as many answers being made as the settings allow. The
 * refusal is a `turn-error` with `RATE_LIMITED`. Counts the turns of this process.
 */
export function limitTurns(
  runTurn: RunAsk,
  { turnsAtOnceOfPerson, turnsAtOnce }: Pick<RateConfig, "turnsAtOnceOfPerson" | "turnsAtOnce">,
): RunAsk {
  const running = new Map<string, number>();
  let all = 0;
  return async function* (request) {
    const person = request.principal.id;
    const own = running.get(person) ?? 0;
    if (turnsAtOnceOfPerson !== null && own >= turnsAtOnceOfPerson) {
      yield refusal(`${own} of your questions are being answered already.`);
      return;
    }
    if (all >= turnsAtOnce) {
      yield refusal(`${all} questions are being answered already.`);
      return;
    }
    running.set(person, own + 1);
    all += 1;
    try {
      yield* runTurn(request);
    } finally {
      all -= 1;
      const left = (running.get(person) ?? 1) - 1;
      if (left > 0) running.set(person, left);
      else running.delete(person);
    }
  };
}

function refusal(what: string): TurnEvent {
  const { code, detail, hint } = new AppError("RATE_LIMITED", {
    detail: what,
    hint: "Wait until one is answered, then ask again.",
  });
  return { type: "turn-error", code, detail, hint };
}
