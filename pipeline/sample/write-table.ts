import type { DuckDBConnection } from "@duckdb/node-api";
import type { GenerateSampleOptions } from "./options.ts";
import { feedQuery, type FeedTable } from "./feed-queries.ts";

/**
 * Writes one table of the feed as CSV and as zstd-compressed Parquet, in the order of the working tables. The Parquet
 * of `customers` leaves out the customers in the table `damaged`. DuckDB keeps the order, and with it the bytes,
 * whatever the number of threads.
 */
export async function writeTable(
  connection: DuckDBConnection,
  table: FeedTable,
  csvPath: string,
  parquetPath: string,
  options: Omit<GenerateSampleOptions, "directory">,
): Promise<void> {
  const query = feedQuery(table, options.snapshotDate);
  const clean =
    table === "customers" ? `${query} WHERE customer NOT IN (SELECT customer FROM damaged) ORDER BY customer` : query;
  await runUnlessAborted(connection, `COPY (${query}) TO ${quoted(csvPath)} (FORMAT csv, HEADER)`, options.signal);
  await runUnlessAborted(
    connection,
    `COPY (${clean}) TO ${quoted(parquetPath)} (FORMAT parquet, COMPRESSION zstd)`,
    options.signal,
  );
}

async function runUnlessAborted(connection: DuckDBConnection, sql: string, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  const interrupt = () => connection.interrupt();
  signal.addEventListener("abort", interrupt, { once: true });
  try {
    await connection.run(sql);
  } catch (error) {
    // An interrupted statement fails with DuckDB's own words; the caller asked for the stop and gets its reason.
    signal.throwIfAborted();
    throw error;
  } finally {
    signal.removeEventListener("abort", interrupt);
  }
}

function quoted(path: string): string {
  return `'${path.replaceAll("'", "''")}'`;
}
