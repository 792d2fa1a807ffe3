/** Tells the time; passed in wherever time matters, so that tests can set it. */
export type Clock = {
  /** The moment now. */
  now(): Date;
  /** Milliseconds from an arbitrary origin that never run backwards. */
  monotonicMs(): number;
};

/** The machine's clock. */
export function createSystemClock(): Clock {
  return { now: () => new Date(), monotonicMs: () => performance.now() };
}

/** A clock that stands at `start` and moves `stepMs` with each look at `monotonicMs`. */
export function createFixedClock(start: Date, stepMs = 0): Clock {
  let elapsed = 0;
  return {
    now: () => new Date(start.getTime() + elapsed),
    monotonicMs: () => {
      const at = elapsed;
      elapsed += stepMs;
      return at;
    },
  };
}
