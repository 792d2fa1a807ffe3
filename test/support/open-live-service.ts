import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";

import { createIdSource, createSilentLogger, createSystemClock, loadConfig } from "#core";

import { createService } from "../../api/create-service.ts";
import type { Service } from "../../api/service.ts";
import { buildLiveRun } from "./build-live-run.ts";

/** The whole service over a small live run in a folder of its own. */
export type LiveService = {
  readonly service: Service;
  readonly directory: string;
  /** Closes the service and removes the folder. */
  readonly remove: () => Promise<void>;
};

/**
 * Opens the service as `npm start` does, with the offline analyst, over a copy of the run of `buildLiveRun`; with
 * `cacheAnswers` false every question is answered afresh.
 */
export async function openLiveService(options: { readonly cacheAnswers?: boolean } = {}): Promise<LiveService> {
  const { dataDirectory } = await buildLiveRun();
  const directory = await mkdtemp(path.join(tmpdir(), "reckoner-service-"));
  await cp(dataDirectory, directory, { recursive: true });
  const service = await createService(loadConfig({ RECKONER_DATA_DIR: directory }, directory), {
    clock: createSystemClock(),
    ids: createIdSource(),
    log: createSilentLogger(),
    signal: new AbortController().signal,
    ...options,
  });
  return {
    service,
    directory,
    remove: async () => {
      await service.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
