import type { Claim } from "../answer.ts";
import { stem } from "./domain-facts.ts";
import type { EvidenceIndex, FoundValue, ValuePlace } from "./evidence-index.ts";
import { rangesOf, type NumeralRange } from "./numeral-range.ts";
import type { Numeral } from "./numerals.ts";
import type { SentenceContext } from "./sentence-context.ts";

/** Where a numeral was found. */
export type NumeralSource = {
  readonly status: Claim["status"];
  readonly evidence: readonly string[];
  readonly how: string;
  /** The values of the evidence that it may stand for; what derived numbers are computed from. */
  readonly values: readonly number[];
};

const operandsKept = 12;

/** The numeral as a value of the evidence or as a table's number of rows; null where it is neither. */
export function traceNumeral(numeral: Numeral, context: SentenceContext, index: EvidenceIndex): NumeralSource | null {
  for (const range of rangesOf(numeral)) {
    const found = foundIn(range, numeral, context, index);
    const best = bestPlace(found, numeral, context);
    if (best) {
      const values = found.map((candidate) => candidate.value).slice(0, operandsKept);
      return { status: "traced", evidence: [best.evidence], how: describePlace(best), values };
    }
  }
  if (!numeral.isWhole || numeral.sign === "minus") return null;
  const rows = index.findRowCount(numeral.value);
  return rows && { status: "traced", evidence: [rows.evidence], how: rows.how, values: [numeral.value] };
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
  return range.column === "share" ? !place.isWhole : place.isPercent;
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

/** "e2 importance, share, row 3". */
export function describePlace(place: ValuePlace): string {
  const table = place.table === null ? place.evidence : `${place.evidence} ${place.table}`;
  return `${table}, ${place.column}, row ${place.row + 1}`;
}
