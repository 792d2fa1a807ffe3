import type { ExpectationOf } from "../case-schema.ts";
import { ownNumerals } from "../text/attach.ts";
import type { Lexicon } from "../text/names.ts";
import type { Numeral } from "../text/numerals.ts";
import { wordsOf, type Segment } from "../text/segments.ts";
import type { ScoreContext } from "./context.ts";
import { tellFigure } from "./figure.ts";
import { rowsAt } from "./refer.ts";
import { verdictOf, type Score } from "./score.ts";
import { hasWrongSign, tells } from "./tolerance.ts";

/**
 * Scores a breakdown by two columns: each figure stands in a row or passage with both of its names, or where the row of
 * one name meets the column of the other. The score is the share found.
 */
export function scoreCross(expectation: ExpectationOf<"cross">, context: ScoreContext): Score {
  const { of, column, unit, tolerance, least } = expectation;
  const rows = rowsAt(context.truth, of);
  const missing = rows.filter((row) => {
    const truth = Number(row[column]);
    const [a, b] = [String(row["a"]), String(row["b"])];
    return !context.shown.some((segment) =>
      numeralsOf(segment, a, b, context.lexicon).some(
        (numeral) => tells(numeral, truth, unit, tolerance) && !hasWrongSign(numeral, truth),
      ),
    );
  });
  const share = rows.length === 0 ? 0 : 1 - missing.length / rows.length;
  const result = verdictOf(rows.length > 0 && share >= least, {
    found: `${rows.length - missing.length} of ${rows.length}`,
    expected: rows.map((row) => `${String(row["name"])} ${tellFigure(Number(row[column]), unit)}`).join(", "),
    note: `missing or wrong: ${missing
      .slice(0, 5)
      .map((row) => String(row["name"]))
      .join(", ")}`,
  });
  return result.pass ? result : { ...result, score: Math.min(0.9, share) };
}

/** The numerals of a segment that may belong to both names. */
function numeralsOf(segment: Segment, a: string, b: string, lexicon: Lexicon): readonly Numeral[] {
  const [first, second] = [lexicon(a), lexicon(b)];
  const has = (words: RegExp, text: string) => text.search(words) >= 0;
  if (segment.kind !== "row") {
    const isLed = (words: RegExp) => has(words, segment.lead) || has(words, segment.text);
    if (!isLed(first) || !isLed(second)) return [];
    // Of the two names the one told last, with the other as context, owns the figure.
    const own = [first, second].filter((words) => has(words, segment.text));
    return own.flatMap((words) => ownNumerals([segment], { own: words, rivals: [] }).map(({ numeral }) => numeral));
  }
  const label = wordsOf(segment);
  if (has(first, label) && has(second, label)) return segment.cells.flatMap((cell) => cell.numerals);
  const meeting = (inRow: RegExp, inHeader: RegExp) =>
    has(inRow, label)
      ? segment.cells.flatMap((cell, index) => (has(inHeader, segment.headers[index] ?? "") ? cell.numerals : []))
      : [];
  const isLed = (words: RegExp, other: RegExp) => has(words, segment.lead) && has(other, label);
  if (isLed(first, second) || isLed(second, first)) return segment.cells.flatMap((cell) => cell.numerals);
  return [...meeting(first, second), ...meeting(second, first)];
}
