import { Worker } from "node:worker_threads";

import { AppError, errorTable, type ErrorCode } from "#core";

import { interruptedError } from "../run/interruption.ts";
import type { WorkerMessage, WorkerResults, WorkerTask } from "./messages.ts";

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
  readonly onProgress: ((done: number, total: number) => void) | undefined;
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: unknown) => void;
};

/**
 * Starts `size` threads. When `signal` aborts they are ended at once, and every task, waiting or under way, throws
 * `PIPELINE_INTERRUPTED`.
 */
export function createWorkerPool(size: number, signal: AbortSignal): WorkerPool {
  const waiting: Job[] = [];
  const idle: Worker[] = [];
  const busy = new Map<Worker, Job>();
  const workers = Array.from({ length: size }, startWorker);
  let failure: unknown;
  const failAll = (error: unknown) => {
    failure = error;
    for (const job of [...busy.values(), ...waiting.splice(0)]) job.reject(error);
    busy.clear();
  };
  const next = () => {
    for (let worker = idle.pop(); worker !== undefined; worker = idle.pop()) {
      const job = waiting.shift();
      if (job === undefined) {
        idle.push(worker);
        return;
      }
      busy.set(worker, job);
      worker.postMessage(job.task);
    }
  };
  for (const worker of workers) {
    idle.push(worker);
    worker.on("message", (message: WorkerMessage) => {
      const job = busy.get(worker);
      if (job === undefined) return;
      if (message.type === "progress") {
        job.onProgress?.(message.done, message.total);
        return;
      }
      busy.delete(worker);
      idle.push(worker);
      if (message.type === "result") job.resolve(message.result);
      else job.reject(errorOf(message));
      next();
    });
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
        waiting.push({ task, onProgress, resolve: resolve as (result: unknown) => void, reject });
        next();
      }),
    close,
  };
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
