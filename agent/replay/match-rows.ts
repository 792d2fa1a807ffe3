import type { EvidenceTable } from "#tools";

type Row = EvidenceTable["rows"][number];
type Cell = Row[number];

/** What sums of doubles may differ by when a query runs again and adds them in another order, relative. */
const floatSlack = 1e-9;

/** Two readings of one table beside each other. */
export type MatchedTable = {
  /** Whether columns, rows and every value agree, in whatever order the rows came. */
  readonly isSame: boolean;
  /** For each row then, the row that tells of the same now; null where none does. */
  readonly rowNow: readonly (Row | null)[];
  /** The place of a column in the rows of now; -1 where there is none of its name. */
  readonly columnNow: (name: string) => number;
};

/**
 * Finds each row of a table among the rows of another reading of it: first rows that are equal, then rows with the
 * same key, which is all that is not a number, or the first cell where all are numbers. Rows of numbers that are left
 * over, as many then as now, go together in their order: nothing in them tells them apart.
 */
export function matchRows(then: EvidenceTable, now: EvidenceTable): MatchedTable {
  const names = now.columns.map((column) => column.name);
  const columnNow = (name: string) => names.indexOf(name);
  const hasColumns =
    names.length === then.columns.length && then.columns.every(({ name }, index) => names[index] === name);
  const free = new Set(now.rows);
  const rowNow: (Row | null)[] = then.rows.map((row, index) => {
    const beside = now.rows[index];
    const equal = beside && free.has(beside) && isSameRow(row, beside) ? beside : firstOf(free, row);
    if (equal) free.delete(equal);
    return equal;
  });
  const hasEqual = rowNow.every((row) => row !== null);
  const byKey = new Map<string, Row[]>();
  for (const row of free) byKey.set(keyOf(row), [...(byKey.get(keyOf(row)) ?? []), row]);
  for (const [index, row] of then.rows.entries()) {
    const found = rowNow[index] ?? byKey.get(keyOf(row))?.shift() ?? null;
    rowNow[index] = found;
    if (found) free.delete(found);
  }
  const left = then.rows.flatMap((row, index) => (rowNow[index] === null && isNumbers(row) ? [index] : []));
  const leftNow = [...free].filter(isNumbers);
  if (left.length === leftNow.length) for (const index of left) rowNow[index] = leftNow.shift() ?? null;
  return { isSame: hasColumns && hasEqual && then.rowCount === now.rowCount, rowNow, columnNow };
}

function firstOf(rows: ReadonlySet<Row>, wanted: Row): Row | null {
  for (const row of rows) if (isSameRow(wanted, row)) return row;
  return null;
}

function isSameRow(left: Row, right: Row): boolean {
  return left.length === right.length && left.every((cell, index) => isSameCell(cell, right[index] ?? null));
}

/** Whether two cells say the same, numbers but for the order in which they were added up. */
export function isSameCell(left: Cell, right: Cell): boolean {
  if (typeof left !== "number" || typeof right !== "number") return left === right;
  return Math.abs(left - right) <= floatSlack * Math.max(Math.abs(left), Math.abs(right));
}

function keyOf(row: Row): string {
  return JSON.stringify(isNumbers(row) ? row.slice(0, 1) : row.filter((cell) => typeof cell !== "number"));
}

function isNumbers(row: Row): boolean {
  return row.every((cell) => typeof cell === "number");
}
