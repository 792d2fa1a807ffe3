import { Worker } from "node:worker_threads";

import { answerSchema, type Answer } from "#agent";
import { AppError } from "#core";

import type { PictureTheme } from "./chart-colours.ts";
import { describeChart } from "./describe-chart.ts";
import type { Png } from "./svg-to-png.ts";

/**
 * Draws an answer's chart as SVG of `widthPx`; null where it has none. Throws `CHART_MISSING` for one that cannot be
 * drawn, `TURN_TIMEOUT`, and `TURN_ABORTED`.
 */
export type DrawChart = (
  answer: Pick<Answer, "chart" | "evidence">,
  options: { readonly widthPx: number; readonly signal: AbortSignal },
) => Promise<string | null>;

/** A chart as a picture of its own, for where no page is around it. */
export type ChartPicture = Png & {
  /** What it shows, in words. */
  readonly altText: string;
};

/** Draws an answer's chart with its title as PNG of `widthPx` at two pixels each; null where it has none. Throws as `DrawChart`. */
export type DrawPicture = (
  answer: Pick<Answer, "chart" | "evidence">,
  options: { readonly theme: PictureTheme; readonly widthPx?: number; readonly signal: AbortSignal },
) => Promise<ChartPicture | null>;

/** What the thread is asked: a picture for a page, or one of its own where there is a theme. */
export type DrawOrder = {
  readonly id: number;
  readonly answer: Pick<Answer, "chart" | "evidence">;
  readonly widthPx: number;
  readonly theme: PictureTheme | null;
};

export type Drawing = { readonly kind: "svg"; readonly svg: string } | ({ readonly kind: "png" } & Png);

/** What the thread says: the picture, or that it could not be drawn. */
export type DrawReply =
  | { readonly id: number; readonly drawing: Drawing | null }
  | { readonly id: number; readonly fault: string };

type Waiting = {
  readonly resolve: (drawing: Drawing | null) => void;
  readonly reject: (error: AppError) => void;
  readonly timer: NodeJS.Timeout;
  /** Listens no longer for the end of who asked. */
  readonly forget: () => void;
};

const pictureWidthPx = 700;
/** Rows that cross over to the thread; more of them are not told apart in any picture. */
const mostRows = 5_000;

/** More memory than a chart can need. */
const limits = { maxOldGenerationSizeMb: 256 };

/**
 * Draws in a thread of its own, with a limit on time and memory: a chart that takes longer than `timeoutMs` ends with
 * the thread, and the next one gets a new thread. After `idleMs` without a chart the thread is given back.
 */
export function createDrawChart({ timeoutMs, idleMs }: { readonly timeoutMs: number; readonly idleMs: number }): {
  readonly drawChart: DrawChart;
  readonly drawPicture: DrawPicture;
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
    for (const id of waiting.keys()) settle(id)?.reject(tookTooLong());
    await ended?.terminate();
  };
  const settle = (id: number): Waiting | undefined => {
    const found = waiting.get(id);
    waiting.delete(id);
    clearTimeout(found?.timer);
    found?.forget();
    clearTimeout(idle);
    if (waiting.size === 0) idle = setTimeout(() => void end(), idleMs).unref();
    return found;
  };
  const start = () => {
    const started = new Worker(new URL("start-chart-worker.mjs", import.meta.url), { resourceLimits: limits });
    started.unref();
    started.on("message", (reply: DrawReply) => {
      if ("fault" in reply) settle(reply.id)?.reject(notDrawn(reply.fault));
      else settle(reply.id)?.resolve(reply.drawing);
    });
    started.on("error", () => void (worker === started && end()));
    return started;
  };

  const order = (what: Omit<DrawOrder, "id">, signal: AbortSignal) =>
    new Promise<Drawing | null>((resolve, reject) => {
      const id = ++count;
      const timer = setTimeout(() => void end(), timeoutMs);
      const stop = () => settle(id)?.reject(aborted());
      waiting.set(id, { resolve, reject, timer, forget: () => signal.removeEventListener("abort", stop) });
      if (signal.aborted) {
        stop();
        return;
      }
      signal.addEventListener("abort", stop);
      clearTimeout(idle);
      worker ??= start();
      worker.postMessage({ id, ...what } satisfies DrawOrder);
    });

  return {
    drawChart: async (answer, { widthPx, signal }) => {
      const drawing = await order({ answer: drawnPart(answer), widthPx, theme: null }, signal);
      return drawing?.kind === "svg" ? drawing.svg : null;
    },
    drawPicture: async (answer, { theme, widthPx = pictureWidthPx, signal }) => {
      const { chart } = answer;
      const drawing = chart ? await order({ answer: drawnPart(answer), widthPx, theme }, signal) : null;
      if (!chart || drawing?.kind !== "png") return null;
      const { png, widthPixels, heightPixels } = drawing;
      return { png, widthPixels, heightPixels, altText: describeChart(answer, chart) };
    },
    close: end,
  };
}

/**
 * Only what is drawn crosses over: the chart, and the first rows of its evidence. An answer may come out of a store, or
 * of a model's own words; a chart whose form is not ours is not drawn.
 */
function drawnPart(answer: Pick<Answer, "chart" | "evidence">): DrawOrder["answer"] {
  const read = answerSchema.shape.chart.safeParse(answer.chart);
  if (!read.success) throw notDrawn("It has not the form of a chart.");
  const chart = read.data;
  const source = answer.evidence.find((one) => one.id === chart?.evidence);
  if (!source) return { chart, evidence: [] };
  const table = chart?.table ?? null;
  const named = table === null ? undefined : source.more[table];
  const more = table !== null && named ? { [table]: { ...named, rows: named.rows.slice(0, mostRows) } } : {};
  return { chart, evidence: [{ ...source, rows: source.rows.slice(0, mostRows), more }] };
}

const hint = "Its rows are in the answer's evidence.";

function notDrawn(why: string): AppError {
  return new AppError("CHART_MISSING", { detail: `The chart could not be drawn. ${why}`, hint });
}

function tookTooLong(): AppError {
  return new AppError("TURN_TIMEOUT", { detail: "The chart could not be drawn. It took too long.", hint });
}

function aborted(): AppError {
  return new AppError("TURN_ABORTED", { detail: "The drawing was stopped.", hint: "Ask for it again." });
}
