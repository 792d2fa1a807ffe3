import type { Domain } from "#knowledge";
import type { EvidenceTable } from "#tools";

import { columnFacts, domainColumns, type ColumnFacts } from "./column-facts.ts";
import { phraseKey, type PhraseIndex } from "./phrases.ts";

/** A column of texts that tells a table's rows apart. */
export type Dimension = {
  /** Position of the column. */
  readonly column: number;
  /** What each row is called, as a phrase key; null for a row without a name. */
  readonly keyOfRow: readonly (string | null)[];
  readonly keys: ReadonlySet<string>;
  /** Whether the rows are figures of different kinds, such as metrics, rather than groups with the same figures. */
  readonly isOfFigures: boolean;
};

/** A table of the evidence with what its rows and columns are called. */
export type KnownTable = {
  readonly evidence: string;
  /** Name of a further table of the evidence; null for its main one. */
  readonly name: string | null;
  readonly title: string;
  readonly table: EvidenceTable;
  readonly columns: readonly ColumnFacts[];
  /** The columns whose texts differ from row to row. */
  readonly dimensions: readonly Dimension[];
};

/** Cells longer than this are passages and name no row. */
export const labelChars = 60;
/** Tables with more rows than this are lists: their rows are not looked for in a sentence. */
const namedRows = 200;
/** Words that a row's name may go without: "premium customers" is also told as "premium". */
const generalWords = new Set(["customer", "account", "group"]);
/** Row names that are plain words of any sentence too; they count only in the phrases given, if any. */
const plainNames: Readonly<Record<string, readonly string[]>> = {
  ...Object.fromEntries(
    "none all other total yes no true false low medium high mixed positive negative categorical mean value close direction median"
      .split(" ")
      .map((word) => [word, []]),
  ),
  test: ["on test", "on the test", "test split", "test set", "test customers"],
  train: ["on train", "on the train", "train split", "train set", "training set", "on training", "training customers"],
};

/** Reads what a table's rows and columns are called, and makes its rows' names known to the phrases. */
export function knowTable(
  table: EvidenceTable,
  source: {
    readonly evidence: string;
    readonly name: string | null;
    readonly title: string;
    readonly sql: string | null;
  },
  domain: Domain,
  rowNames: PhraseIndex,
): KnownTable {
  const names = table.columns.map((column) => column.name);
  const dimensions =
    table.rows.length > namedRows
      ? []
      : table.columns.flatMap((_, column) => dimensionOf(table, column, domain, rowNames) ?? []);
  return {
    evidence: source.evidence,
    name: source.name,
    title: source.title,
    table,
    columns: table.columns.map((column) => columnFacts(column, names, source.sql, domain)),
    dimensions,
  };
}

/** Null for a column that does not tell rows apart. */
function dimensionOf(table: EvidenceTable, column: number, domain: Domain, rowNames: PhraseIndex): Dimension | null {
  const cells = table.rows.map((row) => row[column]);
  if (!cells.some((cell) => isName(cell) && cell !== cells[0])) return null;
  const keyOfRow = cells.map((cell) => (isName(cell) ? rowKey(cell) : null));
  const keys = new Set(keyOfRow.filter((key) => key !== null));
  if (keys.size < 2) return null;
  for (const [row, key] of keyOfRow.entries()) {
    const cell = cells[row];
    if (key === null || typeof cell !== "string") continue;
    for (const phrase of plainNames[key] ?? [
      key,
      cell,
      ...(domainColumns(domain).otherNames.get(phraseKey(cell)) ?? []),
    ]) {
      rowNames.add(phrase, key);
    }
  }
  return { column, keyOfRow, keys, isOfFigures: isOfFigures(table) };
}

/** Tables of metrics hold their numbers in one column, whatever they are. */
function isOfFigures(table: EvidenceTable): boolean {
  const column = table.columns.findIndex(({ name }) => name === "value");
  return column >= 0 && table.rows.some((row) => typeof row[column] === "number");
}

/** A short text that is no number. */
function isName(cell: unknown): cell is string {
  return (
    typeof cell === "string" && cell.length <= labelChars && /[\p{L}\d]/u.test(cell) && !Number.isFinite(Number(cell))
  );
}

/** A row's name as a phrase key, without the words at its end that it may go without. */
export function rowKey(label: string): string {
  const words = phraseKey(label).split(" ");
  while (words.length > 1 && generalWords.has(words.at(-1) ?? "")) words.pop();
  return words.join(" ");
}
