import path from "node:path";

import {
  createIdSource,
  createLogger,
  createSilentLogger,
  createSystemClock,
  exitCodeOf,
  loadConfig,
  toAppError,
  type AppError,
  type Config,
} from "#core";
import { domainDirectory, loadDomain, type Domain } from "#knowledge";
import { openHiddenCustomers } from "#store";

import { helpText, parsePipelineCommand, type PipelineCommand } from "./command.ts";
import { guessMapping } from "./feed/mapping/guess-mapping.ts";
import { renderMapping } from "./feed/mapping/render-mapping.ts";
import { performModelCommand } from "./perform-model-command.ts";
import { createProgressReporter } from "./progress-reporter.ts";
import { renderRun, renderRuns, renderStatus } from "./render-run.ts";
import { runPipeline } from "./run-pipeline.ts";
import { dataLayout } from "./run/layout.ts";
import { openLiveRun } from "./run/live-run.ts";
import { takeRunLock } from "./run/run-lock.ts";
import { listRuns, rollbackLive } from "./run/run-store.ts";

/** Exit codes of a process that a signal ended, by POSIX: 128 and the signal's number. */
const signalExitCodes = { SIGINT: 130, SIGTERM: 143 } as const;

/**
 * Results go to standard output, progress and errors to standard error; exit code 2 for wrong usage, 1 for a failure,
 * 130 when Ctrl-C stopped the run. The first Ctrl-C stops in order, a second one at once.
 */
async function main(): Promise<void> {
  const stop = new AbortController();
  let stoppedBy: keyof typeof signalExitCodes | null = null;
  for (const name of ["SIGINT", "SIGTERM"] as const) {
    process.once(name, () => {
      stoppedBy = name;
      stop.abort(new Error(name));
    });
  }
  const args = process.argv.slice(2);
  try {
    process.stdout.write(await perform(parsePipelineCommand(args), stop.signal));
  } catch (error) {
    const failure = toAppError(error);
    process.stderr.write(renderFailure(failure, args.includes("--json")));
    process.exitCode = stoppedBy === null ? exitCodeOf(failure) : signalExitCodes[stoppedBy];
  }
}

function renderFailure({ code, detail, hint }: AppError, asJson: boolean): string {
  return asJson ? `${JSON.stringify({ error: { code, detail, hint } })}\n` : `${code}: ${detail}\n${hint}\n`;
}

async function perform(command: PipelineCommand, signal: AbortSignal): Promise<string> {
  if (command.name === "help") return helpText;
  const config = loadConfig(process.env, process.cwd());
  const domain = await loadDomain(domainDirectory("engagement"), signal);
  const asJson = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`;
  if (command.name === "mapping") {
    const today = createSystemClock().now().toISOString().slice(0, 10);
    const guess = await guessMapping(path.resolve(command.inputFile), { domain, snapshotDate: today, signal });
    return command.json ? asJson(guess) : renderMapping(guess, domain);
  }
  const dataDirectory = command.dataDirectory ? path.resolve(command.dataDirectory) : config.data.directory;
  switch (command.name) {
    case "run": {
      const { manifest } = await run(command, config, domain, dataDirectory, signal);
      return command.json ? asJson(manifest) : renderRun(manifest, domain);
    }
    case "status":
    case "runs": {
      const live = await openLiveRun(dataDirectory, domain, signal).catch(toAppError);
      const runs = await listRuns(dataDirectory, signal);
      const fault = live instanceof Error ? `${live.detail} ${live.hint}` : null;
      if (command.json) return asJson({ fault, runs });
      return command.name === "runs" ? renderRuns(runs, domain) : renderStatus(runs, domain, fault);
    }
    case "models":
    case "promote":
    case "review-list":
    case "review-record":
      return performModelCommand(command, { domain, dataDirectory, signal });
    case "rollback": {
      // Under the lock, so that no run switches or prunes at the same time.
      const lock = await takeRunLock(dataLayout(dataDirectory).lock, createSystemClock().now());
      const { from, to } = await rollbackLive(dataDirectory, domain, signal).finally(() => lock.release());
      return command.json ? asJson({ from, to }) : `${to} serves again, in place of ${from}.\n`;
    }
  }
}

async function run(
  command: Extract<PipelineCommand, { name: "run" }>,
  config: Config,
  domain: Domain,
  dataDirectory: string,
  signal: AbortSignal,
) {
  const { customers, seed, activityDays } = config.sample;
  const { ownData } = command;
  const hidden = await openHiddenCustomers(config.store.location, createSystemClock());
  const hiddenCustomers = (await hidden?.customers.hashes(signal).finally(hidden.close)) ?? [];
  return runPipeline({
    dataDirectory,
    hiddenCustomers,
    domain,
    retention: config.data.runsKept,
    sample: {
      customers: command.rows ?? customers,
      seed: command.seed ?? seed,
      activityDays,
      isExplicit: command.rows !== null || command.seed !== null,
    },
    ...(ownData === null
      ? {}
      : { ownData: { inputFile: path.resolve(ownData.inputFile), mappingFile: path.resolve(ownData.mappingFile) } }),
    ...(command.resume === null ? {} : { resume: command.resume }),
    clock: createSystemClock(),
    ids: createIdSource(),
    // Progress is on the same stream, so a log is written only where one is asked for.
    log: process.env["RECKONER_LOG_LEVEL"] ? createLogger(config.log.level) : createSilentLogger(),
    signal,
    onProgress: createProgressReporter(process.stderr, { asJson: command.json }),
  });
}

await main();
