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

/** The numbers of all tables, sorted, each with its places. */
export type ValueStore = {
  /** Makes a table known; the number it returns stands for it in `note`. */
  addTable(table: KnownTable): number;
  /** Takes in a value of a table's cell; row and column count from 0. */
  note(value: number, table: number, row: number, column: number): void;
  /** The distinct values within [low, high], from low to high, at most 48. */
  find(low: number, high: number): FoundValue[];
};

const placesKept = 64;
const valuesFound = 48;
/** A place is packed into one number: row, then column, then table. */
const rowLimit = 2 ** 20;
const columnLimit = 2 ** 10;

/** An empty store. Values are sorted when first asked for after a change. */
export function createValueStore(): ValueStore {
  const tables: KnownTable[] = [];
  const placesByValue = new Map<number, number[]>();
  const read = new Map<number, FoundValue>();
  let sorted: Float64Array | null = null;

  function note(value: number, table: number, row: number, column: number): void {
    sorted = null;
    read.clear();
    const place = row + rowLimit * (column + columnLimit * table);
    const places = placesByValue.get(value);
    if (!places) placesByValue.set(value, [place]);
    else if (places.length <= placesKept) places.push(place);
  }

  function placeOf(packed: number): ValuePlace {
    const row = packed % rowLimit;
    const columnAt = Math.floor(packed / rowLimit) % columnLimit;
    const table = tables[Math.floor(packed / (rowLimit * columnLimit))]!;
    return { table, column: table.columns[columnAt]!, columnAt, row };
  }

  function valueOf(value: number): FoundValue {
    const before = read.get(value);
    if (before) return before;
    const places = placesByValue.get(value) ?? [];
    const found = {
      value,
      places: places.slice(0, placesKept).map(placeOf),
      hasMore: places.length > placesKept,
    };
    read.set(value, found);
    return found;
  }

  function find(low: number, high: number): FoundValue[] {
    sorted ??= Float64Array.from(placesByValue.keys()).sort();
    const found: FoundValue[] = [];
    for (let position = lowerBound(sorted, low); position < sorted.length && found.length < valuesFound; position++) {
      const value = sorted[position]!;
      if (value > high) break;
      found.push(valueOf(value));
    }
    return found;
  }

  return { addTable: (table) => tables.push(table) - 1, note, find };
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

/** The first position whose value is not below the bound. */
function lowerBound(sorted: Float64Array, bound: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle]! < bound) low = middle + 1;
    else high = middle;
  }
  return low;
}
