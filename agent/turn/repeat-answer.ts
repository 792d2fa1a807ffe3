import type { Clock } from "#core";

import type { Answer } from "../answer.ts";
import type { TurnRequest } from "../events.ts";

/**
 * An answer that was given before, as the answer to this turn: all of what was found and said, and which answer it
 * repeats; the account is this turn's own, which asked no model and read nothing.
 */
export function repeatAnswer(
  given: Answer,
  turn: {
    readonly id: string;
    readonly request: TurnRequest;
    readonly startedAt: Date;
    readonly startedMs: number;
    readonly clock: Clock;
  },
): Answer {
  const { id, request, startedAt, startedMs, clock } = turn;
  return {
    ...given,
    id,
    thread: request.thread,
    question: request.question,
    usage: { inputTokens: 0, outputTokens: 0, cacheReadTokens: 0, cacheWriteTokens: 0, scannedBytes: 0, costUsd: 0 },
    timing: {
      startedAt: startedAt.toISOString(),
      totalMs: Math.round(clock.monotonicMs() - startedMs),
      toolMs: 0,
      checkMs: 0,
    },
    cached: given.cached ?? { answerId: given.id, finishedAt: finishedAt(given) },
  };
}

function finishedAt({ timing }: Answer): string {
  return new Date(Date.parse(timing.startedAt) + timing.totalMs).toISOString();
}
