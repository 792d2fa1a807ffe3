import { mkdir } from "node:fs/promises";
import os from "node:os";
import path from "node:path";

import { AppError, hashText, toAppError, type Clock, type IdSource, type Logger } from "#core";
import type { Domain } from "#knowledge";
import { loadSchema, schemaFaults, schemaInvalid, servingVersion, type Schema } from "#sql";

import packageJson from "../package.json" with { type: "json" };

import { ensureFeed, type SampleRequest } from "./feed/ensure-feed.ts";
import type { OwnData } from "./feed/mapping/map-feed.ts";
import { openFeed, type Feed } from "./feed/open-feed.ts";
import type { PipelineProgress, ReportStep, StageName } from "./progress.ts";
import { writeFileAtomically } from "./run/atomic-file.ts";
import { failureNotice, type Notify, type RunNotice } from "./notify/notice.ts";
import { finishRun } from "./run/finish-run.ts";
import { dataLayout, partialEnding, runLayout, type DataLayout } from "./run/layout.ts";
import { openLiveRun, type LiveRun } from "./run/live-run.ts";
import { runFormatVersion, type StageRecord } from "./run/manifest.ts";
import { interruptedError, throwIfInterrupted } from "./run/interruption.ts";
import { defaultRetention, type Retention } from "./run/retention.ts";
import type { RunContext } from "./run/run-context.ts";
import { systemWait, withRetries, type Wait } from "./run/retry.ts";
import { takeRunLock } from "./run/run-lock.ts";
import { findResumableRun, readRunStart, runStartFile, type RunStart } from "./run/run-store.ts";
import { createStageRunner } from "./run/stage-runner.ts";
import { cleanup } from "./stages/cleanup/cleanup.ts";
import { cleanupPolicy, runStages } from "./stages/run-stages.ts";

export type RunPipelineOptions = {
  readonly dataDirectory: string;
  readonly domain: Domain;
  /** The sample to make where there is no feed; null where one must be there. */
  readonly sample: SampleRequest | null;
  /** A company's own files, in place of the feed in the raw folder. */
  readonly ownData?: OwnData;
  /** The unfinished run to go on with; the one started from the same, if there is one, where left out. */
  readonly resume?: string;
  /** Of the training. */
  readonly seed?: number;
  /** SHA-256 of the lower-cased ids of customers whom the run leaves out; none where left out. */
  readonly hiddenCustomers?: readonly string[];
  /** How long finished runs stay. */
  readonly retention?: Retention;
  /** Worker threads; as many as the machine's processors where left out. Results do not hang on it. */
  readonly threads?: number;
  readonly clock: Clock;
  /** Parts the tries of a stage; by the machine's clock where left out. */
  readonly wait?: Wait;
  readonly ids: IdSource;
  readonly log: Logger;
  readonly signal: AbortSignal;
  readonly onProgress?: (progress: PipelineProgress) => void;
  /** Tells people what the run has to tell, its failure among it; left out: the log only. */
  readonly notify?: Notify;
};

/** A run under way and what it was started from. */
type StartedRun = RunStart & {
  readonly feed: Feed;
  readonly partial: string;
  readonly resumed: boolean;
};

type StageReport = (stage: StageName) => ReportStep;

/**
 * Runs the whole pipeline: feed, cleanup, prepare, train beside validate, predict, publish, notify. It writes into
 * its own folder and goes live by one atomic switch at the end; whatever stops it earlier leaves the live run as it
 * was. A run that was killed goes on after its last finished stage when feed, domain, seed and version are the same.
 * Returns the run, live now. Throws `PIPELINE_LOCKED`, `KNOWLEDGE_INVALID`, `FEED_INVALID`, `MAPPING_INVALID`,
 * `NOT_FOUND` for a run to resume that is not there, `PIPELINE_FAILED`, `PIPELINE_INTERRUPTED`.
 */
export async function runPipeline(options: RunPipelineOptions): Promise<LiveRun> {
  const { clock, log, signal } = options;
  const data = dataLayout(options.dataDirectory);
  await mkdir(data.runs, { recursive: true });
  const lock = await takeRunLock(data.lock, clock.now());
  const startMs = clock.monotonicMs();
  const report: StageReport = (stage) => (step, done, total) =>
    options.onProgress?.({ stage, step, done, total, elapsedMs: clock.monotonicMs() - startMs });
  try {
    throwIfInterrupted(signal);
    const schema = await loadAgreedSchema(options);
    const started = await startRun(options, { data, schema, report });
    const cleaned = await cleanUp(options, data, started, report("cleanup"));
    return await makeResults(options, { data, schema, started, cleaned, report, startMs });
  } catch (error) {
    const failure = signal.aborted ? interruptedError(signal) : toAppError(error);
    log.error({
      event: "run_failed",
      code: failure.code,
      detail: failure.detail,
      err: failure.cause ?? failure,
    });
    if (failure.code !== "PIPELINE_INTERRUPTED") await tellPeople(options, failureNotice(failure));
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

async function startRun(
  options: RunPipelineOptions,
  { data, schema, report }: { readonly data: DataLayout; readonly schema: Schema; readonly report: StageReport },
): Promise<StartedRun> {
  const { domain, clock, ids, signal } = options;
  const wanted = options.resume === undefined ? null : await readRunStart(data, options.resume);
  const seed = wanted?.seed ?? options.seed ?? 1;
  const feed = await openFeed(await findFeed(options, data, wanted, report("sample")), domain, signal);
  const { hiddenCustomers = [] } = options;
  const origin = [
    feed.fingerprint,
    domain,
    packageJson.version,
    runFormatVersion,
    servingVersion(schema),
    seed,
    hiddenCustomers,
  ];
  const fingerprint = hashText(JSON.stringify(origin), 64);
  if (wanted !== null && wanted.fingerprint !== fingerprint) {
    throw new AppError("PIPELINE_FAILED", {
      detail: `${wanted.runId} cannot go on: its feed, the domain, the product or who is left out has changed since it was started.`,
      hint: "Start the pipeline without --resume; it makes a new run.",
    });
  }
  const found = wanted ?? (await findResumableRun(data, fingerprint));
  const feedDirectory = path.relative(data.root, feed.directory);
  const start = found ?? {
    runId: ids("run"),
    fingerprint,
    startedAt: clock.now().toISOString(),
    feedDirectory,
    seed,
  };
  const partial = path.join(data.runs, `${start.runId}${partialEnding}`);
  if (found === null) {
    await mkdir(partial, { recursive: true });
    await writeFileAtomically(runStartFile(partial), `${JSON.stringify(start)}\n`);
  }
  await mkdir(runLayout(partial).temporary, { recursive: true });
  return { ...start, feed, partial, resumed: found !== null };
}

/** The folder of the feed: the one a resumed run was started from, else the one that is asked for. */
async function findFeed(
  options: RunPipelineOptions,
  data: DataLayout,
  resumed: RunStart | null,
  report: ReportStep,
): Promise<string> {
  if (resumed !== null) return path.join(data.root, resumed.feedDirectory);
  const { domain, sample, ownData = null, signal } = options;
  const { directory, isNew } = await ensureFeed({ data, domain, sample, ownData, report, signal });
  if (isNew) report("finished", 1, 1);
  return directory;
}

async function cleanUp(
  { clock, log, signal, wait = systemWait, retention = defaultRetention }: RunPipelineOptions,
  data: DataLayout,
  { runId, resumed, feed }: StartedRun,
  report: ReportStep,
): Promise<StageRecord> {
  report("started", 0, 0);
  const startMs = clock.monotonicMs();
  const now = clock.now();
  const removed = await withRetries(
    () => cleanup({ data, retention, now, resumedRunId: runId, feedDirectory: feed.directory }),
    cleanupPolicy,
    { wait, signal, onRetry: (err, attempt) => log.warn({ event: "cleanup_retried", runId, attempt, err }) },
  );
  log.info({ event: "run_started", runId, resumed, removedRuns: removed.removedRuns.length });
  report("finished", 1, 1);
  const durationMs = Math.round(clock.monotonicMs() - startMs);
  return { name: "cleanup", startedAt: now.toISOString(), durationMs, resumed: false, figures: removed };
}

async function makeResults(
  options: RunPipelineOptions,
  input: {
    readonly data: DataLayout;
    readonly schema: Schema;
    readonly started: StartedRun;
    readonly cleaned: StageRecord;
    readonly report: StageReport;
    readonly startMs: number;
  },
): Promise<LiveRun> {
  const { clock, log, signal, domain } = options;
  const { data, schema, started, cleaned, report, startMs } = input;
  const live = await openLiveRun(options.dataDirectory, domain, signal).catch(() => null);
  const contextOf = (stage: StageName): RunContext => ({
    ...options,
    schema,
    runId: started.runId,
    data,
    run: runLayout(started.partial),
    feed: started.feed,
    snapshotDate: started.feed.snapshotDate ?? clock.now().toISOString().slice(0, 10),
    seed: started.seed,
    hiddenCustomers: options.hiddenCustomers ?? [],
    report: report(stage),
  });
  const stages = createStageRunner(contextOf, options.wait ?? systemWait);
  const threads = options.threads ?? os.availableParallelism();
  const outputs = await runStages({ stages, live, threads, signal, domain });
  const context = contextOf("publish");
  await finishRun(context, {
    ...started,
    productVersion: packageJson.version,
    outputs,
    durationMs: Math.round(clock.monotonicMs() - startMs),
    stages: [cleaned, ...stages.records],
  });
  const run = await openLiveRun(options.dataDirectory, domain);
  const { runId, snapshotDate, manifest } = run;
  log.info({ event: "run_live", runId, alerts: manifest.alerts.length });
  for (const { text } of manifest.alerts) log.warn({ event: "run_alert", runId, alert: text });
  await tellPeople(options, { runId, snapshotDate, isLive: true, alerts: manifest.alerts });
  report("notify")("finished", 1, 1);
  return run;
}

/** A run is what it is, whether or not somebody can be told of it. */
async function tellPeople({ notify, log, signal }: RunPipelineOptions, notice: RunNotice): Promise<void> {
  try {
    await notify?.(notice, signal);
  } catch (error) {
    const { code, detail } = toAppError(error);
    log.error({ event: "alerts_not_sent", runId: notice.runId, code, detail });
  }
}
