import type { Domain } from "#knowledge";
import type { EvidenceTable } from "#tools";

import { columnFacts, domainColumns, type ColumnFacts } from "./column-facts.ts";
import { normalizeText } from "./label-index.ts";
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
  /** The short texts of a row, lower case: what its values belong to. */
  readonly labelsOf: (row: number) => readonly string[];
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
    labelsOf: rowLabels(table),
  };
}

/** Null for a column that does not tell rows apart. */
function dimensionOf(table: EvidenceTable, column: number, domain: Domain, rowNames: PhraseIndex): Dimension | null {
  const cells = table.rows.map((row) => row[column]);
  // In the first column a number in text is a name too, such as a bucket's; in prose it is none.
  const mayName = (cell: unknown): cell is string => isName(cell) || (column === 0 && isNumberText(cell));
  if (!cells.some((cell) => mayName(cell) && cell !== cells[0])) return null;
  const spoken = cells.map((cell) => (mayName(cell) ? phraseKey(cell) : null));
  const keyOfRow = spoken.map((phrase) => (phrase === null ? null : withoutGeneral(phrase)));
  const keys = new Set(keyOfRow.filter((key) => key !== null));
  if (keys.size < 2) return null;
  const { otherNames } = domainColumns(domain);
  for (const [row, key] of keyOfRow.entries()) {
    const phrase = spoken[row] ?? null;
    if (key === null || phrase === null || isNumberText(cells[row])) continue;
    const plain = plainNames[key];
    if (plain) for (const name of plain) rowNames.add(phraseKey(name), key);
    else for (const name of [key, phrase, ...(otherNames.get(phrase) ?? [])]) rowNames.add(name, key);
  }
  return { column, keyOfRow, keys, isOfFigures: isOfFigures(table) };
}

/** Tables of metrics hold their numbers in one column, whatever they are. */
function isOfFigures(table: EvidenceTable): boolean {
  const column = table.columns.findIndex(({ name }) => name === "value");
  return column >= 0 && table.rows.some((row) => typeof row[column] === "number");
}

function isNumberText(cell: unknown): cell is string {
  return typeof cell === "string" && /^\d+$/.test(cell);
}

/** A short text that is no number. */
function isName(cell: unknown): cell is string {
  return (
    typeof cell === "string" && cell.length <= labelChars && /[\p{L}\d]/u.test(cell) && !Number.isFinite(Number(cell))
  );
}

/** A row's name, as a phrase key, without the words at its end that it may go without. */
function withoutGeneral(phrase: string): string {
  const last = phrase.lastIndexOf(" ");
  return last > 0 && generalWords.has(phrase.slice(last + 1)) ? withoutGeneral(phrase.slice(0, last)) : phrase;
}

/** Reads a row's labels when first asked for. */
function rowLabels(table: EvidenceTable): (row: number) => readonly string[] {
  const read = new Map<number, readonly string[]>();
  return (row) => {
    const before = read.get(row);
    if (before) return before;
    const labels = (table.rows[row] ?? []).flatMap((cell) =>
      typeof cell === "string" && cell.length <= labelChars && /\p{L}/u.test(cell) ? [normalizeText(cell)] : [],
    );
    read.set(row, labels);
    return labels;
  };
}
