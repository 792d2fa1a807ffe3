import type { Principal } from "#agent";
import { loadConfig, type Config } from "#core";

import { collectAnswer } from "../../collect-answer.ts";
import { parseQuestion } from "../../parse-question.ts";
import type { Service } from "../../service.ts";
import type { CommandDeps, ExitCode, RunCommand } from "../command.ts";
import { programName } from "../spec/command-spec.ts";
import { createStyle } from "../style.ts";
import { withService } from "../with-service.ts";
import { parseAskOptions, type AskOptions, type AskSource } from "./ask-options.ts";
import { converse } from "./converse.ts";
import { readBatch } from "./read-batch.ts";
import { renderReplay } from "./render-replay.ts";
import { runBatch } from "./run-batch.ts";
import { showTurn } from "./show-turn.ts";

/** `reckoner ask`: one question, a conversation, or a file of them. */
export const runAsk: RunCommand = async (args, deps) => {
  const options = parseAskOptions(args, deps.terminal.isInteractive);
  const env = options.model === null ? deps.env : { ...deps.env, MODEL: options.model };
  const config = loadConfig(env, deps.directory);
  const work = await prepare(options, config, deps);
  return withService(options.role, { ...deps, env }, work);
};

type Work = (service: Service, principal: Principal) => Promise<ExitCode>;

/** Reads and checks what is asked before anything is opened, so that a mistake costs no time. */
async function prepare(options: AskOptions, { limits }: Config, deps: CommandDeps): Promise<Work> {
  const { source } = options;
  const { terminal, clock, ids, signal } = deps;
  const { questionChars } = limits;
  switch (source.kind) {
    case "conversation":
      return ({ runTurn }, principal) =>
        converse({ runTurn, principal, thread: options.thread, questionChars, terminal, clock, ids, signal });
    case "batch": {
      const dialogs = await readBatch(source.file, deps);
      return ({ runTurn }, { role }) => runBatch(dialogs, { runTurn, role, questionChars, terminal, ids, signal });
    }
    case "replay":
      return (service, principal) => replayOnce(source, service, principal, options, deps);
    case "input":
    case "question": {
      const text = source.kind === "question" ? source.text : await terminal.readInput();
      const question = parseQuestion(text, questionChars);
      return (service, principal) => askOnce(question, service, principal, options, deps);
    }
    default:
      return source satisfies never;
  }
}

async function replayOnce(
  { answerId }: Extract<AskSource, { kind: "replay" }>,
  { replay }: Service,
  principal: Principal,
  { json }: AskOptions,
  { terminal: { out }, signal }: CommandDeps,
): Promise<ExitCode> {
  const replayed = await replay(answerId, principal, signal);
  out.write(json ? `${JSON.stringify(replayed)}\n` : renderReplay(replayed, out.columns, createStyle(out.isColoured)));
  return 0;
}

async function askOnce(
  question: string,
  { runTurn }: Service,
  principal: Principal,
  options: AskOptions,
  { terminal, ids, signal }: CommandDeps,
): Promise<ExitCode> {
  const { out, err } = terminal;
  const thread = options.thread ?? ids("thread");
  const turn = runTurn({ thread, question, principal, signal });
  if (options.json) {
    out.write(`${JSON.stringify(await collectAnswer(turn))}\n`);
    return 0;
  }
  const answer = await showTurn(turn, terminal);
  err.write(`${createStyle(err.isColoured).dim(`To go on: ${programName} ask --thread ${answer.thread} "…"`)}\n`);
  return 0;
}
