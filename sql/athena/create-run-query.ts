import type { Clock, IdSource, Random } from "#core";
import type { Domain } from "#knowledge";

import type { RunQuery } from "../port.ts";
import { createRemoteRunQuery } from "../remote/create-remote-run-query.ts";
import type { Sleep } from "../remote/sleep.ts";
import { costOfScan, listPriceUsdPerTerabyte } from "./cost.ts";
import { toCallFailure } from "./failure.ts";

export type AthenaRunQueryOptions = {
  readonly region: string;
  readonly workgroup: string;
  /** Glue's data catalog where left out. */
  readonly catalog?: string;
  /** Where names without a database are looked up; the domain's analytics database where left out. */
  readonly database?: string;
  /** Where results go, as s3://bucket/prefix/; the workgroup's own place where left out. */
  readonly outputLocation?: string;
  readonly domain: Domain;
  /** The run whose results the tables hold: it is part of every text, so that no result of an earlier run is reused. */
  readonly runId: string;
  /** A query's time, its waiting included. */
  readonly timeoutMs: number;
  /** Rows that a result may have at most. */
  readonly maxRows: number;
  /** Queries of this process at once; the account's quota is shared with others. */
  readonly concurrentQueries?: number;
  /** Age up to which the result of the same text on the same run is used again; 0 for never. */
  readonly reuseMinutes?: number;
  /** Bytes after which a query is stopped; the workgroup's own limit holds besides. */
  readonly maxScannedBytes?: number;
  /** The region's price for a terabyte read, in US dollars; the list price of most regions where left out. */
  readonly usdPerTerabyte?: number;
  readonly clock: Clock;
  readonly ids: IdSource;
  readonly random: Random;
  readonly sleep?: Sleep;
};

export type AthenaEngine = {
  readonly runQuery: RunQuery;
  /** Stops what runs, in Athena too, and lets go of the connections. */
  readonly close: () => Promise<void>;
};

/**
 * Runs queries on Athena: through the guard, then as a workgroup's query, stopped there when it is not wanted any
 * more. Makes no call until the first query.
 */
export async function createAthenaRunQuery(options: AthenaRunQueryOptions): Promise<AthenaEngine> {
  const { concurrentQueries = 5, usdPerTerabyte = listPriceUsdPerTerabyte } = options;
  // The AWS SDK is loaded only where Athena is used.
  const [{ createAthenaClient }, { askAthena }] = await Promise.all([import("./client.ts"), import("./ask-athena.ts")]);
  const client = createAthenaClient(options.region);
  const { runQuery, close } = createRemoteRunQuery({
    ...options,
    engine: "athena",
    title: "Athena",
    concurrentQueries,
    toFailure: toCallFailure,
    ask: async (question) => {
      const { executionId, execution, rows } = await askAthena(client, options, question);
      const reused = execution.Statistics?.ResultReuseInformation?.ReusedPreviousResult === true;
      const scannedBytes = reused ? 0 : (execution.Statistics?.DataScannedInBytes ?? 0);
      const costUsd = reused ? 0 : costOfScan(scannedBytes, usdPerTerabyte);
      return { queryId: executionId, rows, scannedBytes, costUsd };
    },
  });
  return { runQuery, close: () => close().finally(() => client.destroy()) };
}
