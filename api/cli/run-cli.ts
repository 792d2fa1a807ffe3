import { AppError, exitCodeOf, isAppError, toAppError } from "#core";

import type { Command, CommandDeps, ExitCode } from "./command.ts";
import { commands } from "./commands.ts";
import { printError } from "./print-error.ts";
import { programName } from "./spec/command-spec.ts";
import { nearestOf } from "./spec/nearest.ts";
import { renderCommandList, renderHelp } from "./spec/render-help.ts";

/** Runs the command that `args` name (without node and script) and gives the exit code. Never throws. */
export async function runCli(args: readonly string[], deps: CommandDeps): Promise<ExitCode> {
  const { out, err } = deps.terminal;
  const [name, ...rest] = args;
  try {
    if (name === undefined || isHelp(name)) {
      const [about] = rest;
      if (name !== "help" || about === undefined) {
        out.write(
          renderCommandList(
            commands.map(({ spec }) => spec),
            out.columns,
          ),
        );
        return 0;
      }
      return await runCommand(findCommand(about), ["--help"], deps);
    }
    return await runCommand(findCommand(name), rest, deps);
  } catch (thrown) {
    const error = deps.signal.aborted && !isAppError(thrown) ? stoppedError(thrown) : toAppError(thrown);
    printError(err, error);
    return exitCodeOf(error);
  }
}

/** Whatever an abort made of what was under way. */
function stoppedError(cause: unknown): AppError {
  return new AppError("TURN_ABORTED", {
    detail: "The command was stopped before it was finished.",
    hint: "Start it again when you want it after all.",
    cause,
  });
}

async function runCommand(command: Command, args: readonly string[], deps: CommandDeps): Promise<ExitCode> {
  const ownArgs = args.includes("--") ? args.slice(0, args.indexOf("--")) : args;
  if (!command.isProgram && ownArgs.some((arg) => arg === "--help" || arg === "-h")) {
    deps.terminal.out.write(renderHelp(command.spec, deps.terminal.out.columns));
    return 0;
  }
  const run = await command.load();
  return run(args, deps);
}

/** Throws `USAGE` with the command that was perhaps meant. */
function findCommand(name: string): Command {
  const command = commands.find(({ spec }) => spec.name === name);
  if (command) return command;
  const names = commands.map(({ spec }) => spec.name);
  const nearest = nearestOf(name, names);
  throw new AppError("USAGE", {
    detail: `There is no command ${JSON.stringify(name)}.`,
    hint: `${nearest === null ? "" : `Did you mean ${nearest}? `}Commands: ${names.join(", ")}. "${programName} --help" says what each does.`,
  });
}

function isHelp(word: string): boolean {
  return word === "help" || word === "--help" || word === "-h";
}
