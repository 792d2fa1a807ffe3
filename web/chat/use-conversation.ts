import { useCallback, useEffect, useRef, useState } from "preact/hooks";

import { announceChange, useChanges } from "../app/changes.ts";
import { useReturn } from "../app/use-return.ts";
import { isAway, toProblem, type RequestProblem } from "../client/problem.ts";
import { askQuestion, stopTurn, watchTurn } from "../client/turn-stream.ts";
import type { TurnEvent } from "../contract/routes.d.ts";
import { createFrameBatch } from "./frame-batch.ts";
import { loadThread } from "./load-thread.ts";
import { advanceFrame, fail, newTurn, type Turn, type TurnFailure } from "./turn.ts";

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
 * loaded. Tells whoever lists conversations when a turn has begun and ended.
 */
export function useConversation(thread: string, isNew: boolean): Conversation {
  const [state, setState] = useState<Conversation["state"]>(isNew ? "ready" : "loading");
  const [problem, setProblem] = useState<RequestProblem | null>(null);
  const [turns, setTurns] = useState<readonly Turn[]>([]);
  const [round, setRound] = useState(0);
  const left = useRef(new AbortController());
  const wantsStop = useRef(false);
  const hasTurns = useRef(false);
  hasTurns.current = turns.length > 0;
  const reload = useCallback(() => setRound((before) => before + 1), []);

  const follow = useCallback(async (events: AsyncIterable<TurnEvent>) => {
    const { signal } = left.current;
    const pending = createFrameBatch<TurnEvent>((batch) =>
      setTurns((before) => replaceLast(before, (turn) => advanceFrame(turn, batch, performance.now()))),
    );
    try {
      for await (const event of events) {
        pending.add(event);
        if (event.type !== "turn-start") continue;
        announceChange(thread);
        if (wantsStop.current) void stopTurn(event.answerId).catch(() => undefined);
      }
      pending.flush();
    } catch (thrown) {
      pending.flush();
      if (signal.aborted) return;
      setTurns((before) => replaceLast(before, (turn) => fail(turn, failureOf(toProblem(thrown)))));
    }
    announceChange(thread);
  }, []);

  useEffect(() => {
    left.current = new AbortController();
    const { signal } = left.current;
    if (isNew && round === 0) return () => left.current.abort();
    const load = async () => {
      try {
        const { finished, running } = await loadThread(thread, signal);
        setTurns(running ? [...finished, newTurn(running.question)] : finished);
        setState("ready");
        if (running) await follow(watchTurn(running.answerId, signal));
      } catch (thrown) {
        // What is shown already stays, where another window gave the reason to load it again.
        if (signal.aborted || hasTurns.current) return;
        setProblem(toProblem(thrown));
        setState("failed");
      }
    };
    void load();
    return () => left.current.abort();
  }, [thread, round]);

  useReturn(state === "failed" && isAway(problem), reload);
  const last = turns.at(-1);
  const running = last?.kind === "running" ? last : null;
  useChanges((change) => {
    if (change.isElsewhere && change.thread === thread && !running) reload();
  });
  return {
    state,
    problem,
    turns,
    isRunning: running !== null,
    ask: (question, { fresh = false } = {}) => {
      if (running) return;
      wantsStop.current = false;
      setTurns((before) => [...before, newTurn(question)]);
      void follow(askQuestion({ question, thread, ...(fresh ? { fresh } : {}) }, left.current.signal));
    },
    stop: () => {
      // Before the server has named the turn there is nothing to stop yet.
      wantsStop.current = true;
      if (running?.answerId) void stopTurn(running.answerId).catch(() => undefined);
    },
    reload,
  };
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
