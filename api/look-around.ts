import { createChatModel, createOfflineAnalyst, hasAwsCredentials, tryChatModel } from "#agent";
import { createIdSource, createSilentLogger, createSystemClock } from "#core";
import { domainDirectory, loadDomain } from "#knowledge";
import { openLiveRun } from "#pipeline";
import { readSchemaVersion } from "#store";

import type { LookAround } from "./cli/doctor/look-around.ts";
import { createEngine } from "./create-engine.ts";

/** Part of the mains: how `reckoner doctor` looks into the other rooms. */
export const lookAround: LookAround = {
  liveRun: async (config, signal) => {
    const domain = await loadDomain(domainDirectory("engagement"), signal);
    const { runId, snapshotDate, manifest } = await openLiveRun(config.data.directory, domain, signal);
    return { runId, snapshotDate, customers: manifest.rows.clean };
  },
  storeSchema: (config) => readSchemaVersion(config.store.location),
  hasAwsCredentials,
  tryChatModel: async (config, signal) => {
    const domain = await loadDomain(domainDirectory("engagement"), signal);
    const today = createSystemClock().now().toISOString().slice(0, 10);
    const chatModel = await createChatModel(config.chatModel, {
      idleTimeoutMs: config.limits.modelIdleTimeoutMs,
      createOffline: () => createOfflineAnalyst(domain, today),
      log: createSilentLogger(),
    });
    await tryChatModel(chatModel, signal);
  },
  tryEngine: async (config, signal) => {
    const domain = await loadDomain(domainDirectory("engagement"), signal);
    const deps = { clock: createSystemClock(), ids: createIdSource(), isolateQueries: false, watchDifferences: false };
    const engine = await createEngine(config, { ...deps, domain, run: null });
    try {
      await engine.runQuery({ sql: "SELECT 1 AS one", role: "analyst", signal });
    } finally {
      await engine.close();
    }
  },
};
