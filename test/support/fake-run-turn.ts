import type { Answer, RunTurn, TurnEvent, TurnRequest } from "#agent";

import { buildAnswer } from "./build-answer.ts";

/** A turn that starts, looks one thing up, and answers; `changes` alter the answer. */
export function answeringEvents(request: TurnRequest, changes: Partial<Answer> = {}): TurnEvent[] {
  const answer = buildAnswer({ thread: request.thread, question: request.question, ...changes });
  return [
    { type: "turn-start", answerId: answer.id, thread: request.thread },
    {
      type: "tool-start",
      id: "call_1",
      name: "query_athena",
      input: { sql: "SELECT plan, mean_score FROM scores" },
    },
    {
      type: "tool-end",
      id: "call_1",
      name: "query_athena",
      ok: true,
      summary: "2 rows",
      table: {
        columns: answer.evidence[0]?.columns ?? [],
        rows: answer.evidence[0]?.rows ?? [],
        rowCount: 2,
        truncated: false,
      },
      sql: "SELECT plan, mean_score FROM scores LIMIT 100",
      elapsedMs: 12,
    },
    { type: "text-delta", text: answer.text },
    { type: "answer-end", answer },
  ];
}

/** What a turn that went wrong ends in. */
export const turnError = (code: Extract<TurnEvent, { type: "turn-error" }>["code"]): TurnEvent => ({
  type: "turn-error",
  code,
  detail: `what happened (${code})`,
  hint: "what to do",
});

/** A `RunTurn` that plays what `script` gives for each request and remembers the requests. */
export function createFakeRunTurn(script: (request: TurnRequest) => readonly TurnEvent[] = answeringEvents): {
  readonly runTurn: RunTurn;
  readonly requests: TurnRequest[];
} {
  const requests: TurnRequest[] = [];
  return {
    requests,
    runTurn: async function* (request) {
      requests.push(request);
      yield* script(request);
    },
  };
}

/** A `RunTurn` that starts and then waits: until `release` is called it answers nothing, and an abort ends it. */
export function createHeldRunTurn(): {
  readonly runTurn: RunTurn;
  /** Resolves when a turn has begun. */
  readonly started: Promise<void>;
  /** Resolves when a turn's signal was aborted. */
  readonly aborted: Promise<void>;
  readonly release: () => void;
} {
  const started = createLatch();
  const aborted = createLatch();
  const released = createLatch();
  return {
    started: started.opened,
    aborted: aborted.opened,
    release: released.open,
    runTurn: async function* (request) {
      const [start, ...rest] = answeringEvents(request);
      if (start) yield start;
      const stopped = new Promise<"stopped">((resolve) => {
        if (request.signal?.aborted) resolve("stopped");
        request.signal?.addEventListener("abort", () => resolve("stopped"));
      });
      started.open();
      if ((await Promise.race([stopped, released.opened])) === "stopped") {
        aborted.open();
        yield turnError("TURN_ABORTED");
        return;
      }
      yield* rest;
    },
  };
}

/** A promise that `open` resolves. */
export function createLatch(): { readonly opened: Promise<void>; readonly open: () => void } {
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}
