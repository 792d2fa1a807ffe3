import { mkdir } from "node:fs/promises";
import os from "node:os";
import path from "node:path";

import { hashText, toAppError, type Clock, type IdSource, type Logger } from "#core";
import type { Domain } from "#knowledge";
import { loadSchema, schemaFaults, schemaInvalid, servingVersion, type Schema } from "#sql";

import packageJson from "../package.json" with { type: "json" };

import { ensureFeed, type SampleRequest } from "./feed/ensure-feed.ts";
import { openFeed, type Feed } from "./feed/open-feed.ts";
import type { PipelineProgress, StageName } from "./progress.ts";
import { writeFileAtomically } from "./run/atomic-file.ts";
import { finishRun } from "./run/finish-run.ts";
import { dataLayout, partialEnding, runLayout, type DataLayout } from "./run/layout.ts";
import { openLiveRun, type LiveRun } from "./run/live-run.ts";
import { runFormatVersion } from "./run/manifest.ts";
import { interruptedError, throwIfInterrupted } from "./run/interruption.ts";
import type { RunContext } from "./run/run-context.ts";
import { takeRunLock } from "./run/run-lock.ts";
import { findResumableRun, runStartFile, type RunStart } from "./run/run-store.ts";
import { createStageRunner } from "./run/stage-runner.ts";
import { cleanup } from "./stages/cleanup/cleanup.ts";
import { runStages } from "./stages/run-stages.ts";

export type RunPipelineOptions = {
  readonly dataDirectory: string;
  readonly domain: Domain;
  /** The sample to make where there is no feed; null where one must be there. */
  readonly sample: SampleRequest | null;
  /** Of the training. */
  readonly seed?: number;
  /** Finished runs kept beside the new one. */
  readonly keepRuns?: number;
  /** Worker threads; as many as the machine's processors where left out. Results do not hang on it. */
  readonly threads?: number;
  readonly clock: Clock;
  readonly ids: IdSource;
  readonly log: Logger;
  readonly signal: AbortSignal;
  readonly onProgress?: (progress: PipelineProgress) => void;
};

/** A run under way and what it was started from. */
type StartedRun = RunStart & {
  readonly feed: Feed;
  readonly partial: string;
  readonly resumed: boolean;
};

/**
 * Runs the whole pipeline: feed, cleanup, prepare, train beside validate, predict, publish, notify. It writes into
 * its own folder and goes live by one atomic switch at the end; whatever stops it earlier leaves the live run as it
 * was. A run that was killed goes on after its last finished stage when feed, domain, seed and version are the same.
 * Returns the run, live now. Throws `PIPELINE_LOCKED`, `KNOWLEDGE_INVALID`, `FEED_INVALID`,
 * `PIPELINE_FAILED`, `PIPELINE_INTERRUPTED`.
 */
export async function runPipeline(options: RunPipelineOptions): Promise<LiveRun> {
  const { clock, log, signal } = options;
  const data = dataLayout(options.dataDirectory);
  await mkdir(data.runs, { recursive: true });
  const lock = await takeRunLock(data.lock, clock.now());
  const startMs = clock.monotonicMs();
  const report = (stage: StageName) => (step: string, done: number, total: number) =>
    options.onProgress?.({ stage, step, done, total, elapsedMs: clock.monotonicMs() - startMs });
  try {
    throwIfInterrupted(signal);
    const schema = await loadAgreedSchema(options);
    const isSampled = await ensureFeed({
      ...options,
      directory: data.raw,
      report: report("sample"),
    });
    if (isSampled) report("sample")("finished", 1, 1);
    const started = await startRun(options, data, schema);
    report("cleanup")("started", 0, 0);
    const { keepRuns = 3 } = options;
    const { removedRuns } = await cleanup({ data, keepRuns, resumedRunId: started.runId });
    log.info({
      event: "run_started",
      runId: started.runId,
      resumed: started.resumed,
      removedRuns: removedRuns.length,
    });
    report("cleanup")("finished", 1, 1);
    const live = await openLiveRun(options.dataDirectory, options.domain, signal).catch(() => null);
    const contextOf = (stage: StageName): RunContext => ({
      ...options,
      schema,
      runId: started.runId,
      data,
      run: runLayout(started.partial),
      feed: started.feed,
      snapshotDate: started.feed.snapshotDate ?? clock.now().toISOString().slice(0, 10),
      seed: options.seed ?? 1,
      report: report(stage),
    });
    const stages = createStageRunner(contextOf);
    const threads = options.threads ?? os.availableParallelism();
    const outputs = await runStages({ stages, live, threads, signal, domain: options.domain });
    const context = contextOf("publish");
    const durationMs = Math.round(clock.monotonicMs() - startMs);
    await finishRun(context, {
      ...started,
      productVersion: packageJson.version,
      outputs,
      durationMs,
      stages: stages.records,
    });
    notify(context, outputs.alerts);
    report("notify")("finished", 1, 1);
    return await openLiveRun(options.dataDirectory, options.domain);
  } catch (error) {
    const failure = signal.aborted ? interruptedError(signal) : toAppError(error);
    log.error({
      event: "run_failed",
      code: failure.code,
      detail: failure.detail,
      err: failure.cause ?? failure,
    });
    throw failure;
  } finally {
    await lock.release();
  }
}

/** The domain's tables and views. Throws `KNOWLEDGE_INVALID` where they differ from its dictionary. */
async function loadAgreedSchema({ domain, signal }: RunPipelineOptions): Promise<Schema> {
  const schema = await loadSchema(domain.name, signal);
  const faults = schemaFaults(schema, domain);
  if (faults.length > 0) throw schemaInvalid(faults);
  return schema;
}

async function startRun(options: RunPipelineOptions, data: DataLayout, schema: Schema): Promise<StartedRun> {
  const { domain, clock, ids, signal, seed = 1 } = options;
  const feed = await openFeed(data.raw, domain, signal);
  const origin = [feed.fingerprint, domain, packageJson.version, runFormatVersion, servingVersion(schema), seed];
  const fingerprint = hashText(JSON.stringify(origin), 64);
  const found = await findResumableRun(data, fingerprint);
  const start = found ?? { runId: ids("run"), fingerprint, startedAt: clock.now().toISOString() };
  const partial = path.join(data.runs, `${start.runId}${partialEnding}`);
  if (found === null) {
    await mkdir(partial, { recursive: true });
    await writeFileAtomically(runStartFile(partial), `${JSON.stringify(start)}\n`);
  }
  await mkdir(runLayout(partial).temporary, { recursive: true });
  return { ...start, feed, partial, resumed: found !== null };
}

function notify({ log, runId }: RunContext, alerts: readonly string[]): void {
  log.info({ event: "run_live", runId, alerts: alerts.length });
  for (const alert of alerts) log.warn({ event: "run_alert", runId, alert });
}
