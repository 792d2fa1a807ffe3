import { createLogger, type Clock, type Config, type IdSource } from "#core";

import { runServer } from "./http/run-server.ts";
import { openTelemetry } from "./telemetry/open-telemetry.ts";

/**
 * Part of the mains: the server over the live run; where no run is live, the pipeline makes one first. Serves until
 * `signal` is aborted. Throws what `runServer` throws.
 */
export async function serve(
  config: Config,
  deps: {
    readonly print: (text: string) => void;
    readonly clock: Clock;
    readonly ids: IdSource;
    readonly signal: AbortSignal;
  },
): Promise<void> {
  const { log, tracing } = await openTelemetry(config);
  const served = runServer({
    ...deps,
    log,
    ...(tracing && { tracing }),
    config,
    createService: async (...args) => (await import("./create-service.ts")).createService(...args),
    // The pipeline is loaded only where it is needed: a start over live results is quick.
    makeResults: async () => {
      const { makeResults } = await import("./make-results.ts");
      // Progress is on the same stream, so the run's log keeps to what needs attention.
      await makeResults(config, { ...deps, log: createLogger("warn"), output: process.stderr });
    },
  });
  await served.finally(() => tracing?.close());
}
