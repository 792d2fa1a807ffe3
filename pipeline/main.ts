import path from "node:path";

import {
  createIdSource,
  createLogger,
  createSilentLogger,
  createSystemClock,
  exitCodeOf,
  loadConfig,
  toAppError,
  type Config,
} from "#core";
import { domainDirectory, loadDomain, type Domain } from "#knowledge";

import { helpText, parsePipelineCommand, type PipelineCommand } from "./command.ts";
import { createProgressReporter } from "./progress-reporter.ts";
import { renderRun, renderStatus } from "./render-run.ts";
import { runPipeline } from "./run-pipeline.ts";
import { dataLayout } from "./run/layout.ts";
import { openLiveRun } from "./run/live-run.ts";
import { takeRunLock } from "./run/run-lock.ts";
import { listRuns, rollbackLive } from "./run/run-store.ts";

/** Results go to standard output, progress and errors to standard error; exit code 2 for wrong usage, 1 for a failure. */
async function main(): Promise<void> {
  const stop = new AbortController();
  for (const name of ["SIGINT", "SIGTERM"] as const) process.once(name, () => stop.abort(new Error(name)));
  try {
    const command = parsePipelineCommand(process.argv.slice(2));
    process.stdout.write(await perform(command, stop.signal));
  } catch (error) {
    const failure = toAppError(error);
    process.stderr.write(`${failure.code}: ${failure.detail}\n${failure.hint}\n`);
    process.exitCode = exitCodeOf(failure);
  }
}

async function perform(command: PipelineCommand, signal: AbortSignal): Promise<string> {
  if (command.name === "help") return helpText;
  const config = loadConfig(process.env, process.cwd());
  const domain = await loadDomain(domainDirectory("engagement"), signal);
  const dataDirectory = command.dataDirectory ? path.resolve(command.dataDirectory) : config.data.directory;
  const asJson = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`;
  switch (command.name) {
    case "run": {
      const { manifest } = await run(command, config, domain, dataDirectory, signal);
      return command.json ? asJson(manifest) : renderRun(manifest, domain);
    }
    case "status": {
      const live = await openLiveRun(dataDirectory, domain, signal).catch(toAppError);
      const runs = await listRuns(dataDirectory, signal);
      const fault = live instanceof Error ? `${live.detail} ${live.hint}` : null;
      return command.json ? asJson({ fault, runs }) : renderStatus(runs, fault);
    }
    case "rollback": {
      // Under the lock, so that no run switches or prunes at the same time.
      const lock = await takeRunLock(dataLayout(dataDirectory).lock, createSystemClock().now());
      const { from, to } = await rollbackLive(dataDirectory, domain, signal).finally(() => lock.release());
      return command.json ? asJson({ from, to }) : `${to} serves again, in place of ${from}.\n`;
    }
  }
}

function run(
  command: Extract<PipelineCommand, { name: "run" }>,
  config: Config,
  domain: Domain,
  dataDirectory: string,
  signal: AbortSignal,
) {
  const { customers, seed, activityDays } = config.sample;
  return runPipeline({
    dataDirectory,
    domain,
    sample: { customers: command.rows ?? customers, seed: command.seed ?? seed, activityDays },
    clock: createSystemClock(),
    ids: createIdSource(),
    // Progress is on the same stream, so a log is written only where one is asked for.
    log: process.env["RECKONER_LOG_LEVEL"] ? createLogger(config.log.level) : createSilentLogger(),
    signal,
    onProgress: createProgressReporter(process.stderr),
  });
}

await main();
