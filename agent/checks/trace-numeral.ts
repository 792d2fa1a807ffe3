import type { Claim } from "../answer.ts";
import { stem } from "./domain-facts.ts";
import type { EvidenceIndex } from "./evidence-index.ts";
import { rangesOf, type NumeralRange } from "./numeral-range.ts";
import type { Numeral } from "./numerals.ts";
import type { SentenceContext } from "./sentence-context.ts";
import type { FoundValue, ValuePlace } from "./value-store.ts";

/** Where a numeral was found. */
export type NumeralSource = {
  readonly status: Claim["status"];
  readonly evidence: readonly string[];
  readonly how: string;
  /** The values of the evidence that it may stand for; what derived numbers are computed from. */
  readonly values: readonly number[];
  /** The place in the evidence; null for what is not traced to one. */
  readonly place: ValuePlace | null;
};

const operandsKept = 12;

/**
 * The numeral as a value of the evidence or as a table's number of rows; null where it is neither. Untraced where
 * its clause names one row of the only tables that hold it, and it stands in others.
 */
export function traceNumeral(numeral: Numeral, context: SentenceContext, index: EvidenceIndex): NumeralSource | null {
  const limit = limitOfP(numeral, context);
  if (limit !== null) return traceP(limit, numeral, context, index);
  for (const range of rangesOf(numeral)) {
    const found = foundIn(range, numeral, context, index);
    const best = bestPlace(found, numeral, context);
    if (best) {
      const misplaced = misplacedLabel(found, numeral, context);
      if (misplaced !== null) {
        return {
          status: "untraced",
          evidence: [best.evidence],
          how: `a value of ${describePlace(best)}, not of the row ${misplaced}`,
          values: [],
          place: null,
        };
      }
      const values = found.map((candidate) => candidate.value).slice(0, operandsKept);
      return { status: "traced", evidence: [best.evidence], how: describePlace(best), values, place: best };
    }
  }
  if (!numeral.isWhole || numeral.sign === "minus") return null;
  const rows = index.findRowCount(numeral.value);
  return rows && { status: "traced", evidence: [rows.evidence], how: rows.how, values: [numeral.value], place: null };
}

const pBefore =
  /\bp(?:[- ]values?)?\s*(?:(?<below>[<≤]|(?:is |was )?(?:below|under|less than))|[=≈]|(?:is|was|of))\s*$/;
const pColumn = /(?:^|_)p(?:_|$)|p_?val/i;

/** Whether a numeral is told as a p-value, and if so whether as itself or as what it lies below; null where it is none. */
function limitOfP(numeral: Numeral, context: SentenceContext): "below" | "equal" | null {
  const offset = numeral.start - context.start;
  const told = pBefore.exec(context.text.slice(Math.max(0, offset - 28), offset));
  if (!told) return null;
  return told.groups?.["below"] === undefined ? "equal" : "below";
}

/** A p-value agrees with columns of p-values only; "p < 0.001" with every one below. */
function traceP(
  limit: "below" | "equal",
  numeral: Numeral,
  context: SentenceContext,
  index: EvidenceIndex,
): NumeralSource | null {
  const ranges: NumeralRange[] =
    limit === "below" ? [{ low: 0, high: numeral.value, column: "any" }] : rangesOf(numeral);
  for (const range of ranges) {
    for (const { value, places } of foundIn(range, numeral, context, index)) {
      const place = places.find(
        (candidate) => pColumn.test(candidate.column) || candidate.rowLabels.some((label) => pColumn.test(label)),
      );
      if (place)
        return { status: "traced", evidence: [place.evidence], how: describePlace(place), values: [value], place };
    }
  }
  return null;
}

/** The values within a range that agree with the numeral's sign; negative ones only where the words say so. */
function foundIn(range: NumeralRange, numeral: Numeral, context: SentenceContext, index: EvidenceIndex): FoundValue[] {
  const found: FoundValue[] = [];
  if (numeral.sign !== "minus") found.push(...index.findNumbers(range.low, range.high));
  if (numeral.sign === "minus" || numeral.sign === "both" || (numeral.sign === "none" && context.isNegative)) {
    found.push(...index.findNumbers(-range.high, -range.low));
  }
  return found.flatMap((candidate) => {
    const places = candidate.places.filter((place) => fits(place, range));
    return places.length > 0 ? [{ value: candidate.value, places }] : [];
  });
}

function fits(place: ValuePlace, range: NumeralRange): boolean {
  if (range.column === "any") return true;
  return range.column === "share" ? place.mayBeShare : place.isPercent;
}

/** Of all places of the values found, the one whose column and row the sentence speaks of most. */
function bestPlace(found: readonly FoundValue[], numeral: Numeral, context: SentenceContext): ValuePlace | null {
  let best: ValuePlace | null = null;
  let bestScore = -1;
  for (const { value, places } of found) {
    const closeness = 0.5 / (1 + Math.abs(Math.abs(value) - numeral.value));
    for (const place of places) {
      const score = wordsShared(place, context) + closeness;
      if (score > bestScore) [best, bestScore] = [place, score];
    }
  }
  return best;
}

function wordsShared(place: ValuePlace, context: SentenceContext): number {
  let shared = 0;
  for (const label of place.rowLabels) if (context.text.includes(label)) shared += 2;
  for (const word of place.column.toLowerCase().split("_")) if (context.stems.has(stem(word))) shared += 1;
  return shared;
}

const clauseBreak = /[,;()\n]|\b(?:and|while|whereas|but|against|vs\.?|versus|than|with|compared|to|from|between)\b/g;
/** Labels that are also plain words of any sentence. */
const plainWords = new Set(
  "none all other others total yes no true false low medium high mixed positive negative categorical test train mean value".split(
    " ",
  ),
);

/**
 * The row that the numeral's clause names, where every place of the numeral is in another row of a table that has
 * the named row too ("free accounts average 0.63" when that is the premium row). Null where the clause names none or
 * several, or any place fits.
 */
function misplacedLabel(found: readonly FoundValue[], numeral: Numeral, context: SentenceContext): string | null {
  const clause = clauseAt(context.text, numeral.start - context.start, numeral.text.length);
  let misplaced: string | null = null;
  for (const { places } of found) {
    for (const place of places) {
      const named = namedRows(clause, place.tableLabels);
      const [label] = named;
      if (named.length !== 1 || label === undefined || place.rowLabels.includes(label)) return null;
      misplaced = label;
    }
  }
  return misplaced;
}

function clauseAt(sentence: string, offset: number, length: number): string {
  let start = 0;
  let end = sentence.length;
  for (const match of sentence.matchAll(clauseBreak)) {
    if (match.index < offset) start = match.index + match[0].length;
    else if (match.index >= offset + length) {
      end = match.index;
      break;
    }
  }
  return sentence.slice(start, end);
}

/** The labels that a clause speaks of: the longest first, so that "baseline RMSE" does not name the row rmse too. */
function namedRows(clause: string, labels: ReadonlySet<string>): string[] {
  let rest = clause.replaceAll("_", " ");
  const named: string[] = [];
  for (const label of [...labels].sort((a, b) => b.length - a.length)) {
    if (plainWords.has(label)) continue;
    const spoken = label.replaceAll("_", " ");
    const without = withoutWord(rest, spoken);
    if (without === rest) continue;
    named.push(label);
    rest = without;
  }
  return named;
}

/** The text with each mention of the word, where it stands by itself, blanked out. */
function withoutWord(text: string, word: string): string {
  let result = text;
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + word.length)) {
    const end = at + word.length;
    const standsAlone = !/[\p{L}\p{N}-]/u.test(text.charAt(at - 1)) && !/[\p{L}\p{N}]/u.test(text.charAt(end));
    if (standsAlone) result = result.slice(0, at) + " ".repeat(word.length) + result.slice(end);
  }
  return result;
}

/** "e2 importance, share, row 3". */
export function describePlace(place: Pick<ValuePlace, "evidence" | "table" | "column" | "row">): string {
  const table = place.table === null ? place.evidence : `${place.evidence} ${place.table}`;
  return `${table}, ${place.column}, row ${place.row + 1}`;
}
