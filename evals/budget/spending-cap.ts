import type { RunTurn } from "#agent";
import { AppError } from "#core";

import type { CaseResult } from "../run-suite.ts";

/** Holds a run of the suite to an amount of money. */
export type SpendingCap = {
  /** Starts a turn only while what is spent, under way and taken for the next question stays within the cap. */
  readonly runTurn: RunTurn;
  /** To be told every result: an answer counts for what it cost, an error for what a question is taken to cost. */
  readonly count: (result: CaseResult) => void;
  readonly spentUsd: () => number;
};

/**
 * Caps what the suite's questions cost. The next question is taken to cost the dearest seen, `questionUsd` before there
 * is one; so is an answer whose price is not known. Where it does not fit, the questions under way are waited for, for
 * they may cost less; where none is left, `stop` is called, which is to abort the suite, and the turn throws
 * `TURN_ABORTED`.
 */
export function createSpendingCap(
  runTurn: RunTurn,
  limits: { readonly capUsd: number; readonly questionUsd: number; readonly stop: () => void },
): SpendingCap {
  let spentUsd = 0;
  let dearestUsd = limits.questionUsd;
  let underWay = 0;
  let waiting: (() => void)[] = [];
  const nextCounted = () => new Promise<void>((resolve) => waiting.push(resolve));
  return {
    runTurn: async function* (request) {
      while (spentUsd + (underWay + 1) * dearestUsd > limits.capUsd) {
        if (underWay === 0) {
          limits.stop();
          throw new AppError("TURN_ABORTED", {
            detail: `The next question might cost more than is left of ${limits.capUsd} US dollars.`,
            hint: "Raise --budget-usd, or ask fewer cases.",
          });
        }
        await nextCounted();
      }
      underWay++;
      yield* runTurn(request);
    },
    count: (result) => {
      const cost = result.status === "error" ? null : result.answer.usage.costUsd;
      spentUsd += cost ?? dearestUsd;
      if (cost !== null) dearestUsd = Math.max(dearestUsd, cost);
      underWay--;
      const resumed = waiting;
      waiting = [];
      for (const resume of resumed) resume();
    },
    spentUsd: () => spentUsd,
  };
}
