import { createIdSource, createSystemClock, exitCodeOf, loadConfig, toAppError, withEnvFile } from "#core";

import { printError } from "./cli/print-error.ts";
import { createProcessTerminal } from "./cli/process-terminal.ts";
import { serve } from "./serve.ts";

/** `npm start`: makes results where there are none, then serves until SIGINT or SIGTERM; a second one ends at once. */
async function main(): Promise<number> {
  const terminal = createProcessTerminal(process);
  const stop = new AbortController();
  process.once("SIGINT", () => stop.abort());
  process.once("SIGTERM", () => stop.abort());
  try {
    // In the environment itself, where the AWS SDK looks for its own settings.
    Object.assign(process.env, withEnvFile(process.env, process.cwd()));
    const config = loadConfig(process.env, process.cwd());
    await serve(config, {
      print: terminal.out.write,
      clock: createSystemClock(),
      ids: createIdSource(),
      signal: stop.signal,
    });
    return 0;
  } catch (thrown) {
    const error = toAppError(thrown);
    printError(terminal.err, error);
    return exitCodeOf(error);
  }
}

process.exitCode = await main();
