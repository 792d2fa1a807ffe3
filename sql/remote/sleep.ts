/** Waits; rejects when the signal aborts. */
export type Sleep = (delayMs: number, signal: AbortSignal) => Promise<unknown>;
