/** Lets at most `width` callers in at once; the others wait in the order they came. */
export type Gate = {
  /** Runs `work` when there is room. Rejects with the signal's reason when it aborts while waiting. */
  readonly enter: <T>(work: () => Promise<T>, signal: AbortSignal) => Promise<T>;
};

export function createGate(width: number): Gate {
  let free = width;
  const waiting: (() => void)[] = [];
  const leave = () => {
    // The place goes straight to who waits longest; it is free only when nobody does.
    const next = waiting.shift();
    if (next) next();
    else free++;
  };
  return {
    enter: async (work, signal) => {
      signal.throwIfAborted();
      if (free > 0) free--;
      else await waitForTurn(waiting, signal);
      try {
        return await work();
      } finally {
        leave();
      }
    },
  };
}

function waitForTurn(waiting: (() => void)[], signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const enter = () => {
      signal.removeEventListener("abort", give);
      resolve();
    };
    const give = () => {
      waiting.splice(waiting.indexOf(enter), 1);
      reject(signal.reason);
    };
    waiting.push(enter);
    signal.addEventListener("abort", give, { once: true });
  });
}
