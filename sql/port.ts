import type { Role } from "#core";

/** One value of a result: integers and decimals as numbers, dates and timestamps as ISO text. */
export type SqlValue = string | number | boolean | null;

export type ResultColumn = {
  readonly name: string;
  /** Athena's type name: varchar, bigint, integer, double, decimal, boolean, date, timestamp, array, map, row. */
  readonly type: string;
};

export type QueryRequest = {
  /** One query in Athena's dialect (Trino). */
  readonly sql: string;
  /** Whose rights apply. */
  readonly role: Role;
  /** Groups of protected persons are given from so many on; the policy's k where left out or lower. */
  readonly smallestGroup?: number;
  /** Rows returned at most; the engine's own cap where left out or higher. */
  readonly maxRows?: number;
  /** Who asks: persons take turns where queries wait, and each has a budget. Text that tells people apart; shown to nobody. */
  readonly person?: string;
  readonly signal?: AbortSignal;
};

export type QueryResult = {
  readonly queryId: string;
  /** The query as the guard passed it on, in Athena's dialect. */
  readonly sql: string;
  readonly columns: readonly ResultColumn[];
  readonly rows: readonly (readonly SqlValue[])[];
  /** Rows in `rows`. */
  readonly rowCount: number;
  /** Whether there were more rows than the cap. */
  readonly truncated: boolean;
  readonly scannedBytes: number;
  /**
   * What the query is billed, in US dollars: on Athena by the bytes it read, on DuckDB nothing. Null where nobody
   * bills by the query, so that it cannot be told: on a Trino of one's own.
   */
  readonly costUsd: number | null;
  readonly elapsedMs: number;
  readonly engine: "duckdb" | "athena" | "trino";
  /** What the guard changed or withheld, in plain words. */
  readonly notices: readonly string[];
};

/**
 * Runs one guarded, read-only query. Throws `SQL_REFUSED` or `PRIVACY_REFUSED` (the guard), `SQL_FAILED` (the
 * engine), `SQL_TIMEOUT`, `TURN_ABORTED` (the signal), `QUERY_BUDGET` (the person's day is used up),
 * `RESULTS_DAMAGED` (the results are gone), and of engines elsewhere `ENGINE_UNAVAILABLE` and `ENGINE_FORBIDDEN`.
 */
export type RunQuery = (request: QueryRequest) => Promise<QueryResult>;
