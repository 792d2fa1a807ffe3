import type { EvidenceTable } from "#tools";

import { normalizeText } from "./label-index.ts";

/** Where a value stands. */
export type ValuePlace = {
  readonly evidence: string;
  /** Name of a further table of the evidence; null for its main one. */
  readonly table: string | null;
  readonly column: string;
  /** From 0. */
  readonly row: number;
  /** The numbers of the whole column; null where a row has none. */
  readonly columnValues: () => readonly (number | null)[];
  /** The texts of the same row, lower case: what the value belongs to. */
  readonly rowLabels: readonly string[];
  /** The labels of the whole table, lower case; empty where it has too many to tell rows apart by. */
  readonly tableLabels: ReadonlySet<string>;
  /** Whether the value may be told in percent when times 100: no whole number, score, contribution, correlation. */
  readonly mayBeShare: boolean;
  /** Whether the column is in percent, from 0 to 100. */
  readonly isPercent: boolean;
};

/** A distinct value of the evidence and up to eight of its places. */
export type FoundValue = { readonly value: number; readonly places: readonly ValuePlace[] };

/** The numbers of all tables, sorted, each with its places. */
export type ValueStore = {
  /** Makes a table known; the number it returns stands for it in `note`. */
  addTable(table: EvidenceTable, evidence: string, name: string | null, isPercent: (column: string) => boolean): number;
  /** Takes in a value of a table's cell; row and column count from 0. */
  note(value: number, table: number, row: number, column: number): void;
  /** The distinct values within [low, high], from low to high, at most 48. */
  find(low: number, high: number): FoundValue[];
};

type StoredTable = {
  readonly evidence: string;
  readonly name: string | null;
  readonly table: EvidenceTable;
  readonly percentColumns: readonly boolean[];
  readonly shareColumns: readonly boolean[];
  readonly labels: ReadonlySet<string>;
  /** The labels of single rows, filled in as they are asked for. */
  readonly rowLabels: (readonly string[] | undefined)[];
};

/** Cells longer than this are passages and name no row. */
export const labelChars = 60;
/** Tables with more rows than this are lists: their labels are not looked for in a sentence. */
const labelledRows = 40;
const placesKept = 8;
const valuesFound = 48;
/** Columns and metrics that are never told in percent. */
const neverShare =
  /contribution|impact|deviation|(?:^|_)(?:sd|std|stddev|rmse|mae|mse|corr|correlation|pearson|spearman|rho|slope|cohens?|d|p|z|t)(?:_|$)|^(?!.*(?:r2|f1|accuracy)).*score/i;
const neverShareMetric = /^(?:rmse|mae|mse|logloss|log_loss)$/;
/** A place is packed into one number: row, then column, then table. */
const rowLimit = 2 ** 20;
const columnLimit = 2 ** 10;

/** An empty store. Values are sorted when first asked for after a change. */
export function createValueStore(): ValueStore {
  const tables: StoredTable[] = [];
  const placesByValue = new Map<number, number[]>();
  let sorted: Float64Array | null = null;

  function addTable(
    table: EvidenceTable,
    evidence: string,
    name: string | null,
    isPercent: (column: string) => boolean,
  ): number {
    tables.push({
      evidence,
      name,
      table,
      percentColumns: table.columns.map((column) => isPercent(column.name)),
      shareColumns: table.columns.map((column) => !/int/.test(column.type) && mayNameShare(column.name)),
      labels: new Set(table.rows.length <= labelledRows ? table.rows.flatMap(rowLabelsOf) : []),
      rowLabels: [],
    });
    return tables.length - 1;
  }

  function note(value: number, table: number, row: number, column: number): void {
    sorted = null;
    const place = row + rowLimit * (column + columnLimit * table);
    const places = placesByValue.get(value);
    if (!places) placesByValue.set(value, [place]);
    else if (places.length < placesKept) places.push(place);
  }

  function placeOf(packed: number): ValuePlace {
    const row = packed % rowLimit;
    const column = Math.floor(packed / rowLimit) % columnLimit;
    const stored = tables[Math.floor(packed / (rowLimit * columnLimit))]!;
    const rowLabels = (stored.rowLabels[row] ??= rowLabelsOf(stored.table.rows[row] ?? []));
    return {
      evidence: stored.evidence,
      table: stored.name,
      column: stored.table.columns[column]?.name ?? "",
      row,
      columnValues: () => stored.table.rows.map((cells) => (typeof cells[column] === "number" ? cells[column] : null)),
      rowLabels,
      tableLabels: stored.labels,
      mayBeShare: (stored.shareColumns[column] ?? false) && !rowLabels.some((label) => neverShareMetric.test(label)),
      isPercent: stored.percentColumns[column] ?? false,
    };
  }

  function find(low: number, high: number): FoundValue[] {
    sorted ??= Float64Array.from(placesByValue.keys()).sort();
    const found: FoundValue[] = [];
    for (let position = lowerBound(sorted, low); position < sorted.length && found.length < valuesFound; position++) {
      const value = sorted[position]!;
      if (value > high) break;
      found.push({ value, places: (placesByValue.get(value) ?? []).map(placeOf) });
    }
    return found;
  }

  return { addTable, note, find };
}

function mayNameShare(column: string): boolean {
  return /share|rate|pct|percent|proportion|portion|prob|frac/i.test(column) || !neverShare.test(column);
}

/** The texts of a row that can name it: short and with a letter. */
function rowLabelsOf(row: EvidenceTable["rows"][number]): string[] {
  return row.flatMap((cell) =>
    typeof cell === "string" && cell.length <= labelChars && /\p{L}/u.test(cell) ? [normalizeText(cell)] : [],
  );
}

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
