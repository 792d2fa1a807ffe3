import { replayAnswer, type ReplayDeps } from "#agent";
import { AppError } from "#core";

import { requireRight } from "./operations/require-right.ts";
import type { Service } from "./service.ts";

/** Replays a person's own answers, each within the time of a turn. */
export function replayKept(
  deps: ReplayDeps,
  answers: Service["answers"],
  limits: { readonly turnTimeoutMs: number },
): Service["replay"] {
  return async (answerId, principal, signal) => {
    requireRight(principal, "ask");
    const answer = await answers.load(answerId, principal.id, signal);
    if (answer === null) {
      throw new AppError("ANSWER_NOT_FOUND", {
        detail: "You have no answer with this id.",
        hint: "Take the id from an answer of one of your conversations.",
      });
    }
    const inTime = AbortSignal.any([signal, AbortSignal.timeout(limits.turnTimeoutMs)]);
    return replayAnswer(deps, answer, principal, inTime);
  };
}
