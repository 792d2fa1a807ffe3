import type { RowRequest } from "../fetch-rows.ts";
import { createGate } from "../../gate.ts";
import type { QueryOutcome, QueryProcess } from "./query-process-handle.ts";

/** Some query processes with one queue before them; each does one query at a time. */
export type Lane = {
  /** Resolves when a process is ready, at once where none is kept. Rejects with why it cannot be. */
  readonly ready: Promise<void>;
  /** Waits for a process and runs the query there, for at most `limitMs`. Rejects only where `signal` ends the wait. */
  readonly run: (request: LaneRequest, signal: AbortSignal) => Promise<QueryOutcome>;
  /** Ends all processes and waits until they are gone. */
  readonly close: () => Promise<void>;
};

export type LaneRequest = RowRequest & { readonly person?: string };

export type LaneOptions = {
  readonly start: () => QueryProcess;
  /** Processes, and so queries, at once. */
  readonly width: number;
  /** Of them for one person. */
  readonly widthPerPerson: number;
  /** A query's time in its process; where left out, until the signal. */
  readonly limitMs?: number;
  /** Processes kept when there is nothing to do; the others end after `idleMs`. */
  readonly kept: number;
  readonly idleMs: number;
};

/** A lane; its `kept` processes are starting. */
export function createLane({ start, width, widthPerPerson, limitMs, kept, idleMs }: LaneOptions): Lane {
  const gate = createGate({ width, widthPerPerson });
  const processes = new Set<QueryProcess>();
  const idle: { readonly process: QueryProcess; readonly retirement: NodeJS.Timeout }[] = [];
  let closed = false;
  const add = () => {
    const started = start();
    processes.add(started);
    return started;
  };
  const putAside = (process: QueryProcess, place: "first" | "last") => {
    const retirement = setTimeout(() => {
      if (processes.size <= kept) return;
      drop(process);
      void process.kill();
    }, idleMs).unref();
    if (place === "last") idle.push({ process, retirement });
    else idle.unshift({ process, retirement });
  };
  const drop = (process: QueryProcess) => {
    processes.delete(process);
    const place = idle.findIndex((one) => one.process === process);
    if (place >= 0) idle.splice(place, 1);
  };
  const take = () => {
    // The last one used: it is warm, those first in line may still be starting, or get old enough to retire.
    for (let one = idle.pop(); one; one = idle.pop()) {
      clearTimeout(one.retirement);
      if (one.process.isAlive()) return one.process;
      drop(one.process);
    }
    return add();
  };
  const giveBack = (used: QueryProcess) => {
    if (closed || !used.isAlive()) drop(used);
    else putAside(used, "last");
    startKept();
  };
  /** So that the next query need not wait for a process to start. */
  const startKept = () => {
    if (closed) return;
    for (let missing = kept - processes.size; missing > 0; missing--) putAside(add(), "first");
  };
  /** The others only then, so that the first has the machine for its start. */
  const startFirst = () => {
    const first = add();
    putAside(first, "last");
    // Whoever waits for it hears why it could not start.
    first.ready.then(startKept, () => {});
    return first.ready;
  };
  const ready = kept > 0 ? startFirst() : Promise.resolve();
  return {
    ready,
    run: ({ person, ...request }, signal) =>
      gate.enter(
        async () => {
          const one = take();
          try {
            return await runFor(one, request, signal, limitMs);
          } finally {
            giveBack(one);
          }
        },
        { signal, person },
      ),
    close: async () => {
      closed = true;
      for (const { retirement } of idle) clearTimeout(retirement);
      await Promise.all([...processes].map((one) => one.kill()));
    },
  };
}

async function runFor(
  one: QueryProcess,
  request: RowRequest,
  signal: AbortSignal,
  limitMs: number | undefined,
): Promise<QueryOutcome> {
  if (limitMs === undefined) return one.run(request, signal);
  // A process that is just starting has done nothing yet. Why it could not start is what `run` says.
  await one.ready.catch(() => {});
  const limit = new AbortController();
  const timer = setTimeout(() => limit.abort(), limitMs);
  try {
    return await one.run(request, AbortSignal.any([signal, limit.signal]));
  } finally {
    clearTimeout(timer);
  }
}
