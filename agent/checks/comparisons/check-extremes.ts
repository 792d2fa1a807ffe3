import type { CheckedNumeral } from "../check-numerals.ts";
import type { EvidenceIndex } from "../evidence-index.ts";
import type { Dimension, KnownTable } from "../evidence-tables.ts";
import type { ToldSentence, WrongWord } from "./told-sentence.ts";
import { columnNamed, namesMeasure } from "./column-named.ts";
import { isDenied } from "./direction-words.ts";

const extremeWords =
  /(?<!\b(?:second|third|fourth|fifth|2nd|3rd|4th|5th|next|at|two|three|four|five|one of the|among the|of the|previous)[- ])\b(?:(?<most>highest|largest|biggest|greatest|most|peak(?:ed|s)?|maximum)|(?<least>lowest|smallest|fewest|least|minimum))\b(?!\s+(?:of|often|recent\w*|important|likely|difference|gap|change|contribut\w*|effect|push|reason|driver|factor|drop|rise|increase|decrease|step|jump)\b)/g;
/** Words that say the greatest number of something rather than the highest figure. */
const sizeWords = /^(?:largest|biggest|smallest|most|fewest|peak\w*|greatest)$/;
const sizedThings = /^\s+(?:groups?|segments?|buckets?|share|cluster|part|band)\b/;
/** How far behind its word, in characters, the number of an extreme stands. */
const nearWord = 90;

type Extreme = { readonly word: string; readonly start: number; readonly end: number; readonly isMost: boolean };

/** "The highest is A (1)": the named row must hold the column's extreme among all rows of the evidence's table. */
export function checkExtremes(sentence: ToldSentence, index: EvidenceIndex): WrongWord[] {
  const { context } = sentence;
  const extremes = Array.from(context.text.matchAll(extremeWords), (match): Extreme => ({
    word: match[0],
    start: match.index,
    end: match.index + match[0].length,
    isMost: match.groups?.["most"] !== undefined,
  }));
  return extremes.flatMap((extreme, position) => {
    const clause = clauseOf(context.text, extreme, extremes[position + 1]);
    if (isDenied(context.text.slice(clause.start, clause.end))) return [];
    const found = checkNamed(sentence, extreme, clause, index);
    return found ? [found] : [];
  });
}

type Span = { readonly start: number; readonly end: number };

/** What belongs to an extreme: its sentence up to the next extreme, parted at semicolons and contrasts. */
function clauseOf(text: string, extreme: Extreme, next: Extreme | undefined): Span {
  const breaks = Array.from(text.matchAll(/;|\b(?:while|whereas|but)\b/g), (match) => match.index);
  const start = breaks.findLast((at) => at < extreme.start) ?? 0;
  const end = breaks.find((at) => at > extreme.end) ?? text.length;
  return { start, end: next && next.start < end ? next.start : end };
}

function checkNamed(
  { context, numerals }: ToldSentence,
  extreme: Extreme,
  clause: Span,
  index: EvidenceIndex,
): WrongWord | null {
  const told = numerals.find(
    ({ numeral, source }) =>
      numeral.start >= extreme.end &&
      numeral.end <= clause.end &&
      numeral.start - extreme.end < nearWord &&
      source?.place,
  );
  let wrong: WrongWord | null = null;
  for (const table of index.tables()) {
    for (const dimension of table.dimensions) {
      const keys = new Set(
        context.links
          .mentionsOf(dimension)
          .filter((mention) => mention.start >= clause.start && mention.end <= clause.end)
          .map((mention) => mention.key),
      );
      const [key] = keys;
      if (keys.size !== 1 || key === undefined || !tellsRowsApart(dimension)) continue;
      const column = columnMeant(table, extreme, told, { context, numerals });
      const row = dimension.keyOfRow.indexOf(key);
      if (column === null || row < 0) continue;
      const better = rowBeyond(table, column, row, extreme.isMost);
      // Right in one table of the evidence is right.
      if (better === null) return null;
      wrong ??= {
        word: extreme.word,
        start: extreme.start,
        evidence: [table.evidence],
        how: `told of ${key}, but ${dimension.keyOfRow[better] ?? `row ${better + 1}`} is ${extreme.isMost ? "higher" : "lower"} in ${table.evidence}, ${table.columns[column]!.name}`,
      };
    }
  }
  return wrong;
}

/** Whether each row has a name of its own that prose can tell from a number. */
function tellsRowsApart(dimension: Dimension): boolean {
  return (
    dimension.keys.size === dimension.keyOfRow.length && !dimension.keyOfRow.some((key) => /^\d+$/.test(key ?? ""))
  );
}

/** The column that an extreme is one of: the measure named right behind the word, or the column of the number told. */
function columnMeant(
  table: KnownTable,
  extreme: Extreme,
  told: CheckedNumeral | undefined,
  { context }: ToldSentence,
): number | null {
  const named = columnNamed(table, context, extreme.end);
  if (named !== null) return named;
  // A column that is none of the dictionary's may be the measure named; another of the dictionary's is not.
  if (namesMeasure(context, extreme.end) && told?.source?.place?.column.base != null) return null;
  const behind = context.text.slice(extreme.end);
  const place = told?.source?.place;
  if (!place || place.table !== table || place.column.role !== "plain" || place.columnAt === 0) return null;
  const isSize = sizeWords.test(extreme.word) && (sizedThings.test(behind) || place.column.isCount);
  return isSize === place.column.isCount ? place.columnAt : null;
}

/** A row whose value lies beyond that of the row given; null where none does, or values are missing or negative. */
function rowBeyond(table: KnownTable, column: number, row: number, isMost: boolean): number | null {
  const own = table.table.rows[row]?.[column];
  if (typeof own !== "number" || own < 0) return null;
  const better = table.table.rows.findIndex((cells) => {
    const value = cells[column];
    return typeof value === "number" && (isMost ? value > own : value < own);
  });
  return better < 0 ? null : better;
}
