import path from "node:path";

import { answerSchema, threadTurnSchema, type Answer, type ThreadTurn } from "#agent";
import { toAppError, type Clock, type Config, type IdSource, type Logger } from "#core";
import { openStore, type Store } from "#store";

const dayMs = 86_400_000;

/** The service's store; closing it ends the daily removal of what has expired. */
export type ServiceStore = Store<ThreadTurn, Answer>;

/**
 * Opens the store that the settings name for the live run: conversations of earlier versions are taken over, what has
 * expired is removed, now and once a day, and answers on earlier runs leave the cache. Throws `STORE_UNAVAILABLE` and
 * `STORE_VERSION`.
 */
export async function openServiceStore(
  config: Pick<Config, "store" | "data">,
  deps: {
    readonly runId: string;
    readonly clock: Clock;
    readonly ids: IdSource;
    readonly log: Logger;
    readonly signal: AbortSignal;
  },
): Promise<ServiceStore> {
  const { runId, clock, ids, log, signal } = deps;
  const { location, retentionDays } = config.store;
  const store = await openStore({
    location,
    retentionDays,
    turnSchema: threadTurnSchema,
    answerSchema,
    clock,
    ids,
  });
  try {
    if (location.kind !== "memory") {
      const imported = await store.importFiles(path.join(config.data.directory, "conversations"), signal);
      if (imported.threads + imported.answers > 0) log.info({ event: "conversations-imported", ...imported });
    }
    await store.removeExpired(signal);
    await store.answerCache.keepOnlyRun(runId, signal);
  } catch (error) {
    await store.close();
    throw error;
  }
  const daily = setInterval(() => {
    store.removeExpired().catch((error: unknown) => {
      log.warn({ event: "retention-failed", code: toAppError(error).code });
    });
  }, dayMs).unref();
  return {
    ...store,
    close: async () => {
      clearInterval(daily);
      await store.close();
    },
  };
}
