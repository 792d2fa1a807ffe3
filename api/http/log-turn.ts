import type { TurnEvent } from "#agent";

import type { AppDeps } from "./app-deps.ts";

/** Passes the events on and logs one line when the turn is over: ids, outcome or code, counts, time. No content. */
export async function* logTurn(
  events: AsyncIterable<TurnEvent>,
  { log, clock }: Pick<AppDeps, "log" | "clock">,
  requestId: string,
): AsyncGenerator<TurnEvent> {
  const startedMs = clock.monotonicMs();
  let end: Readonly<Record<string, unknown>> = { outcome: "left" };
  let tools = 0;
  try {
    for await (const event of events) {
      if (event.type === "tool-end") tools++;
      if (event.type === "turn-error") end = { outcome: "error", code: event.code };
      if (event.type === "answer-end") {
        const { id, thread, outcome, usage, verification } = event.answer;
        end = { outcome, answerId: id, thread, usage, untraced: verification.untraced };
      }
      yield event;
    }
  } finally {
    log.info({ event: "turn", requestId, tools, totalMs: Math.round(clock.monotonicMs() - startedMs), ...end });
  }
}
