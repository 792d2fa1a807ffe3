import { Worker } from "node:worker_threads";

import { AppError, errorTable, type ErrorCode } from "#core";
import { createTrainingMemory, dismissAssistants, inviteAssistant } from "#ml";

import { interruptedError } from "../run/interruption.ts";
import type { WorkerMessage, WorkerOrder, WorkerResults, WorkerTask } from "./messages.ts";

/** Threads that work on tasks; a task waits until one is free. */
export type WorkerPool = {
  /** Does a task on the next free thread. Throws what the task threw, or `PIPELINE_INTERRUPTED`. */
  run<Kind extends WorkerTask["kind"]>(
    task: WorkerTask & { readonly kind: Kind },
    onProgress?: (done: number, total: number) => void,
  ): Promise<WorkerResults[Kind]>;
  /** Ends the threads; tasks under way are dropped. */
  close(): Promise<void>;
};

type Job = {
  readonly task: WorkerTask;
  /** Where trees are grown, so that threads with nothing else to do can assist. */
  readonly memory: WebAssembly.Memory | undefined;
  readonly onProgress: ((done: number, total: number) => void) | undefined;
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: unknown) => void;
};

/**
 * Starts `size` threads. One that finds no task waiting assists in growing the trees of another's, until a task comes
 * for it: many ensembles are grown one a thread, the last ones by all. When `signal` aborts they are ended at once, and every task, waiting or under way, throws
 * `PIPELINE_INTERRUPTED`.
 */
export function createWorkerPool(size: number, signal: AbortSignal): WorkerPool {
  const threads: Threads = { waiting: [], idle: [], busy: new Map(), assisting: new Map() };
  const workers = Array.from({ length: size }, startWorker);
  let failure: unknown;
  const failAll = (error: unknown) => {
    failure = error;
    for (const job of [...threads.busy.values(), ...threads.waiting.splice(0)]) job.reject(error);
    threads.busy.clear();
  };
  for (const worker of workers) {
    threads.idle.push(worker);
    worker.on("message", (message: WorkerMessage) => hear(threads, worker, message));
    worker.on("error", (cause) => failAll(brokenWorker(cause)));
  }
  const close = async () => {
    signal.removeEventListener("abort", interrupt);
    await Promise.all(workers.map((worker) => worker.terminate()));
  };
  const interrupt = () => {
    failAll(interruptedError(signal));
    void close();
  };
  signal.addEventListener("abort", interrupt);
  return {
    run: (task, onProgress) =>
      new Promise((resolve, reject) => {
        if (failure !== undefined || signal.aborted) {
          reject(failure ?? interruptedError(signal));
          return;
        }
        // The worker answers a task with the result of its kind; messages.ts holds the pairing.
        const memory = task.kind === "grow" ? createTrainingMemory() : undefined;
        threads.waiting.push({ task, memory, onProgress, resolve: resolve as (result: unknown) => void, reject });
        giveWork(threads);
      }),
    close,
  };
}

/** Who does what; a thread that is in none of the three has not come back from a task that was dropped. */
type Threads = {
  readonly waiting: Job[];
  readonly idle: Worker[];
  readonly busy: Map<Worker, Job>;
  readonly assisting: Map<Worker, WebAssembly.Memory>;
};

function giveWork({ waiting, idle, busy, assisting }: Threads): void {
  const tell = (worker: Worker, order: WorkerOrder) => worker.postMessage(order);
  for (let worker = idle.pop(); worker !== undefined; worker = idle.pop()) {
    const job = waiting.shift();
    const memory = job === undefined ? leastAssisted(busy.values(), assisting.values()) : undefined;
    if (job !== undefined) {
      busy.set(worker, job);
      tell(worker, { type: "task", task: job.task, memory: job.memory });
    } else if (memory !== undefined) {
      assisting.set(worker, memory);
      tell(worker, { type: "assist", invitation: inviteAssistant(memory) });
    } else {
      idle.push(worker);
      return;
    }
  }
  // Assistants are called off for a task that waits; each comes back with "assisted".
  const [memory] = assisting.values();
  if (waiting.length > 0 && memory !== undefined) dismissAssistants(memory);
}

function hear(threads: Threads, worker: Worker, message: WorkerMessage): void {
  const job = threads.busy.get(worker);
  if (message.type === "progress") {
    job?.onProgress?.(message.done, message.total);
    return;
  }
  if (message.type === "assisted") threads.assisting.delete(worker);
  else if (job === undefined) return;
  else {
    threads.busy.delete(worker);
    if (job.memory !== undefined) dismissAssistants(job.memory);
    if (message.type === "result") job.resolve(message.result);
    else job.reject(errorOf(message));
  }
  threads.idle.push(worker);
  giveWork(threads);
}

/** The memory of the training under way that the fewest threads assist in. */
function leastAssisted(jobs: Iterable<Job>, assisted: Iterable<WebAssembly.Memory>): WebAssembly.Memory | undefined {
  const taken = [...assisted];
  const memories = [...jobs].flatMap(({ memory }) => (memory === undefined ? [] : [memory]));
  const assistants = (memory: WebAssembly.Memory) => taken.filter((one) => one === memory).length;
  return memories.toSorted((a, b) => assistants(a) - assistants(b))[0];
}

/** Starts a thread on the TypeScript as it stands, under whatever runner this process has. */
function startWorker(): Worker {
  return new Worker(new URL("./start-worker.mjs", import.meta.url), { execArgv: [] });
}

function errorOf({ code, detail, hint, stack }: Extract<WorkerMessage, { type: "error" }>): AppError {
  const known: ErrorCode = code in errorTable ? (code as ErrorCode) : "INTERNAL"; // checked on this line
  return new AppError(known, { detail, hint, cause: stack });
}

function brokenWorker(cause: unknown): AppError {
  return new AppError("PIPELINE_FAILED", {
    detail: "A worker thread of the pipeline broke down.",
    hint: "Too little memory is the usual reason; RECKONER_LOG_LEVEL=error shows the thread's own words.",
    cause,
  });
}
