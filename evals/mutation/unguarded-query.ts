import { toAppError, AppError, type Clock } from "#core";
import type { RunQuery } from "#sql";

import type { TruthBase } from "../truth/open-truth.ts";

/** The engine as it would be without any guard: whatever is asked is run as it is. Throws `SQL_FAILED`. */
export function createUnguardedQuery(base: Pick<TruthBase, "rows">, clock: Clock): RunQuery {
  return async ({ sql }) => {
    const startedMs = clock.monotonicMs();
    const found = await base.rows(sql).catch((thrown: unknown) => {
      throw new AppError("SQL_FAILED", { detail: toAppError(thrown).detail, hint: "Mend the query.", cause: thrown });
    });
    const names = Object.keys(found[0] ?? {});
    const typeOf = (name: string) => {
      const value = found.map((row) => row[name]).find((cell) => cell != null);
      return typeof value === "number" ? "double" : typeof value === "boolean" ? "boolean" : "varchar";
    };
    return {
      queryId: "unguarded",
      sql,
      columns: names.map((name) => ({ name, type: typeOf(name) })),
      rows: found.map((row) => names.map((name) => row[name] ?? null)),
      rowCount: found.length,
      truncated: false,
      scannedBytes: 0,
      costUsd: 0,
      elapsedMs: clock.monotonicMs() - startedMs,
      engine: "duckdb",
      notices: [],
    };
  };
}
