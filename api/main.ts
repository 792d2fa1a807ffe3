import { createIdSource, createLogger, createSystemClock, exitCodeOf, loadConfig, toAppError } from "#core";

import { printError } from "./cli/print-error.ts";
import { createProcessTerminal } from "./cli/process-terminal.ts";
import { runServer } from "./http/run-server.ts";

/** `npm start`: makes results where there are none, then serves until SIGINT or SIGTERM; a second one ends at once. */
async function main(): Promise<number> {
  const terminal = createProcessTerminal(process);
  const stop = new AbortController();
  process.once("SIGINT", () => stop.abort());
  process.once("SIGTERM", () => stop.abort());
  try {
    const config = loadConfig(process.env, process.cwd());
    const { signal } = stop;
    const deps = { clock: createSystemClock(), ids: createIdSource(), log: createLogger(config.log.level), signal };
    await runServer({
      ...deps,
      config,
      createService: async (...args) => (await import("./create-service.ts")).createService(...args),
      // The pipeline is loaded only where it is needed: a start over live results is quick.
      makeResults: async () => {
        const { makeResults } = await import("./make-results.ts");
        // Progress is on the same stream, so the run's log keeps to what needs attention.
        await makeResults(config, { ...deps, log: createLogger("warn"), output: process.stderr });
      },
      print: terminal.out.write,
    });
    return 0;
  } catch (thrown) {
    const error = toAppError(thrown);
    printError(terminal.err, error);
    return exitCodeOf(error);
  }
}

process.exitCode = await main();
