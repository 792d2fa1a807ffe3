import { setTimeout as wait } from "node:timers/promises";

/** Together with the connection's own wait of 20 ms, tries for about five seconds. */
const mostBusyTries = 170;
const busyPauseMs = 10;
/** Tries of a transaction that PostgreSQL ended for the sake of another. */
const mostCollisions = 4;
/** serialization_failure and deadlock_detected. */
const collisionCodes = ["40001", "40P01"];

/**
 * Does the work again where another writer was in its way: on SQLite until the other is done, which may need this
 * event loop to go on; on PostgreSQL a few times. Then throws what the database said.
 */
export async function retryCollisions<T>(work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
  for (let tries = 1; ; tries++) {
    signal?.throwIfAborted();
    try {
      return await work();
    } catch (error) {
      const code = error instanceof Error && "code" in error ? String(error.code) : "";
      const isBusy = code.startsWith("SQLITE_BUSY");
      if (!isBusy && !collisionCodes.includes(code)) throw error;
      if (tries >= (isBusy ? mostBusyTries : mostCollisions)) throw error;
      if (isBusy) await wait(busyPauseMs, undefined, { signal });
    }
  }
}
