import { assertHeaderValue } from "./connection.ts";
import type { TrinoRunQueryOptions } from "./create-run-query.ts";

/**
 * What Trino needs to know of a statement, as the headers of its first request: its names, its limits, and how it is
 * found in Trino's own lists. Throws `CONFIG_INVALID` for a name that a header cannot carry.
 */
export function sessionHeaders(options: TrinoRunQueryOptions): Readonly<Record<string, string>> {
  const { catalog, domain, schema = domain.databases.analytics, timeoutMs, maxScannedBytes, runId } = options;
  assertHeaderValue(catalog, "catalog");
  assertHeaderValue(schema, "schema");
  const properties = [
    `query_max_run_time=${Math.ceil(timeoutMs)}ms`,
    ...(maxScannedBytes === undefined ? [] : [`query_max_scan_physical_bytes=${Math.floor(maxScannedBytes)}B`]),
  ];
  return {
    "X-Trino-Catalog": catalog,
    "X-Trino-Schema": schema,
    // Dates and times mean the same on every engine.
    "X-Trino-Time-Zone": "UTC",
    // Without it Trino cuts timestamps to milliseconds.
    "X-Trino-Client-Capabilities": "PARAMETRIC_DATETIME",
    "X-Trino-Client-Tags": `run=${runId.replaceAll(/[^\w.:-]/g, "")}`,
    "X-Trino-Session": properties.join(","),
    "Content-Type": "text/plain; charset=utf-8",
  };
}
