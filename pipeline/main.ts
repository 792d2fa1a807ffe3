import { withEnvFile } from "#core";
import { openHiddenCustomers } from "#store";

import { runPipelineCommand } from "./run-command.ts";

/** Exit codes of a process that a signal ended, by POSIX: 128 and the signal's number. */
const signalExitCodes = { SIGINT: 130, SIGTERM: 143 } as const;

/** `npm run pipeline`. The first Ctrl-C stops in order and gives 130, a second one ends at once. */
async function main(): Promise<number> {
  const stop = new AbortController();
  let stoppedBy: keyof typeof signalExitCodes | null = null;
  for (const name of ["SIGINT", "SIGTERM"] as const) {
    process.once(name, () => {
      stoppedBy = name;
      stop.abort(new Error(name));
    });
  }
  const exitCode = await runPipelineCommand(process.argv.slice(2), {
    env: withEnvFile(process.env, process.cwd()),
    directory: process.cwd(),
    write: (text) => void process.stdout.write(text),
    stderr: process.stderr,
    hiddenCustomers: async (config, clock, signal) => {
      const hidden = await openHiddenCustomers(config.store.location, clock);
      return (await hidden?.customers.hashes(signal).finally(hidden.close)) ?? [];
    },
    signal: stop.signal,
  });
  return exitCode !== 0 && stoppedBy !== null ? signalExitCodes[stoppedBy] : exitCode;
}

process.exitCode = await main();
