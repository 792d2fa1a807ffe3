import { useCallback, useEffect, useRef, useState } from "preact/hooks";

import { call } from "../client/call.ts";
import { toProblem, type RequestProblem } from "../client/problem.ts";
import { askQuestion, stopTurn, watchTurn } from "../client/turn-stream.ts";
import type { TurnEvent } from "../contract/routes.d.ts";
import { advance, fail, newTurn, type Turn, type TurnFailure } from "./turn.ts";

const turnsAPage = 50;

export type Conversation = {
  readonly state: "loading" | "ready" | "failed";
  readonly problem: RequestProblem | null;
  readonly turns: readonly Turn[];
  readonly isRunning: boolean;
  readonly ask: (question: string, options?: { readonly fresh?: boolean }) => void;
  readonly stop: () => void;
  readonly reload: () => void;
};

/**
 * A conversation as it is kept, and the turn that runs in it: asked here, in another window, or before the page was
 * loaded. `onChange` is called when a turn has ended, for whoever lists conversations.
 */
export function useConversation(thread: string, isNew: boolean, onChange: () => void): Conversation {
  const [state, setState] = useState<Conversation["state"]>(isNew ? "ready" : "loading");
  const [problem, setProblem] = useState<RequestProblem | null>(null);
  const [turns, setTurns] = useState<readonly Turn[]>([]);
  const [round, setRound] = useState(0);
  const left = useRef(new AbortController());

  const follow = useCallback(async (events: AsyncIterable<TurnEvent>) => {
    const signal = left.current.signal;
    const pending = createFrameBatch<TurnEvent>((batch) =>
      setTurns((before) =>
        replaceLast(before, (turn) => batch.reduce((now, event) => advance(now, event, performance.now()), turn)),
      ),
    );
    try {
      for await (const event of events) pending.add(event);
      pending.flush();
    } catch (thrown) {
      pending.flush();
      if (signal.aborted) return;
      setTurns((before) => replaceLast(before, (turn) => fail(turn, failureOf(toProblem(thrown)))));
    }
    onChange();
  }, []);

  useEffect(() => {
    left.current = new AbortController();
    const { signal } = left.current;
    if (isNew && round === 0) return () => left.current.abort();
    loadThread(thread, signal).then(
      ({ finished, running }) => {
        setTurns(running ? [...finished, newTurn(running.question)] : finished);
        setState("ready");
        if (running) void follow(watchTurn(running.answerId, signal));
      },
      (thrown: unknown) => {
        if (signal.aborted) return;
        setProblem(toProblem(thrown));
        setState("failed");
      },
    );
    return () => left.current.abort();
  }, [thread, round]);

  const last = turns.at(-1);
  const running = last?.kind === "running" ? last : null;
  return {
    state,
    problem,
    turns,
    isRunning: running !== null,
    ask: (question, { fresh = false } = {}) => {
      if (running) return;
      setTurns((before) => [...before, newTurn(question)]);
      void follow(askQuestion({ question, thread, ...(fresh ? { fresh } : {}) }, left.current.signal));
    },
    stop: () => {
      if (running?.answerId) void stopTurn(running.answerId).catch(() => undefined);
    },
    reload: () => setRound((before) => before + 1),
  };
}

type KeptThread = {
  readonly finished: readonly Turn[];
  readonly running: { readonly answerId: string; readonly question: string } | null;
};

/** All finished turns, and the one that runs; a conversation whose first turn runs is not kept yet. */
async function loadThread(thread: string, signal: AbortSignal): Promise<KeptThread> {
  const path = { id: thread };
  const { running } = await call("GET /v1/threads/{id}/running", { path }, signal);
  const finished: Turn[] = [];
  try {
    for (let after: string | null | undefined; after !== null;) {
      const query = { limit: turnsAPage, ...(after === undefined ? {} : { after }) };
      const { turns } = await call("GET /v1/threads/{id}", { path, query }, signal);
      finished.push(...turns.items.map(({ question, answer }): Turn => ({ kind: "finished", question, answer })));
      after = turns.next;
    }
  } catch (thrown) {
    if (running === null || toProblem(thrown)?.problem.code !== "THREAD_NOT_FOUND") throw thrown;
  }
  return { finished, running };
}

function replaceLast(turns: readonly Turn[], change: (turn: Turn) => Turn): readonly Turn[] {
  const last = turns.at(-1);
  return last ? [...turns.slice(0, -1), change(last)] : turns;
}

function failureOf(problem: RequestProblem | null): TurnFailure {
  return (
    problem?.problem ?? { code: "TURN_ABORTED", detail: "The answer was stopped.", hint: "Ask again when you like." }
  );
}

/** Hands on what came in since the last frame at once, so that fast streams do not draw more often than the screen. */
function createFrameBatch<T>(onBatch: (batch: readonly T[]) => void) {
  let batch: T[] = [];
  let frame = 0;
  const flush = () => {
    cancelAnimationFrame(frame);
    frame = 0;
    const ready = batch;
    batch = [];
    if (ready.length > 0) onBatch(ready);
  };
  return {
    add: (item: T) => {
      batch.push(item);
      // A window in the background draws no frames; what it gets is shown when it is looked at again.
      frame ||= requestAnimationFrame(flush);
    },
    flush,
  };
}
