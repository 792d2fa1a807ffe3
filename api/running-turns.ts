import type { Principal, TurnEvent } from "#agent";

import type { AskRequest, RunAsk } from "./service.ts";

/** A turn that runs in this process, or has just ended. */
export type RunningTurn = {
  readonly answerId: string;
  readonly thread: string;
  readonly question: string;
};

/** An event with its place in the turn, counted from 1. */
export type CountedEvent = { readonly count: number; readonly event: TurnEvent };

/** Turns that outlive the connection they were asked over. */
export type RunningTurns = {
  /**
   * Starts a turn and follows it. Who stops reading leaves the turn to be taken up again for `graceMs`; where nobody
   * comes, it is stopped.
   */
  start(request: AskRequest): AsyncIterable<CountedEvent>;
  /** Follows one of the person's turns from after event `after`; null where there is none, or it ended long ago. */
  follow(answerId: string, principal: Principal, after: number): AsyncIterable<CountedEvent> | null;
  /** Ends one of the person's turns; false where none runs under this id. */
  stop(answerId: string, principal: Principal): boolean;
  /** The turn that runs in one of the person's conversations. */
  in(thread: string, principal: Principal): RunningTurn | null;
};

type Turn = {
  readonly owner: string;
  readonly thread: string;
  readonly question: string;
  readonly stop: AbortController;
  readonly events: TurnEvent[];
  answerId: string | null;
  isOver: boolean;
  readers: number;
  abandoned: NodeJS.Timeout | undefined;
  /** Called when there is more to read. */
  readonly waiting: Set<() => void>;
};

/**
 * Keeps the turns of one process. `graceMs`: how long a turn works on that nobody reads. `keptMs`: how long the events
 * of one that has ended can be had. `signal` stops all.
 */
export function createRunningTurns(
  runTurn: RunAsk,
  { graceMs, keptMs, signal }: { readonly graceMs: number; readonly keptMs: number; readonly signal: AbortSignal },
): RunningTurns {
  const turns = new Set<Turn>();
  const find = (answerId: string, { id }: Principal) =>
    [...turns].find((turn) => turn.answerId === answerId && turn.owner === id);

  const work = async (turn: Turn, request: AskRequest) => {
    const stopped = AbortSignal.any([turn.stop.signal, signal]);
    for await (const event of runTurn({ ...request, signal: stopped })) {
      if (event.type === "turn-start") turn.answerId = event.answerId;
      turn.events.push(event);
      wake(turn);
    }
    turn.isOver = true;
    wake(turn);
    clearTimeout(turn.abandoned);
    setTimeout(() => turns.delete(turn), keptMs).unref();
  };

  const read = async function* (turn: Turn, after: number): AsyncGenerator<CountedEvent> {
    clearTimeout(turn.abandoned);
    turn.readers += 1;
    try {
      for (let count = after; ; count += 1) {
        while (count >= turn.events.length && !turn.isOver) await moreOf(turn);
        const event = turn.events[count];
        if (event === undefined) return;
        yield { count: count + 1, event };
      }
    } finally {
      turn.readers -= 1;
      if (turn.readers === 0 && !turn.isOver) {
        turn.abandoned = setTimeout(() => turn.stop.abort(), graceMs).unref();
      }
    }
  };

  return {
    start: (request) => {
      const turn = newTurn(request);
      turns.add(turn);
      // A turn never throws: what goes wrong is its last event.
      void work(turn, request);
      return read(turn, 0);
    },
    follow: (answerId, principal, after) => {
      const turn = find(answerId, principal);
      return turn ? read(turn, after) : null;
    },
    stop: (answerId, principal) => {
      const turn = find(answerId, principal);
      if (!turn || turn.isOver) return false;
      turn.stop.abort();
      return true;
    },
    in: (thread, { id }) => {
      const turn = [...turns].find((one) => one.thread === thread && one.owner === id && !one.isOver);
      return turn?.answerId ? { answerId: turn.answerId, thread, question: turn.question } : null;
    },
  };
}

function newTurn({ principal, thread, question }: AskRequest): Turn {
  return {
    owner: principal.id,
    thread,
    question,
    stop: new AbortController(),
    events: [],
    answerId: null,
    isOver: false,
    readers: 0,
    abandoned: undefined,
    waiting: new Set(),
  };
}

function moreOf(turn: Turn): Promise<void> {
  return new Promise((resolve) => turn.waiting.add(resolve));
}

function wake(turn: Turn): void {
  const waiting = [...turn.waiting];
  turn.waiting.clear();
  for (const resolve of waiting) resolve();
}
