import { mkdir, rm } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";

import type { StageName } from "../progress.ts";
import { readJsonFile, writeFileAtomically } from "./atomic-file.ts";
import { throwIfInterrupted } from "./interruption.ts";
import { withRetries, type RetryPolicy, type Wait } from "./retry.ts";
import type { StageRecord } from "./manifest.ts";
import type { RunContext } from "./run-context.ts";

/** Runs the stages of one run and remembers what they did. */
export type StageRunner = {
  /**
   * Does a stage, or takes its output from an earlier process of the same run that finished it. The output is all
   * that later stages know of it beside the files it wrote; it is kept as JSON and checked by `schema`. A stage that
   * fails for a reason that may pass is tried again by `policy`.
   */
  run<T extends object>(
    name: StageName,
    schema: z.ZodType<T>,
    work: (context: RunContext) => Promise<T>,
    policy?: RetryPolicy,
  ): Promise<T>;
  /** What was done so far, in the order the stages ended. */
  readonly records: readonly StageRecord[];
};

const doneSchema = z.object({
  startedAt: z.iso.datetime(),
  durationMs: z.number(),
  output: z.unknown(),
});

const once: RetryPolicy = { tries: 1, firstDelayMs: 0, backoff: 1 };

/** `contextOf` gives the context a stage works with, its progress reported under its name; `wait` parts its tries. */
export function createStageRunner(contextOf: (stage: StageName) => RunContext, wait: Wait): StageRunner {
  const records: StageRecord[] = [];
  return {
    records,
    run: async (name, schema, work, policy = once) => {
      const context = contextOf(name);
      const { run, clock, log, signal, report } = context;
      throwIfInterrupted(signal);
      const file = path.join(run.stages, `${name}.done.json`);
      const done = await readDone(file, schema);
      if (done !== null) {
        records.push({ ...done, name, resumed: true, figures: figuresOf(done.output) });
        log.info({ event: "stage_resumed", runId: context.runId, stage: name });
        report("finished", 1, 1);
        return done.output;
      }
      const startedAt = clock.now().toISOString();
      const startMs = clock.monotonicMs();
      report("started", 0, 0);
      const output = await withRetries(() => work(context), policy, {
        wait,
        signal,
        onRetry: (err, attempt, delayMs) =>
          log.warn({ event: "stage_retried", runId: context.runId, stage: name, attempt, delayMs, err }),
      });
      const durationMs = Math.round(clock.monotonicMs() - startMs);
      await mkdir(run.stages, { recursive: true });
      await writeFileAtomically(file, `${JSON.stringify({ startedAt, durationMs, output })}\n`);
      records.push({ name, startedAt, durationMs, resumed: false, figures: figuresOf(output) });
      log.info({ event: "stage_finished", runId: context.runId, stage: name, durationMs });
      report("finished", 1, 1);
      return output;
    },
  };
}

async function readDone<T>(file: string, schema: z.ZodType<T>) {
  const done = await readJsonFile(file, doneSchema);
  if (done === null) return null;
  const output = schema.safeParse(done.output);
  if (output.success) return { startedAt: done.startedAt, durationMs: done.durationMs, output: output.data };
  // Written by another state of the code: the stage is done again.
  await rm(file, { force: true });
  return null;
}

/** A stage's output without what has lists in it, such as models with their metrics: those stand by themselves. */
function figuresOf(output: object): StageRecord["figures"] {
  const hasList = (value: unknown) => value instanceof Object && Object.values(value).some(Array.isArray);
  return Object.fromEntries(
    Object.entries(output).filter(([, value]) => !(Array.isArray(value) && value.some(hasList))),
  );
}
