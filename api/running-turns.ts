import type { Principal, TurnEvent } from "#agent";
import { toAppError } from "#core";

import type { AskRequest } from "./service.ts";

/** Starts the work of a turn, which `signal` stops. */
export type StartWork = (signal: AbortSignal) => AsyncIterable<TurnEvent>;

/** A turn that runs in this process, or has just ended. */
export type RunningTurn = {
  readonly answerId: string;
  readonly thread: string;
  readonly question: string;
};

/** Turns that outlive the connection they were asked over. */
export type RunningTurns = {
  /**
   * Starts a turn by `work` and follows it until it is over or `signal` is aborted. Who stops reading leaves the turn to be taken
   * up again for `graceMs`; where nobody comes, it is stopped.
   */
  start(request: AskRequest, work: StartWork, signal: AbortSignal): AsyncIterable<TurnEvent>;
  /** Follows one of the person's turns from after its event `after`; null where there is none, or it ended long ago. */
  follow(answerId: string, principal: Principal, after: number, signal: AbortSignal): AsyncIterable<TurnEvent> | null;
  /** Ends one of the person's turns; false where none runs under this id. */
  stop(answerId: string, principal: Principal): boolean;
  /** The turn that runs in one of the person's conversations. */
  in(thread: string, principal: Principal): RunningTurn | null;
  /** Stops every turn and resolves when all have ended. */
  close(): Promise<void>;
};

type Turn = {
  readonly owner: string;
  readonly thread: string;
  readonly question: string;
  readonly stop: AbortController;
  readonly events: TurnEvent[];
  work: Promise<void>;
  answerId: string | null;
  isOver: boolean;
  readers: number;
  abandoned: NodeJS.Timeout | undefined;
  /** Called when there is more to read. */
  readonly waiting: Set<() => void>;
};

/**
 * Keeps the turns of one process. `graceMs`: how long a turn works on that nobody reads. `keptMs`: how long the events
 * of one that has ended can be had.
 */
export function createRunningTurns({
  graceMs,
  keptMs,
}: {
  readonly graceMs: number;
  readonly keptMs: number;
}): RunningTurns {
  const turns = new Set<Turn>();
  const find = (answerId: string, { id }: Principal) =>
    [...turns].find((turn) => turn.answerId === answerId && turn.owner === id);

  const run = async (turn: Turn, work: StartWork) => {
    const tell = (event: TurnEvent) => {
      if (event.type === "turn-start") turn.answerId = event.answerId;
      turn.events.push(event);
      wake(turn);
    };
    try {
      for await (const event of work(turn.stop.signal)) tell(event);
    } catch (thrown) {
      const { code, detail, hint } = toAppError(thrown);
      tell({ type: "turn-error", code, detail, hint });
    }
    turn.isOver = true;
    wake(turn);
    clearTimeout(turn.abandoned);
    setTimeout(() => turns.delete(turn), keptMs).unref();
  };

  const read = async function* (turn: Turn, after: number, signal: AbortSignal): AsyncGenerator<TurnEvent> {
    clearTimeout(turn.abandoned);
    turn.readers += 1;
    const onAbort = () => wake(turn);
    signal.addEventListener("abort", onAbort);
    try {
      for (let count = after; ; count += 1) {
        while (count >= turn.events.length && !turn.isOver && !signal.aborted) await moreOf(turn);
        const event = turn.events[count];
        if (event === undefined || signal.aborted) return;
        yield event;
      }
    } finally {
      signal.removeEventListener("abort", onAbort);
      turn.readers -= 1;
      if (turn.readers === 0 && !turn.isOver) turn.abandoned = setTimeout(() => turn.stop.abort(), graceMs).unref();
    }
  };

  return {
    start: (request, work, signal) => {
      const turn = newTurn(request);
      turns.add(turn);
      turn.work = run(turn, work);
      return read(turn, 0, signal);
    },
    follow: (answerId, principal, after, signal) => {
      const turn = find(answerId, principal);
      return turn ? read(turn, after, signal) : null;
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
    close: async () => {
      for (const turn of turns) turn.stop.abort();
      await Promise.all([...turns].map((turn) => turn.work));
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
    work: Promise.resolve(),
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
