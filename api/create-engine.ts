import path from "node:path";

import { AppError, createRandom, type Clock, type Config, type IdSource } from "#core";
import type { Domain } from "#knowledge";
import type { LiveRun } from "#pipeline";
import {
  createAthenaRunQuery,
  createBudgetedRunQuery,
  createCachedRunQuery,
  createDifferencingWatch,
  createDuckDbRunQuery,
  createIsolatedRunQuery,
  createTrinoRunQuery,
  type RunQuery,
} from "#sql";
import { createFileUsageStore } from "#store";

/** The chosen engine behind the guard, with a memory for results and the budgets of persons. */
export type Engine = {
  readonly runQuery: RunQuery;
  /** Stops what runs and lets go of files and connections. */
  readonly close: () => Promise<void>;
};

/** The run whose results are asked. */
export type EngineRun = Pick<LiveRun, "runId" | "serveDatabasePath">;

export type EngineDeps = {
  readonly domain: Domain;
  /** Null where no run is on this machine: Athena and Trino then answer without using earlier results again. */
  readonly run: EngineRun | null;
  readonly clock: Clock;
  readonly ids: IdSource;
  /** On DuckDB: queries in processes of their own, which can be killed. */
  readonly isolateQueries: boolean;
  /** Whether what a person asks is held against what the same person was told before; else each query stands alone. */
  readonly watchDifferences: boolean;
};

type EngineSettings = Pick<Config, "engine" | "budget" | "limits" | "data">;

/**
 * Part of the mains: opens the engine that the settings name. A query passes the person's budget, the watch over
 * differences, the results of earlier queries on the same run, then guard and engine. Throws `RESULTS_MISSING` or `RESULTS_DAMAGED` where DuckDB
 * has no usable results; Athena and Trino are first called by the first query.
 */
export async function createEngine(settings: EngineSettings, deps: EngineDeps): Promise<Engine> {
  const engine = await openEngine(settings, deps);
  const runId = deps.run?.runId ?? "";
  const { runQuery: cached } = createCachedRunQuery({ runQuery: engine.runQuery, runId: () => runId });
  const runQuery = deps.watchDifferences
    ? createDifferencingWatch({ runQuery: cached, domain: deps.domain, runId: () => runId })
    : cached;
  return { runQuery: withBudget(runQuery, settings, deps.clock), close: engine.close };
}

function openEngine({ engine, limits }: EngineSettings, deps: EngineDeps): Promise<Engine> {
  const { domain, run, clock, ids, isolateQueries } = deps;
  const shared = { domain, timeoutMs: limits.queryTimeoutMs, maxRows: limits.queryRows, clock, ids };
  const remote = { ...shared, runId: run?.runId ?? "none", random: createRandom(clock.now().getTime()) };
  switch (engine.name) {
    case "duckdb": {
      if (run === null) throw noLocalRun();
      const createDuckDb = isolateQueries ? createIsolatedRunQuery : createDuckDbRunQuery;
      return createDuckDb({ ...shared, databasePath: run.serveDatabasePath, memoryMb: limits.queryMemoryMb });
    }
    case "athena":
      return createAthenaRunQuery({
        ...remote,
        ...engine,
        database: engine.database ?? undefined,
        outputLocation: engine.outputLocation ?? undefined,
        // Without the run's id in it, the same text may mean an earlier run's results.
        reuseMinutes: run === null ? 0 : engine.reuseMinutes,
      });
    case "trino":
      return createTrinoRunQuery({
        ...remote,
        ...engine,
        password: engine.password ?? undefined,
        token: engine.token ?? undefined,
        schema: engine.schema ?? undefined,
        maxScannedBytes: engine.maxScannedBytes ?? undefined,
      });
    default:
      return engine satisfies never;
  }
}

/** Uses are counted in the data directory, so that neither a restart nor a second process renews a day. */
function withBudget(runQuery: RunQuery, { budget, data }: EngineSettings, clock: Clock): RunQuery {
  const { bytesPerDay: bytes, secondsPerDay: seconds } = budget;
  if (bytes === null && seconds === null) return runQuery;
  const usage = createFileUsageStore({ directory: path.join(data.directory, "usage") });
  return createBudgetedRunQuery({ runQuery, perDay: { bytes, seconds }, usage, clock });
}

function noLocalRun(): AppError {
  return new AppError("RESULTS_MISSING", {
    detail: "No finished pipeline run is on this machine.",
    hint: "Run `npm run pipeline`, or set SQL_ENGINE to where the results are.",
  });
}
