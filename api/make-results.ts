import type { Clock, Config, IdSource, Logger } from "#core";
import { domainDirectory, loadDomain } from "#knowledge";
import { createProgressReporter, openNotify, runPipeline } from "#pipeline";
import { openHiddenCustomers } from "#store";

/**
 * Runs the pipeline over the feed in the data directory, or over a sample where there is none, with progress on
 * `output`. Throws what `runPipeline` throws.
 */
export async function makeResults(
  config: Config,
  deps: {
    readonly clock: Clock;
    readonly ids: IdSource;
    readonly log: Logger;
    readonly signal: AbortSignal;
    readonly output: Parameters<typeof createProgressReporter>[0];
  },
): Promise<void> {
  const { clock, ids, log, signal, output } = deps;
  output.write("There are no results yet: the pipeline runs first.\n");
  const domain = await loadDomain(domainDirectory("engagement"), signal);
  const onProgress = createProgressReporter(output);
  const tell = (sentence: string) => void output.write(`${sentence}\n`);
  const notify = await openNotify(config, config.data.directory, { clock, ids, signal, env: process.env, tell });
  const hidden = await openHiddenCustomers(config.store.location, clock);
  const hiddenCustomers = (await hidden?.customers.hashes(signal).finally(hidden.close)) ?? [];
  await runPipeline({
    dataDirectory: config.data.directory,
    hiddenCustomers,
    domain,
    retention: config.data.runsKept,
    sample: config.sample,
    ...(notify && { notify }),
    clock,
    ids,
    log,
    signal,
    onProgress,
  });
}
