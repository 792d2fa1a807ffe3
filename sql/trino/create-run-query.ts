import type { Clock, IdSource, Random } from "#core";
import type { Domain } from "#knowledge";

import type { RunQuery } from "../port.ts";
import { createRemoteRunQuery } from "../remote/create-remote-run-query.ts";
import type { Sleep } from "../remote/sleep.ts";
import { askTrino } from "./ask-trino.ts";
import { createConnection, type TrinoAccess } from "./connection.ts";
import { sessionHeaders } from "./session.ts";

export type TrinoRunQueryOptions = TrinoAccess & {
  /** The catalog that has the results' schemas, named as the domain's databases. */
  readonly catalog: string;
  /** Where names without a schema are looked up; the domain's analytics database where left out. */
  readonly schema?: string;
  readonly domain: Domain;
  /** The run whose results the tables hold; it goes with every query as a client tag. */
  readonly runId: string;
  /** A query's time, its waiting included. */
  readonly timeoutMs: number;
  /** Time after which one request without an answer counts as broken and is made again; 30 s where left out. */
  readonly callTimeoutMs?: number;
  /** Rows that a result may have at most. */
  readonly maxRows: number;
  /** Queries of this process at once; the cluster is shared with others. */
  readonly concurrentQueries?: number;
  /** Bytes read from storage after which a query is stopped; the cluster's own limit holds besides. */
  readonly maxScannedBytes?: number;
  readonly clock: Clock;
  readonly ids: IdSource;
  readonly random: Random;
  readonly sleep?: Sleep;
};

export type TrinoEngine = {
  readonly runQuery: RunQuery;
  /** Stops what runs, in Trino too. */
  readonly close: () => Promise<void>;
};

/**
 * Runs queries on a Trino of one's own: through the guard, then by Trino's client protocol, stopped there when they are
 * not wanted any more. Makes no call until the first query. Rejects with `CONFIG_INVALID` where a setting cannot be
 * used, or would send a secret in clear.
 */
export async function createTrinoRunQuery(options: TrinoRunQueryOptions): Promise<TrinoEngine> {
  const connection = createConnection(options);
  const session = sessionHeaders(options);
  return createRemoteRunQuery({
    ...options,
    engine: "trino",
    title: "Trino",
    concurrentQueries: options.concurrentQueries ?? 5,
    toFailure: (cause) => cause,
    ask: async ({ columns, ...question }) => {
      const asked = { ...question, sessionHeaders: session, columnCount: columns.length };
      const { queryId, rows, scannedBytes } = await askTrino(connection, options, asked);
      return { queryId, rows, scannedBytes, costUsd: null };
    },
  });
}
