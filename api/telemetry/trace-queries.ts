import { hashText, toAppError } from "#core";

import type { Tracing } from "./tracing.ts";

/** A query as far as its span tells of it. */
export type AskedQuery = { readonly sql: string };
/** What comes of it, as far as its span tells. */
export type FoundRows = { readonly rowCount: number; readonly scannedBytes: number };

const systems: Readonly<Record<string, string>> = { athena: "aws.athena" };

/**
 * A client span for each query by the semantic conventions for databases. Its text comes along where `textOf` gives it,
 * otherwise a hash, by which the same query is known again.
 */
export function traceQueries<Request extends AskedQuery, Result extends FoundRows>(
  runQuery: (request: Request) => Promise<Result>,
  {
    engine,
    tracing,
    textOf,
  }: { readonly engine: string; readonly tracing: Tracing; readonly textOf: (sql: string) => string | null },
): (request: Request) => Promise<Result> {
  const system = systems[engine] ?? engine;
  return async (request) => {
    const text = textOf(request.sql);
    const span = tracing.start(`SELECT ${system}`, {
      kind: "client",
      attributes: {
        "db.system.name": system,
        // The guard lets nothing else pass.
        "db.operation.name": "SELECT",
        ...(text === null ? { "reckoner.query.sha256": hashText(request.sql, 64) } : { "db.query.text": text }),
      },
    });
    let failure: string | null = null;
    try {
      const found = await span.within(() => runQuery(request));
      span.set({ "db.response.returned_rows": found.rowCount, "reckoner.query.scanned_bytes": found.scannedBytes });
      return found;
    } catch (error) {
      failure = toAppError(error).code;
      throw error;
    } finally {
      span.end(failure);
    }
  };
}
