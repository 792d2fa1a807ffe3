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
  type Clock,
  type Config,
} from "#core";
import { domainDirectory, loadDomain, type Domain } from "#knowledge";

import { helpText, parsePipelineCommand, type PipelineCommand } from "./command.ts";
import { guessMapping } from "./feed/mapping/guess-mapping.ts";
import { renderMapping } from "./feed/mapping/render-mapping.ts";
import { openNotify } from "./notify/open-notify.ts";
import { performAlertCommand } from "./perform-alert-command.ts";
import { performModelCommand } from "./perform-model-command.ts";
import { createProgressReporter } from "./progress-reporter.ts";
import { renderRun, renderRuns, renderStatus } from "./render-run.ts";
import { runPipeline } from "./run-pipeline.ts";
import { dataLayout } from "./run/layout.ts";
import { openLiveRun } from "./run/live-run.ts";
import { takeRunLock } from "./run/run-lock.ts";
import { listRuns, rollbackLive } from "./run/run-store.ts";

/** What the command needs of the process, and of the room that keeps the conversations. */
export type PipelineProgramDeps = {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Where relative paths start. */
  readonly directory: string;
  /** For results. */
  readonly write: (text: string) => void;
  /** For progress and errors. */
  readonly stderr: Parameters<typeof createProgressReporter>[0];
  /** Hashes of the customers whom a run leaves out. */
  readonly hiddenCustomers: (config: Config, clock: Clock, signal: AbortSignal) => Promise<readonly string[]>;
  readonly signal: AbortSignal;
};

/**
 * `npm run pipeline` and `reckoner pipeline`: results to standard output, progress and errors to standard error. Gives
 * the exit code: 0 done, 1 failed, 2 wrong usage or setting. Never throws.
 */
export async function runPipelineCommand(args: readonly string[], deps: PipelineProgramDeps): Promise<0 | 1 | 2> {
  try {
    deps.write(await perform(parsePipelineCommand(args), deps));
    return 0;
  } catch (error) {
    const failure = toAppError(error);
    deps.stderr.write(renderFailure(failure, args.includes("--json")));
    return exitCodeOf(failure);
  }
}

function renderFailure({ code, detail, hint }: AppError, asJson: boolean): string {
  return asJson ? `${JSON.stringify({ error: { code, detail, hint } })}\n` : `${code}: ${detail}\n${hint}\n`;
}

async function perform(command: PipelineCommand, deps: PipelineProgramDeps): Promise<string> {
  if (command.name === "help") return helpText;
  const { directory, signal } = deps;
  const config = loadConfig(deps.env, directory);
  const domain = await loadDomain(domainDirectory("engagement"), signal);
  const asJson = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`;
  if (command.name === "mapping") {
    const today = createSystemClock().now().toISOString().slice(0, 10);
    const inputFile = path.resolve(directory, command.inputFile);
    const guess = await guessMapping(inputFile, { domain, snapshotDate: today, signal });
    return command.json ? asJson(guess) : renderMapping(guess, domain);
  }
  const dataDirectory = command.dataDirectory ? path.resolve(directory, command.dataDirectory) : config.data.directory;
  switch (command.name) {
    case "run": {
      const { manifest } = await run(command, config, domain, dataDirectory, deps);
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
    case "alerts":
      return performAlertCommand(command, config, { dataDirectory, env: deps.env, signal });
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
  { env, directory, stderr, hiddenCustomers, signal }: PipelineProgramDeps,
) {
  const { customers, seed, activityDays } = config.sample;
  const { ownData } = command;
  const deps = { clock: createSystemClock(), ids: createIdSource(), signal };
  const tell = (sentence: string) => void stderr.write(`${sentence}\n`);
  const notify = await openNotify(config, dataDirectory, { ...deps, env, tell });
  return runPipeline({
    dataDirectory,
    hiddenCustomers: await hiddenCustomers(config, deps.clock, signal),
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
      : {
          ownData: {
            inputFile: path.resolve(directory, ownData.inputFile),
            mappingFile: path.resolve(directory, ownData.mappingFile),
          },
        }),
    ...(command.resume === null ? {} : { resume: command.resume }),
    ...(notify && { notify }),
    ...deps,
    // Progress is on the same stream, so a log is written only where one is asked for.
    log: env["RECKONER_LOG_LEVEL"] ? createLogger(config.log.level) : createSilentLogger(),
    onProgress: createProgressReporter(stderr, { asJson: command.json }),
  });
}
