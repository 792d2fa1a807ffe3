import type { KnownTable } from "./evidence-tables.ts";
import type { ColumnFacts } from "./column-facts.ts";

/** Where a value stands. */
export type ValuePlace = {
  readonly table: KnownTable;
  readonly column: ColumnFacts;
  /** Position of the column and the row, from 0. */
  readonly columnAt: number;
  readonly row: number;
};

/** A distinct value of the evidence and its places, at most 64 of them. */
export type FoundValue = {
  readonly value: number;
  readonly places: readonly ValuePlace[];
  /** Whether it stands in more places than were kept. */
  readonly hasMore: boolean;
};

/** The numbers of all tables, each with its places. */
export type ValueStore = {
  /** Makes a table with its numbers known; what it returns stands for the table in `note`. */
  addTable(table: KnownTable): number;
  /** Takes in a number that the text of a table's cell tells; row and column count from 0. */
  note(value: number, table: number, row: number, column: number): void;
  /** The distinct values within [low, high], from low to high, at most 48. */
  find(low: number, high: number): readonly FoundValue[];
};

const placesKept = 64;
const valuesFound = 48;
/** A place is packed into one number, by table, row and column: in the order in which a person reads them. */
const rowLimit = 2 ** 20;
const columnLimit = 2 ** 10;

/** The numbers of one column with their least and greatest: most columns are passed over by these alone. */
type ColumnValues = {
  readonly values: number[];
  /** The packed place of each. */
  readonly places: number[];
  low: number;
  high: number;
};

/** An empty store. A search reads the columns whose span it meets: taking a table in costs no more than a copy. */
export function createValueStore(): ValueStore {
  const tables: KnownTable[] = [];
  const columns = new Map<number, ColumnValues>();
  const read = new Map<number, FoundValue>();
  /** The latest searches by low and high: tables tell the same number again and again. */
  const searched = new Map<number, Map<number, readonly FoundValue[]>>();

  function addTable(known: KnownTable): number {
    const table = tables.push(known) - 1;
    for (const [row, cells] of known.table.rows.entries()) {
      for (let column = 0; column < cells.length; column++) {
        const cell = cells[column];
        if (typeof cell === "number") note(cell, table, row, column);
      }
    }
    return table;
  }

  function note(value: number, table: number, row: number, column: number): void {
    if (searched.size > 0) {
      read.clear();
      searched.clear();
    }
    const at = table * columnLimit + column;
    let own = columns.get(at);
    if (!own) columns.set(at, (own = { values: [], places: [], low: Infinity, high: -Infinity }));
    own.values.push(value);
    own.places.push(column + columnLimit * (row + rowLimit * table));
    if (value < own.low) own.low = value;
    if (value > own.high) own.high = value;
  }

  function find(low: number, high: number): readonly FoundValue[] {
    let byHigh = searched.get(low);
    if (!byHigh) searched.set(low, (byHigh = new Map()));
    const before = byHigh.get(high);
    if (before) return before;
    const found = search(low, high);
    byHigh.set(high, found);
    return found;
  }

  function search(low: number, high: number): FoundValue[] {
    const near: ColumnValues[] = [];
    const within = new Set<number>();
    for (const column of columns.values()) {
      if (column.low > high || column.high < low) continue;
      near.push(column);
      for (const value of column.values) if (value >= low && value <= high) within.add(value);
    }
    if (within.size === 0) return [];
    const found = [...within].sort((left, right) => left - right).slice(0, valuesFound);
    const unread = new Map<number, number[]>();
    for (const value of found) if (!read.has(value)) unread.set(value, []);
    if (unread.size > 0) for (const column of near) collectPlaces(column, unread);
    for (const [value, places] of unread) read.set(value, foundAt(value, places));
    return found.map((value) => read.get(value)!);
  }

  function foundAt(value: number, packed: number[]): FoundValue {
    const places = packed.sort((left, right) => left - right).slice(0, placesKept);
    return { value, places: places.map(placeOf), hasMore: packed.length > placesKept };
  }

  function placeOf(packed: number): ValuePlace {
    const columnAt = packed % columnLimit;
    const row = Math.floor(packed / columnLimit) % rowLimit;
    const table = tables[Math.floor(packed / (columnLimit * rowLimit))]!;
    return { table, column: table.columns[columnAt]!, columnAt, row };
  }

  return { addTable, note, find };
}

function collectPlaces({ values, places }: ColumnValues, into: ReadonlyMap<number, number[]>): void {
  for (let at = 0; at < values.length; at++) into.get(values[at]!)?.push(places[at]!);
}

/** The numbers of a place's whole column; null where a row has none. */
export function columnValues({ table, columnAt }: ValuePlace): (number | null)[] {
  return table.table.rows.map((cells) => {
    const cell = cells[columnAt];
    return typeof cell === "number" ? cell : null;
  });
}

/** How a place is called: the evidence's id, a further table's name, the column's name, the row from 0. */
export function placeName({ table, column, row }: ValuePlace): PlaceName {
  return { evidence: table.evidence, table: table.name, column: column.name, row };
}

/** What a place is called; `table` is null for the evidence's main one. */
export type PlaceName = {
  readonly evidence: string;
  readonly table: string | null;
  readonly column: string;
  readonly row: number;
};
