/** Hands on what is pushed, in order, to one reader; the reader waits where there is nothing. */
export type EventQueue<T> = {
  readonly push: (event: T) => void;
  /** Ends the reading once everything pushed has been read. */
  readonly end: () => void;
  readonly events: AsyncIterable<T>;
};

/** An empty queue. */
export function createEventQueue<T>(): EventQueue<T> {
  const waiting: T[] = [];
  let ended = false;
  let wake: (() => void) | null = null;
  const signalReader = () => {
    wake?.();
    wake = null;
  };
  return {
    push: (event) => {
      waiting.push(event);
      signalReader();
    },
    end: () => {
      ended = true;
      signalReader();
    },
    events: {
      async *[Symbol.asyncIterator]() {
        for (;;) {
          const next = waiting.shift();
          if (next !== undefined) yield next;
          else if (ended) return;
          else
            await new Promise<void>((resolve) => {
              wake = resolve;
            });
        }
      },
    },
  };
}
