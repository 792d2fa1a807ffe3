import { toAppError, type Clock } from "#core";

import type { Instruments } from "./instruments.ts";

const msPerSecond = 1_000;

/** Counts every query of an engine, whoever runs it, with those that it refuses. */
export function observeQueries<Request, Result extends { readonly scannedBytes: number }>(
  runQuery: (request: Request) => Promise<Result>,
  { engine, instruments, clock }: { readonly engine: string; readonly instruments: Instruments; readonly clock: Clock },
): (request: Request) => Promise<Result> {
  return async (request) => {
    const startedMs = clock.monotonicMs();
    let result = "ok";
    instruments.queriesRunning.add({}, 1);
    try {
      const found = await runQuery(request);
      instruments.scannedBytes.add({ engine }, found.scannedBytes);
      return found;
    } catch (error) {
      result = toAppError(error).code;
      throw error;
    } finally {
      instruments.queriesRunning.add({}, -1);
      instruments.queries.observe({ engine, result }, (clock.monotonicMs() - startedMs) / msPerSecond);
    }
  };
}
