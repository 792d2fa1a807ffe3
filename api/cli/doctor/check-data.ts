import { isAppError, type Clock, type Config } from "#core";

import { fail, ok, warn, type Finding } from "./finding.ts";
import { findingOf } from "./finding-of-error.ts";
import type { LookAround } from "./look-around.ts";

/** A daily batch whose data is older than this has missed days. */
const staleAfterDays = 7;
const dayMs = 86_400_000;

/** Whether a run is live, whole, of this version, and how old its data is. */
export async function checkResults(
  config: Config,
  { liveRun }: LookAround,
  clock: Clock,
  signal: AbortSignal,
): Promise<Finding> {
  const about = "results";
  try {
    const { runId, snapshotDate, customers } = await liveRun(config, signal);
    const days = Math.floor((clock.now().getTime() - Date.parse(snapshotDate)) / dayMs);
    const what = `${runId} is live: ${customers} customers, data of ${snapshotDate}, ${days} ${days === 1 ? "day" : "days"} old`;
    if (days <= staleAfterDays) return ok(about, what);
    return warn(about, `${what}.`, "Run `npm run pipeline` over newer data.");
  } catch (error) {
    // The first start makes them.
    return findingOf(about, error, isAppError(error, "RESULTS_MISSING") ? "warn" : "fail");
  }
}

/** Whether the store opens and its schema is one that this version knows. */
export async function checkStore(config: Config, { storeSchema }: LookAround): Promise<Finding> {
  const about = "store";
  const { kind } = config.store.location;
  if (kind === "memory")
    return warn(about, "Conversations are kept for the life of a process only.", "Unset RECKONER_STORE to keep them.");
  try {
    const { found, known } = await storeSchema(config);
    if (found === null) return ok(about, `${kind}; it will be made (schema ${known})`);
    if (found === known) return ok(about, `${kind}, schema ${found}`);
    if (found < known) return ok(about, `${kind}, schema ${found}; the next start brings it to ${known}`);
    const hint = "Start the newer version that wrote it, or point RECKONER_STORE or RECKONER_DATA_DIR elsewhere.";
    return fail(about, `The store has schema ${found}; this version knows ${known}.`, hint);
  } catch (error) {
    return findingOf(about, error);
  }
}
