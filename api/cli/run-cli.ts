import { AppError, exitCodeOf, toAppError } from "#core";

import { askCommand } from "./ask-command.ts";
import { auditCommand } from "./audit/audit-command.ts";
import type { Command, CommandDeps, ExitCode } from "./command.ts";
import { customerCommand } from "./customer/customer-command.ts";
import { feedbackCommand } from "./feedback/feedback-command.ts";
import { keysCommand } from "./keys/keys-command.ts";
import { mcpCommand } from "./mcp/mcp-command.ts";
import { printError } from "./print-error.ts";
import { queriesCommand } from "./queries/queries-command.ts";
import { sqlCommand } from "./sql/sql-command.ts";
import { threadsCommand } from "./threads/threads-command.ts";

const commands: Readonly<Record<string, Command>> = {
  ask: askCommand,
  threads: threadsCommand,
  feedback: feedbackCommand,
  queries: queriesCommand,
  sql: sqlCommand,
  audit: auditCommand,
  customer: customerCommand,
  keys: keysCommand,
  mcp: mcpCommand,
};

/** Runs the command that `args` name (without node and script) and gives the exit code. Never throws. */
export async function runCli(args: readonly string[], deps: CommandDeps): Promise<ExitCode> {
  const { out, err } = deps.terminal;
  const [name, ...rest] = args;
  try {
    if (name === undefined || name === "help" || name === "--help" || name === "-h") {
      out.write(describeCommands());
      return 0;
    }
    const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
    if (!command) {
      throw new AppError("USAGE", {
        detail: `There is no command ${JSON.stringify(name)}.`,
        hint: `Commands: ${Object.keys(commands).join(", ")}. "reckoner --help" says what each does.`,
      });
    }
    const ownArgs = rest.includes("--") ? rest.slice(0, rest.indexOf("--")) : rest;
    if (ownArgs.includes("--help") || ownArgs.includes("-h")) {
      out.write(command.help);
      return 0;
    }
    return await command.run(rest, deps);
  } catch (thrown) {
    const error = toAppError(thrown);
    printError(err, error);
    return exitCodeOf(error);
  }
}

function describeCommands(): string {
  const lines = Object.entries(commands).map(([name, { summary }]) => `  ${name.padEnd(10)} ${summary}`);
  return `Usage: reckoner <command> [options]

Commands
${lines.join("\n")}

Run "reckoner <command> --help" for options and examples.
`;
}
