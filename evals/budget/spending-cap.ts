import type { RunTurn } from "#agent";
import { AppError } from "#core";

/** Holds a run of the suite to an amount of money. */
export type SpendingCap = {
  /** Starts a turn only while what is spent, under way and taken for the next question stays within the cap. */
  readonly runTurn: RunTurn;
  /** Adds what was spent beside the turns, as by a judge. */
  readonly add: (usd: number) => void;
  readonly spentUsd: () => number;
};

/**
 * Caps what the suite's questions cost. The next question is taken to cost the dearest seen, `questionUsd` before there
 * is one; so is a turn that ended in an error, and an answer whose price is not known. Where it does not fit, the
 * questions under way are waited for, for they may cost less; where none is left, `stop` is called, which is to abort
 * the suite, and the turn throws `TURN_ABORTED`.
 */
export function createSpendingCap(
  runTurn: RunTurn,
  limits: { readonly capUsd: number; readonly questionUsd: number; readonly stop: () => void },
): SpendingCap {
  let spentUsd = 0;
  let dearestUsd = limits.questionUsd;
  let underWay = 0;
  let waiting: (() => void)[] = [];
  const nextEnded = () => new Promise<void>((resolve) => waiting.push(resolve));
  const end = (costUsd: number | null) => {
    spentUsd += costUsd ?? dearestUsd;
    if (costUsd !== null) dearestUsd = Math.max(dearestUsd, costUsd);
    underWay--;
    const resumed = waiting;
    waiting = [];
    for (const resume of resumed) resume();
  };
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
        await nextEnded();
      }
      underWay++;
      let costUsd: number | null = null;
      try {
        for await (const event of runTurn(request)) {
          if (event.type === "answer-end") costUsd = event.answer.usage.costUsd;
          yield event;
        }
      } finally {
        end(costUsd);
      }
    },
    add: (usd) => {
      spentUsd += usd;
    },
    spentUsd: () => spentUsd,
  };
}
