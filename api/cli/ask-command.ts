import { createLogger, createSilentLogger, loadConfig, type Config } from "#core";

import { collectAnswer } from "../collect-answer.ts";
import { localPrincipal } from "../local-principal.ts";
import { parseQuestion } from "../parse-question.ts";
import type { Service } from "../service.ts";
import { askHelp } from "./ask-help.ts";
import { parseAskOptions, type AskOptions, type AskSource } from "./ask-options.ts";
import type { Command, CommandDeps, ExitCode } from "./command.ts";
import { converse } from "./converse.ts";
import { readBatch } from "./read-batch.ts";
import { renderAnswer } from "./render-answer.ts";
import { renderReplay } from "./render-replay.ts";
import { runBatch } from "./run-batch.ts";
import { showSteps } from "./show-steps.ts";
import { createStyle } from "./style.ts";

/** `reckoner ask`: one question, a conversation, or a file of them. */
export const askCommand: Command = {
  summary: "ask a question about the predictions, or talk about them",
  help: askHelp,
  run: async (args, deps) => {
    const options = parseAskOptions(args, deps.terminal.isInteractive);
    const config = settings(options, deps);
    const work = await prepare(options.source, config, deps);
    // A command's standard error is for people; its log is there for who asks for it.
    const log = deps.env["RECKONER_LOG_LEVEL"] ? createLogger(config.log.level) : createSilentLogger();
    const { clock, ids, signal } = deps;
    const service = await deps.createService(config, { clock, ids, log, signal });
    try {
      return await work(service, options);
    } finally {
      await service.close();
    }
  },
};

function settings(options: AskOptions, deps: CommandDeps): Config {
  const env = options.model === null ? deps.env : { ...deps.env, MODEL: options.model };
  const config = loadConfig(env, deps.directory);
  return options.role === null ? config : { ...config, role: options.role };
}

type Work = (service: Service, options: AskOptions) => Promise<ExitCode>;

/** Reads and checks what is asked before anything is opened, so that a mistake costs no time. */
async function prepare(source: AskSource, config: Config, deps: CommandDeps): Promise<Work> {
  const { terminal, ids, signal } = deps;
  const { questionChars } = config.limits;
  switch (source.kind) {
    case "conversation":
      return (service, { thread }) => {
        const principal = localPrincipal(config.role);
        return converse({ runTurn: service.runTurn, principal, thread, questionChars, terminal, ids, signal });
      };
    case "batch": {
      const dialogs = await readBatch(source.file, deps);
      return (service) => runBatch(dialogs, { runTurn: service.runTurn, config, terminal, ids, signal });
    }
    case "replay":
      return (service, options) => replayOnce(source.answerId, service, options, config, deps);
    case "input":
    case "question": {
      const text = source.kind === "question" ? source.text : await terminal.readInput();
      const question = parseQuestion(text, questionChars);
      return (service, options) => askOnce(question, service, options, config, deps);
    }
    default:
      return source satisfies never;
  }
}

async function replayOnce(
  answerId: string,
  { replay }: Service,
  { json }: AskOptions,
  config: Config,
  { terminal: { out }, signal }: CommandDeps,
): Promise<ExitCode> {
  const replayed = await replay(answerId, localPrincipal(config.role), signal);
  out.write(json ? `${JSON.stringify(replayed)}\n` : renderReplay(replayed, out.columns, createStyle(out.isColoured)));
  return 0;
}

async function askOnce(
  question: string,
  { runTurn }: Service,
  options: AskOptions,
  config: Config,
  { terminal, ids, signal }: CommandDeps,
): Promise<ExitCode> {
  const { out, err } = terminal;
  const thread = options.thread ?? ids("thread");
  const turn = runTurn({ thread, question, principal: localPrincipal(config.role), signal });
  if (options.json) {
    out.write(`${JSON.stringify(await collectAnswer(turn))}\n`);
    return 0;
  }
  const answer = await collectAnswer(turn, showSteps(err));
  out.write(renderAnswer(answer, out.columns, createStyle(out.isColoured)));
  err.write(createStyle(err.isColoured).dim(`To go on: npm run ask -- --thread ${answer.thread} "…"`) + "\n");
  return 0;
}
