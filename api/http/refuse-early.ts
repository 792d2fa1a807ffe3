import type { TurnEvent } from "#agent";

import { errorOf } from "../collect-answer.ts";

/**
 * Waits for the turn's first event. A turn that is refused at once throws its error, so that the response can still
 * have the error's status; otherwise all events come as they would have.
 */
export async function refuseEarly(events: AsyncIterable<TurnEvent>): Promise<AsyncIterable<TurnEvent>> {
  const iterator = events[Symbol.asyncIterator]();
  const first = await iterator.next();
  if (first.done !== true && first.value.type === "turn-error") {
    await iterator.return?.();
    throw errorOf(first.value);
  }
  return (async function* () {
    try {
      for (let step = first; step.done !== true; step = await iterator.next()) yield step.value;
    } finally {
      await iterator.return?.();
    }
  })();
}
