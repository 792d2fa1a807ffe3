import { fork, type ChildProcess } from "node:child_process";
import { fileURLToPath } from "node:url";

import { AppError, isAppError } from "#core";

import type { SqlValue } from "../../port.ts";
import type { RowRequest } from "../fetch-rows.ts";
import { processMessageSchema, type ProcessCommand, type ProcessMessage, type ProcessSettings } from "./messages.ts";

/** How a query ended in its process. */
export type QueryOutcome =
  | { readonly kind: "rows"; readonly rows: SqlValue[][] }
  | { readonly kind: "failed"; readonly error: AppError }
  /** By the signal, heard or enforced. */
  | { readonly kind: "stopped" }
  /** It needs more memory than the process may take. */
  | { readonly kind: "outgrown" }
  /** The process ended under it. */
  | { readonly kind: "lost" };

/** A process of ours that serves a results file. */
export type QueryProcess = {
  /** Resolves when it can take queries. Rejects with `RESULTS_MISSING`, `RESULTS_DAMAGED` or `INTERNAL`. */
  readonly ready: Promise<void>;
  /** Runs one query; the one before it must have ended. Never rejects. */
  readonly run: (request: RowRequest, signal: AbortSignal) => Promise<QueryOutcome>;
  readonly isAlive: () => boolean;
  /** Ends the process at once and waits until it is gone. */
  readonly kill: () => Promise<void>;
  readonly pid: number | undefined;
};

/** How long a stopped query may take to hear of it before its process is killed. */
const graceMs = 300;
/** How long a process may take to open the file, on a busy machine too. */
const startMs = 30_000;

const script = fileURLToPath(new URL("./start-query-process.mjs", import.meta.url));

/**
 * Starts a query process. It gets none of this process's environment, so no secret, and ends with it. While it is idle
 * it does not keep this process from ending.
 */
export function startQueryProcess(settings: ProcessSettings): QueryProcess {
  const child = fork(script, [], {
    env: {},
    execArgv: ["--max-old-space-size=256"],
    stdio: ["ignore", "ignore", "ignore", "ipc"],
  });
  const tell = (command: ProcessCommand) => {
    // A process that cannot be told has ended, and its "close" says so.
    if (child.connected) child.send(command, () => {});
  };
  const gone = new Promise<void>((resolve) => {
    // Not "exit", which may come before the last message.
    child.once("close", () => resolve());
    child.once("error", () => resolve());
  });
  let alive = true;
  void gone.then(() => (alive = false));
  const kill = () => {
    alive = false;
    // Who waits for the end must not be taken for one with nothing left to do; the end itself lets go.
    keepWaiting(child);
    child.kill("SIGKILL");
    return gone;
  };
  const run = async (request: RowRequest, signal: AbortSignal): Promise<QueryOutcome> => {
    try {
      await ready;
    } catch (error) {
      return isAppError(error) && error.code !== "INTERNAL" ? { kind: "failed", error } : { kind: "lost" };
    }
    if (signal.aborted) return { kind: "stopped" };
    let enforce: NodeJS.Timeout | undefined;
    const stop = () => {
      tell({ type: "stop" });
      enforce = setTimeout(kill, graceMs);
    };
    signal.addEventListener("abort", stop, { once: true });
    const release = keepWaiting(child);
    try {
      const answer = nextMessage(child, gone);
      tell({ type: "run", ...request });
      const message = await answer;
      const outcome = message === null ? null : toOutcome(message);
      if (outcome === null || outcome.kind === "outgrown") void kill();
      if (outcome === null) return { kind: signal.aborted ? "stopped" : "lost" };
      return outcome;
    } finally {
      release();
      clearTimeout(enforce);
      signal.removeEventListener("abort", stop);
    }
  };
  const ready = opened(child, gone, () => tell({ type: "open", settings }));
  // Its first query hears why.
  ready.catch(kill);
  return { ready, run, kill, isAlive: () => alive, pid: child.pid };
}

async function opened(child: ChildProcess, gone: Promise<void>, open: () => void): Promise<void> {
  const release = keepWaiting(child);
  const giveUp = setTimeout(() => child.kill("SIGKILL"), startMs);
  try {
    const answer = nextMessage(child, gone);
    open();
    const message = await answer;
    if (message?.type === "ready") return;
    if (message?.type === "broken") throw new AppError(message.failure.code, message.failure);
    throw noStart(undefined);
  } finally {
    release();
    clearTimeout(giveUp);
  }
}

/** The next thing that the process says; null when it ends instead, or speaks in another form. */
function nextMessage(child: ChildProcess, gone: Promise<void>): Promise<ProcessMessage | null> {
  return new Promise((resolve) => {
    const hear = (message: unknown) => resolve(processMessageSchema.safeParse(message).data ?? null);
    child.once("message", hear);
    void gone.finally(() => {
      child.off("message", hear);
      resolve(null);
    });
  });
}

/** Null for what is no answer to a query. */
function toOutcome(message: ProcessMessage): QueryOutcome | null {
  switch (message.type) {
    case "rows":
      return { kind: "rows", rows: message.rows };
    case "stopped":
    case "outgrown":
      return { kind: message.type };
    case "failed":
      return { kind: "failed", error: new AppError(message.failure.code, message.failure) };
    case "ready":
    case "broken":
      return null;
    default:
      return message satisfies never;
  }
}

/** Keeps this process waiting for the child until the function given back is called. */
function keepWaiting(child: ChildProcess): () => void {
  child.ref();
  child.channel?.ref();
  return () => {
    child.unref();
    child.channel?.unref();
  };
}

function noStart(cause: unknown): AppError {
  return new AppError("INTERNAL", {
    detail: "The process that runs queries did not start.",
    hint: "Too little memory is the usual reason.",
    cause,
  });
}
