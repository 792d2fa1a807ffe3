/** Lets at most so many callers in at once; the others wait, and are let in by turns. */
export type Gate = {
  /**
   * Runs `work` when there is room. Of those waiting, the person with the fewest inside goes first, then who waits
   * longest; callers without a person count as one person each. Rejects with the signal's reason when it aborts while
   * waiting.
   */
  readonly enter: <T>(work: () => Promise<T>, caller: Caller) => Promise<T>;
};

export type Caller = { readonly signal: AbortSignal; readonly person?: string };

export type GateOptions = {
  /** Callers inside at most. */
  readonly width: number;
  /** Callers inside at most for one person; `width` where left out. */
  readonly widthPerPerson?: number;
};

type Waiting = { readonly person: string | symbol; readonly letIn: () => void };

export function createGate({ width, widthPerPerson = width }: GateOptions): Gate {
  const inside = new Map<string | symbol, number>();
  const waiting: Waiting[] = [];
  let free = width;
  const insideOf = (person: string | symbol) => inside.get(person) ?? 0;
  const letNextIn = () => {
    if (free === 0) return;
    let next: Waiting | undefined;
    for (const one of waiting) {
      if (insideOf(one.person) >= widthPerPerson) continue;
      if (!next || insideOf(one.person) < insideOf(next.person)) next = one;
    }
    if (!next) return;
    waiting.splice(waiting.indexOf(next), 1);
    free--;
    inside.set(next.person, insideOf(next.person) + 1);
    next.letIn();
  };
  const leave = (person: string | symbol) => {
    free++;
    if (insideOf(person) > 1) inside.set(person, insideOf(person) - 1);
    else inside.delete(person);
    letNextIn();
  };
  const waitForTurn = (person: string | symbol, signal: AbortSignal) =>
    new Promise<void>((resolve, reject) => {
      const entry: Waiting = {
        person,
        letIn: () => {
          signal.removeEventListener("abort", give);
          resolve();
        },
      };
      const give = () => {
        waiting.splice(waiting.indexOf(entry), 1);
        reject(signal.reason);
      };
      waiting.push(entry);
      signal.addEventListener("abort", give, { once: true });
      letNextIn();
    });
  return {
    enter: async (work, { signal, person }) => {
      signal.throwIfAborted();
      const who = person ?? Symbol("someone");
      await waitForTurn(who, signal);
      try {
        return await work();
      } finally {
        leave(who);
      }
    },
  };
}
