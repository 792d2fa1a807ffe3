import type { Clock } from "#core";
import type { QueryResult } from "#sql";

import type { Evidence, EvidenceTable } from "./evidence.ts";

/** Evidence before the turn has given it its id. */
export type EvidenceDraft = Omit<Evidence, "id">;

/** A query's rows as a table of evidence. */
export function tableOf(result: QueryResult): EvidenceTable {
  return { columns: result.columns, rows: result.rows, rowCount: result.rowCount, truncated: result.truncated };
}

/** A table made by a tool: columns by name with Athena's type names, rows in their order. */
export function tableFrom(
  columns: Readonly<Record<string, "varchar" | "bigint" | "double" | "boolean">>,
  rows: EvidenceTable["rows"],
): EvidenceTable {
  return {
    columns: Object.entries(columns).map(([name, type]) => ({ name, type })),
    rows,
    rowCount: rows.length,
    truncated: false,
  };
}

/** The parts of evidence that follow from the queries behind it: SQL, bytes, id, notices. They are no verified query. */
export function provenanceOf(
  results: readonly QueryResult[],
  startedMs: number,
  clock: Clock,
): Pick<EvidenceDraft, "sql" | "queryId" | "scannedBytes" | "elapsedMs" | "notices" | "verified"> {
  return {
    sql: results.length > 0 ? results.map((result) => result.sql).join("\n\n") : null,
    queryId: results[0]?.queryId ?? null,
    scannedBytes: results.reduce((sum, result) => sum + result.scannedBytes, 0),
    elapsedMs: Math.round(clock.monotonicMs() - startedMs),
    notices: [...new Set(results.flatMap((result) => result.notices))],
    verified: null,
  };
}
