import type { Clock } from "#core";

/** Waits until it is this turn's time to go on; not at all where it has gone on for less than `heldMs` since the last time. */
export type LetOthersRun = (heldMs?: number) => Promise<void>;

/** Which of the turns that run at once goes on next. */
export type StepQueue = {
  /** Takes a turn in; those taken in before it go before it. */
  readonly join: () => LetOthersRun;
};

/**
 * An order for turns that compute on one event loop. A chain of promises alone, such as a turn whose queries come from
 * memory, never lets the loop go round: what was told would not be sent before the turn is over, and no other turn
 * would begin. So a turn waits between its steps; each round of the loop lets one go on, the oldest first. Then every
 * turn begins at once and none that is nearly done waits for all that came after it; one that waits for its model or a
 * query holds nobody up.
 */
export function createStepQueue(clock: Clock): StepQueue {
  const waiting: { readonly age: number; readonly goOn: () => void }[] = [];
  let joined = 0;
  let isScheduled = false;

  function schedule(): void {
    if (isScheduled || waiting.length === 0) return;
    isScheduled = true;
    setImmediate(() => {
      isScheduled = false;
      let oldest = 0;
      for (let at = 1; at < waiting.length; at++) if (waiting[at]!.age < waiting[oldest]!.age) oldest = at;
      const [next] = waiting.splice(oldest, 1);
      next?.goOn();
      schedule();
    });
  }

  return {
    join: () => {
      const age = joined++;
      let wentOnMs = Number.NEGATIVE_INFINITY;
      return async (heldMs = 0) => {
        if (clock.monotonicMs() - wentOnMs < heldMs) return;
        await new Promise<void>((resolve) => {
          waiting.push({ age, goOn: resolve });
          schedule();
        });
        wentOnMs = clock.monotonicMs();
      };
    },
  };
}
