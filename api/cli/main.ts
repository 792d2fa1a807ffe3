import { fileURLToPath } from "node:url";

import { createIdSource, createSystemClock, exitCodeOf, toAppError, withEnvFile } from "#core";

import { printError } from "./print-error.ts";
import { createProcessTerminal } from "./process-terminal.ts";
import { runNode } from "./programs/run-node.ts";
import { runCli } from "./run-cli.ts";

/** Exit codes of a process that a signal ended, by POSIX: 128 and the signal's number. */
const signalExitCodes = { SIGINT: 130, SIGTERM: 143 } as const;

const evalsMain = fileURLToPath(new URL("../../evals/main.ts", import.meta.url));

/** The program `reckoner`. The first Ctrl-C stops the command in order, a second one ends at once. */
async function main(): Promise<number> {
  const stop = new AbortController();
  let stoppedBy: keyof typeof signalExitCodes | null = null;
  for (const name of ["SIGINT", "SIGTERM"] as const) {
    process.once(name, () => {
      stoppedBy = name;
      stop.abort();
    });
  }
  const terminal = createProcessTerminal(process);
  try {
    // In the environment itself, where the AWS SDK looks for its own settings.
    Object.assign(process.env, withEnvFile(process.env, process.cwd()));
  } catch (thrown) {
    const error = toAppError(thrown);
    printError(terminal.err, error);
    return exitCodeOf(error);
  }
  const exitCode = await runCli(process.argv.slice(2), {
    terminal,
    env: process.env,
    directory: process.cwd(),
    // Agent, engine and pipeline are loaded only where there is something to do: help and mistakes are quick.
    createService: async (...args) => (await import("../create-service.ts")).createService(...args),
    openSql: async (...args) => (await import("../open-sql.ts")).openSql(...args),
    serve: async (...args) => (await import("../serve.ts")).serve(...args),
    lookAround: async () => (await import("../look-around.ts")).lookAround,
    programs: {
      pipeline: async (args, signal) => (await import("../run-pipeline-program.ts")).runPipelineProgram(args, signal),
      // Nothing imports evals: it is a program of its own.
      evals: (args, signal) => runNode(["--import", import.meta.resolve("tsx"), evalsMain, ...args], signal),
    },
    clock: createSystemClock(),
    ids: createIdSource(),
    signal: stop.signal,
  });
  return exitCode === 1 && stoppedBy !== null ? signalExitCodes[stoppedBy] : exitCode;
}

// Whoever reads may have had enough, as `head` has.
for (const stream of [process.stdout, process.stderr]) {
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
    process.exit();
  });
}

process.exitCode = await main();
