import { Worker } from "node:worker_threads";

import type { Answer } from "#agent";
import { AppError } from "#core";

import type { ChartColours } from "./vega-lite-spec.ts";

/** Draws an answer's chart as SVG of `widthPx`; null where it has none. Throws `TURN_TIMEOUT`, and `TURN_ABORTED`. */
export type DrawChart = (
  answer: Pick<Answer, "chart" | "evidence">,
  options: { readonly widthPx: number; readonly signal: AbortSignal },
) => Promise<string | null>;

/** What the thread is asked. */
export type DrawOrder = {
  readonly id: number;
  readonly answer: Pick<Answer, "chart" | "evidence">;
  readonly widthPx: number;
  readonly colours: ChartColours | null;
};

/** What the thread says: the picture, or that it could not be drawn. */
export type DrawReply =
  | { readonly id: number; readonly svg: string | null }
  | { readonly id: number; readonly fault: string };

type Waiting = {
  readonly resolve: (svg: string | null) => void;
  readonly reject: (error: AppError) => void;
  readonly timer: NodeJS.Timeout;
};

/** More memory than a chart can need. */
const limits = { maxOldGenerationSizeMb: 256 };

/**
 * Draws in a thread of its own, with a limit on time and memory: a chart that takes longer than `timeoutMs` ends with
 * the thread, and the next one gets a new thread. After `idleMs` without a chart the thread is given back.
 */
export function createDrawChart({ timeoutMs, idleMs }: { readonly timeoutMs: number; readonly idleMs: number }): {
  readonly drawChart: DrawChart;
  readonly close: () => Promise<void>;
} {
  const waiting = new Map<number, Waiting>();
  let worker: Worker | null = null;
  let idle: NodeJS.Timeout | undefined;
  let count = 0;

  const end = async () => {
    const ended = worker;
    worker = null;
    clearTimeout(idle);
    for (const id of waiting.keys()) settle(id)?.reject(notDrawn("It took too long."));
    await ended?.terminate();
  };
  const settle = (id: number): Waiting | undefined => {
    const found = waiting.get(id);
    waiting.delete(id);
    clearTimeout(found?.timer);
    clearTimeout(idle);
    if (waiting.size === 0) idle = setTimeout(() => void end(), idleMs).unref();
    return found;
  };
  const start = () => {
    const started = new Worker(new URL("start-chart-worker.mjs", import.meta.url), { resourceLimits: limits });
    started.unref();
    started.on("message", (reply: DrawReply) => {
      if ("fault" in reply) settle(reply.id)?.reject(notDrawn(reply.fault));
      else settle(reply.id)?.resolve(reply.svg);
    });
    started.on("error", () => void (worker === started && end()));
    return started;
  };

  return {
    drawChart: ({ chart, evidence }, { widthPx, signal }) =>
      new Promise((resolve, reject) => {
        const id = ++count;
        const timer = setTimeout(() => void end(), timeoutMs);
        waiting.set(id, { resolve, reject, timer });
        signal.addEventListener("abort", () => settle(id)?.reject(aborted()));
        worker ??= start();
        // Only what is drawn crosses over.
        const drawn = evidence.filter((one) => one.id === chart?.evidence);
        worker.postMessage({ id, answer: { chart, evidence: drawn }, widthPx, colours: null } satisfies DrawOrder);
      }),
    close: end,
  };
}

function notDrawn(why: string): AppError {
  return new AppError("TURN_TIMEOUT", {
    detail: `The chart could not be drawn. ${why}`.trim(),
    hint: "Its rows are in the answer's evidence.",
  });
}

function aborted(): AppError {
  return new AppError("TURN_ABORTED", { detail: "The drawing was stopped.", hint: "Ask for it again." });
}
