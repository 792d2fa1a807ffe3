import type { SqlValue } from "../port.ts";
import { convertValue } from "./convert-values.ts";
import { maxResultBytes } from "./exchange.ts";
import { resultTooLarge, unreadable } from "./failure.ts";
import type { TrinoPage } from "./page.ts";

/** The rows of a statement, as its pages bring them. */
export type RowCollector = {
  /** Takes a page's rows, and gives how many it had. `bytes` is the size of the page's text. */
  readonly add: (page: TrinoPage, bytes: number) => number;
  /** The rows so far. Throws `ENGINE_UNAVAILABLE` where no page has told the columns, as any result's do. */
  readonly rows: () => readonly (readonly SqlValue[])[];
  /** Whether there are as many rows as are wanted. */
  readonly isFull: () => boolean;
};

/**
 * Collects up to `count` rows of `columnCount` values. `add` throws `ENGINE_UNAVAILABLE` for rows of another form, and
 * `SQL_FAILED` once the pages with rows are larger together than anybody reads.
 */
export function createRowCollector(columnCount: number, count: number): RowCollector {
  const rows: SqlValue[][] = [];
  let totalBytes = 0;
  let hasColumns = false;
  const add = ({ columns, data }: TrinoPage, bytes: number) => {
    if (columns) {
      hasColumns = true;
      if (columns.length !== columnCount) {
        throw unreadable(`it has ${columns.length} columns where ${columnCount} were asked for`);
      }
    }
    if (!data || data.length === 0) return 0;
    if (!columns) throw unreadable("it has rows without columns");
    if ((totalBytes += bytes) > maxResultBytes) throw resultTooLarge();
    for (const row of data.slice(0, count - rows.length)) {
      if (row.length !== columnCount) {
        throw unreadable(`it has a row of ${row.length} values where ${columnCount} were asked for`);
      }
      rows.push(columns.map(({ typeSignature }, place) => convertValue(row[place], typeSignature)));
    }
    return data.length;
  };
  return {
    add,
    rows: () => {
      if (!hasColumns) throw unreadable("it ends without columns");
      return rows;
    },
    isFull: () => rows.length >= count,
  };
}
