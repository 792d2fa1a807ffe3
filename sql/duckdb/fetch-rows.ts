import { AppError } from "#core";

import type { SqlValue } from "../port.ts";
import { toEngineFailure } from "./engine-failure.ts";
import type { ServingDatabase } from "./open-serving-database.ts";

/** A query as the guard passed it on for DuckDB, and how many of its rows are wanted at most. */
export type RowRequest = { readonly sql: string; readonly count: number };

/** Characters that a result may have in all: rows are capped, but one row may hold a text of any length. */
const maxResultCharacters = 16_000_000;

/**
 * The first rows of a query, on a connection of its own that is interrupted when the signal aborts.
 * Throws `SQL_FAILED`, or the signal's reason.
 */
export async function fetchRows(
  database: ServingDatabase,
  { sql, count }: RowRequest,
  signal: AbortSignal,
): Promise<SqlValue[][]> {
  const { convertValue } = await import("./convert-values.ts");
  const connection = await database.connect();
  // An interrupt that comes before the query has a thread is lost, so it is sent until the query ends.
  let repeat: ReturnType<typeof setInterval> | undefined;
  const interrupt = () => {
    repeat ??= setInterval(() => connection.interrupt(), 5);
  };
  signal.addEventListener("abort", interrupt, { once: true });
  try {
    // It may have aborted while the connection was made, before anyone listened.
    signal.throwIfAborted();
    const rows: SqlValue[][] = [];
    let characters = 0;
    const result = await connection.stream(sql);
    for await (const batch of result.yieldRows()) {
      for (const row of batch) {
        if (rows.length >= count) break;
        const values = row.map(convertValue);
        characters += values.reduce<number>((sum, value) => sum + (typeof value === "string" ? value.length : 8), 0);
        if (characters > maxResultCharacters) throw tooLarge();
        rows.push(values);
      }
      signal.throwIfAborted();
    }
    return rows;
  } catch (cause) {
    signal.throwIfAborted();
    throw toEngineFailure(cause);
  } finally {
    clearInterval(repeat);
    signal.removeEventListener("abort", interrupt);
    connection.closeSync();
  }
}

function tooLarge(): AppError {
  return new AppError("SQL_FAILED", {
    detail: `The result is larger than ${maxResultCharacters / 1e6} million characters.`,
    hint: "Select fewer columns or rows, or shorter texts.",
  });
}
