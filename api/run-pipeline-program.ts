import { runPipelineCommand } from "#pipeline";
import { openHiddenCustomers } from "#store";

/** Part of the mains: the pipeline's own program in this process, over its streams. Gives its exit code. */
export function runPipelineProgram(args: readonly string[], signal: AbortSignal): Promise<number> {
  return runPipelineCommand(args, {
    env: process.env,
    directory: process.cwd(),
    write: (text) => void process.stdout.write(text),
    stderr: process.stderr,
    hiddenCustomers: async (config, clock, stop) => {
      const hidden = await openHiddenCustomers(config.store.location, clock);
      return (await hidden?.customers.hashes(stop).finally(hidden.close)) ?? [];
    },
    signal,
  });
}
