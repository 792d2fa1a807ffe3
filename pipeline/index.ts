export { dataLayout } from "./run/layout.ts";
export { openLiveRun, type LiveRun } from "./run/live-run.ts";
export type { RunManifest } from "./run/manifest.ts";
export { listRuns, rollbackLive, type RunEntry } from "./run/run-store.ts";
export { stageNames, type PipelineProgress, type StageName } from "./progress.ts";
export { createProgressReporter } from "./progress-reporter.ts";
export { runPipeline, type RunPipelineOptions } from "./run-pipeline.ts";
export type { SampleRequest } from "./feed/ensure-feed.ts";
export type { Metric } from "./stages/train/metric.ts";
