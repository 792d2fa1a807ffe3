import { z } from "zod";

import type { AppError } from "#core";

import { alertSchema, type Alert } from "./alert.ts";

/** What the end of a pipeline run has to tell: that it is live and what its alerts are, or why it failed. */
export type RunNotice = {
  readonly runId: string | null;
  /** The day that the run describes; null where it failed before that was known. */
  readonly snapshotDate: string | null;
  readonly isLive: boolean;
  readonly alerts: readonly Alert[];
};

/**
 * Tells a run's notice to whom the rules name. Never throws for a target that cannot be reached: what was not delivered
 * waits for the next time. Throws only where its own memory cannot be read or written.
 */
export type Notify = (notice: RunNotice, signal: AbortSignal) => Promise<void>;

/** The notice of a run that failed: one alert, by the error's code. */
export function failureNotice({ code, detail, hint }: Pick<AppError, "code" | "detail" | "hint">): RunNotice {
  return {
    runId: null,
    snapshotDate: null,
    isLive: false,
    alerts: [
      {
        kind: "run-failed",
        subject: code,
        size: null,
        text: `The pipeline run failed (${code}): ${detail} ${hint} The results before it go on serving.`,
        question: null,
      },
    ],
  };
}

/** A message for one target: one alert with where it comes from. Kept in the outbox until it is delivered. */
export const messageSchema = z.object({
  /** Names the delivery: a receiver that has seen it drops it. */
  id: z.string(),
  target: z.string(),
  alert: alertSchema,
  runId: z.string().nullable(),
  snapshotDate: z.string().nullable(),
  /** ISO 8601, UTC. */
  madeAt: z.iso.datetime(),
  /** Where the analyst answers the alert's question; null where it has none. */
  link: z.string().nullable(),
});
export type Message = z.infer<typeof messageSchema>;
