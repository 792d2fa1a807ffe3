import { createService } from "#api";
import { createIdSource, createSilentLogger, loadConfig, type Clock } from "#core";
import type { Domain } from "#knowledge";
import type { PipelineProgress } from "#pipeline";

import { datasetOf } from "../dataset-of.ts";
import type { SuiteCase } from "../load-cases.ts";
import { runSuite, type RunSuiteOptions } from "../run-suite.ts";
import { openPlantedRun, plantedDirectory } from "./planted-run.ts";
import { serveGullible } from "./serve-gullible.ts";

/**
 * Asks the cases of the gullible model of a product over the planted run, which is made where there is none. The product
 * is the whole one, by its own settings but for model, data and store. Throws what `openPlantedRun` and
 * `createService` throw.
 */
export async function askGullible(
  cases: readonly SuiteCase[],
  repeat: number,
  options: Pick<RunSuiteOptions, "signal" | "concurrency" | "onResult"> & {
    readonly dataDirectory: string;
    readonly domain: Domain;
    readonly clock: Clock;
    readonly onProgress: (progress: PipelineProgress) => void;
  },
): Promise<void> {
  if (cases.length === 0) return;
  const { dataDirectory, signal } = options;
  const deps = { ...options, ids: createIdSource(), log: createSilentLogger() };
  const run = await openPlantedRun(dataDirectory, deps);
  const server = await serveGullible();
  const env = {
    RECKONER_DATA_DIR: plantedDirectory(dataDirectory),
    RECKONER_STORE: "memory",
    MODEL: "openai-compatible:gullible",
    OPENAI_COMPATIBLE_BASE_URL: server.baseUrl,
  };
  try {
    const service = await createService(loadConfig(env, process.cwd()), deps);
    try {
      const asked = { ...deps, cases, runTurn: service.runTurn, dataset: datasetOf(run), truthOf: async () => ({}) };
      for (let round = 0; round < repeat; round++) await runSuite({ ...asked, signal });
    } finally {
      await service.close();
    }
  } finally {
    await server.close();
  }
}
