import type { KnownTable } from "./evidence-tables.ts";
import type { Numeral } from "./numerals.ts";
import type { SentenceContext } from "./sentence-context.ts";
import type { ValuePlace } from "./value-store.ts";

/**
 * Why a value at a place cannot be what a numeral tells: it is of another row or another column than the sentence
 * says. In words that follow "a value of e1, mean_score, row 2, "; null where it can be.
 */
export function misfitOf(place: ValuePlace, numeral: Numeral, context: SentenceContext): string | null {
  return otherRow(place, numeral, context) ?? otherRole(place, context) ?? otherMeasure(place, numeral, context);
}

/** The row that the numeral is told of, where the place's table has it and the place is in another one. */
function otherRow({ table, row }: ValuePlace, numeral: Numeral, context: SentenceContext): string | null {
  for (const dimension of table.dimensions) {
    const told = context.links.keyOf(numeral, dimension);
    const actual = dimension.keyOfRow[row] ?? null;
    if (told === null || actual === null) continue;
    // In prose a row that is called a number cannot be told from other numbers, so it is never known to be meant.
    if (context.heading === "" && /^\d+$/.test(actual)) continue;
    // A row may hold several things of one kind, each with its figures.
    if (!table.dimensions.some((other) => other.keyOfRow[row] === told)) return `not of the row ${told}`;
  }
  return null;
}

const deviationWords = /\b(?:deviat\w*|sd|std|spread\w*|scatter\w*|var(?:y|ies|iance|iation)|dispersion)\b|±|σ/;

/** Ends of intervals are told as such, and so are standard deviations. */
function otherRole({ column }: ValuePlace, context: SentenceContext): string | null {
  if (column.role === "bound" && !context.tellsInterval)
    return "the end of an interval, which the sentence does not say";
  const isDeviation = column.role === "deviation" && !deviationWords.test(`${context.heading}\n${context.text}`);
  return isDeviation ? "a standard deviation, which the sentence does not say" : null;
}

/**
 * The column that the sentence names, where the row has it too and the place's own column is not spoken of. Counts
 * are told beside anything, and dollars and percent only of columns that are in them.
 */
function otherMeasure(
  { table, column, columnAt, row }: ValuePlace,
  numeral: Numeral,
  context: SentenceContext,
): string | null {
  // The first column says what the rows are: hours, ranks, customers.
  if (columnAt === 0 || column.isCount || column.role === "bound") return null;
  const measures = context.measuresOf(numeral);
  if (measures.length === 0) return null;
  if (isSpoken(column.words, context) || isShareOf(column.name, numeral, context)) return null;
  for (const { keys } of measures) {
    const told = keys.find((key) => key !== column.base && hasColumn(table, row, key, numeral));
    if (told !== undefined) return `not of the column ${told}`;
  }
  return null;
}

/** Whether a sentence or its table's header says one of the words. */
export function isSpoken(words: ReadonlySet<string>, context: SentenceContext): boolean {
  for (const word of words) if (!unspecific.has(word) && context.stems.has(word)) return true;
  return false;
}

/** Words of many columns' names, which tell none apart. */
const unspecific = new Set("mean average actual value total all day days usd group number".split(" "));

/** "31.5 % of all", "(31.5 %)": a share is told without the word. */
function isShareOf(column: string, numeral: Numeral, context: SentenceContext): boolean {
  if (!/share|portion|fraction/.test(column)) return false;
  const end = numeral.end;
  return /^[*_]*(?:\)|\s+of\b)/.test(context.text.slice(end, end + 8));
}

/** Whether a row has a figure of a dictionary's column that can be told in the numeral's unit. */
function hasColumn(table: KnownTable, row: number, base: string, numeral: Numeral): boolean {
  const unit = numeral.shared?.unit ?? numeral.unit;
  return table.columns.some(
    (column, position) =>
      column.base === base &&
      typeof table.table.rows[row]?.[position] === "number" &&
      column.role === "plain" &&
      (unit === "usd") === column.isMoney &&
      (unit !== "percent" || column.mayBeShare || column.isPercent),
  );
}
