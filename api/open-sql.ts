import type { Clock, Config, IdSource } from "#core";
import { domainDirectory, loadDomain, type PrivacyClass } from "#knowledge";
import { createGuard, renderAthenaDdl, type Guard } from "#sql";

import type { Engine } from "./create-engine.ts";

export type { CheckedQuery, GuardRequest, QueryResult } from "#sql";

/** What stands between a person's own SQL and the results. */
export type SqlDesk = {
  /** What the guard makes of a query; needs no results. */
  readonly check: Guard["check"];
  /** The privacy class of a table's column, named as table.column; null where there is none such. */
  readonly privacyOf: (column: string) => PrivacyClass | null;
  /**
   * The statements that make databases, tables and views in Athena over a run's folder at an s3://bucket/prefix.
   * Throws `USAGE` for a location that is none.
   */
  readonly athenaDdl: (location: string) => Promise<string>;
  /**
   * Opens the engine that the settings name; it shows nothing of hidden customers. Throws as `createEngine` does, what
   * `openLiveRun` throws, `STORE_UNAVAILABLE` and `STORE_VERSION`.
   */
  readonly openEngine: () => Promise<Engine>;
};

export type OpenSql = (
  config: Config,
  deps: {
    readonly clock: Clock;
    readonly ids: IdSource;
    readonly signal: AbortSignal;
    /** On DuckDB: queries in processes of their own, so that none can hold up the next. */
    readonly isolateQueries: boolean;
  },
) => Promise<SqlDesk>;

/** Part of the mains: the guard over the domain, and behind it the engine when it is asked for. */
export const openSql: OpenSql = async (config, { clock, ids, signal, isolateQueries }) => {
  const domain = await loadDomain(domainDirectory("engagement"), signal);
  return {
    check: createGuard({ domain }).check,
    privacyOf: (column) => {
      const [tableName, columnName] = column.split(".");
      const table = domain.tables.find(({ name }) => name === tableName);
      return table?.columns.find(({ name }) => name === columnName)?.privacy ?? null;
    },
    athenaDdl: (location) => renderAthenaDdl(domain.name, { location }, signal),
    openEngine: async () => {
      // Loaded only here: a look at what the guard says is quick.
      const [{ openLiveRun }, { createEngine }] = await Promise.all([
        import("#pipeline"),
        import("./create-engine.ts"),
      ]);
      // Elsewhere the tables may hold another run than this machine: its id must not stand for theirs.
      const isHere = config.engine.name === "duckdb";
      const run = isHere ? await openLiveRun(config.data.directory, domain, signal) : null;
      // A command knows nothing of what was asked before it, and a file's lines are judged each by itself.
      const deps = { domain, run, clock, ids, isolateQueries, watchDifferences: false };
      const [{ openHiddenCustomers }, { hideCustomers }] = await Promise.all([
        import("#store"),
        import("./hide-customers.ts"),
      ]);
      const engine = await createEngine(config, deps);
      const hidden = await openHiddenCustomers(config.store.location, clock).catch(async (error: unknown) => {
        await engine.close();
        throw error;
      });
      if (hidden === null) return engine;
      return {
        runQuery: hideCustomers(engine.runQuery, { hidden: hidden.customers, domain }),
        close: async () => {
          await engine.close();
          await hidden.close();
        },
      };
    },
  };
};
