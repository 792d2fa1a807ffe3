import type { Claim } from "../answer.ts";
import { stem } from "./domain-facts.ts";
import type { EvidenceIndex } from "./evidence-index.ts";
import { rangesOf, type NumeralRange } from "./numeral-range.ts";
import type { Numeral } from "./numerals.ts";
import { misfitOf } from "./place-fit.ts";
import type { SentenceContext } from "./sentence-context.ts";
import { placeName, type PlaceName, type FoundValue, type ValuePlace } from "./value-store.ts";

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
 * The numeral as a value of the evidence or as a table's number of rows; null where it is neither. Untraced where it
 * is a value of other rows or columns only than those that the sentence tells it of.
 */
export function traceNumeral(numeral: Numeral, context: SentenceContext, index: EvidenceIndex): NumeralSource | null {
  const limit = limitOfP(numeral, context);
  if (limit !== null) return traceP(limit, numeral, context, index);
  let misplaced: NumeralSource | null = null;
  for (const range of rangesOf(numeral)) {
    const found = foundIn(range, numeral, context, index);
    const fitting = fittingOf(found, numeral, context);
    const best = bestPlace(fitting, numeral, context);
    if (best) {
      const values = fitting.map((candidate) => candidate.value).slice(0, operandsKept);
      return {
        status: "traced",
        evidence: [best.table.evidence],
        how: describePlace(placeName(best)),
        values,
        place: best,
      };
    }
    misplaced ??= misplacedOf(found, numeral, context);
  }
  if (!numeral.isWhole || numeral.sign === "minus") return misplaced;
  const rows = index.findRowCount(numeral.value);
  if (!rows) return misplaced;
  return { status: "traced", evidence: [rows.evidence], how: rows.how, values: [numeral.value], place: null };
}

/** The values with the places that the numeral can be told of. */
function fittingOf(found: readonly FoundValue[], numeral: Numeral, context: SentenceContext): FoundValue[] {
  const fitting: FoundValue[] = [];
  for (const candidate of found) {
    const kept = withPlaces(candidate, (place) => misfitOf(place, numeral, context) === null);
    if (kept) fitting.push(kept);
    // A value in more places than are kept is told of one that is not known.
    else if (candidate.hasMore) fitting.push(candidate);
  }
  return fitting;
}

function misplacedOf(found: readonly FoundValue[], numeral: Numeral, context: SentenceContext): NumeralSource | null {
  const place = bestPlace(found, numeral, context);
  if (!place) return null;
  const how = `a value of ${describePlace(placeName(place))}, ${misfitOf(place, numeral, context) ?? ""}`;
  return { status: "untraced", evidence: [place.table.evidence], how, values: [], place: null };
}

const pBefore =
  /\bp(?:[- ]values?)?\s*(?:(?<below>[<≤]|(?:is |was )?(?:below|under|less than))|[=≈]|(?:is|was|of))\s*$/;
const pColumn = /(?:^|_)p(?:_|$)|p_?val/i;

/** Whether a numeral is told as a p-value, and if so whether as itself or as what it lies below; null where it is none. */
function limitOfP(numeral: Numeral, context: SentenceContext): "below" | "equal" | null {
  const offset = numeral.start;
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
        (candidate) =>
          pColumn.test(candidate.column.name) ||
          candidate.table.labelsOf(candidate.row).some((label) => pColumn.test(label)),
      );
      if (place)
        return {
          status: "traced",
          evidence: [place.table.evidence],
          how: describePlace(placeName(place)),
          values: [value],
          place,
        };
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
  if (range.column === "any") return found;
  const fitting: FoundValue[] = [];
  for (const candidate of found) {
    const kept = withPlaces(candidate, (place) => fits(place, range));
    if (kept) fitting.push(kept);
  }
  return fitting;
}

/** The value with those of its places that pass; null where none does. */
function withPlaces(found: FoundValue, passes: (place: ValuePlace) => boolean): FoundValue | null {
  const places = found.places.filter(passes);
  if (places.length === found.places.length) return found;
  return places.length > 0 ? { ...found, places } : null;
}

const neverShareMetric = /^(?:rmse|mae|mse|logloss|log_loss)$/;

function fits(place: ValuePlace, range: NumeralRange): boolean {
  if (range.column === "percent") return place.column.isPercent;
  return place.column.mayBeShare && !place.table.labelsOf(place.row).some((label) => neverShareMetric.test(label));
}

/** Of all places of the values found, the one whose column and row the sentence speaks of most. */
function bestPlace(found: readonly FoundValue[], numeral: Numeral, context: SentenceContext): ValuePlace | null {
  const [only] = found;
  if (found.length === 1 && only?.places.length === 1) return only.places[0] ?? null;
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
  for (const label of place.table.labelsOf(place.row)) if (context.text.includes(label)) shared += 2;
  for (const word of place.column.name.toLowerCase().split("_")) if (context.stems.has(stem(word))) shared += 1;
  return shared;
}

/** "e2 importance, share, row 3": how a claim tells where it was found. */
export function describePlace({ evidence, table, column, row }: PlaceName): string {
  return `${table === null ? evidence : `${evidence} ${table}`}, ${column}, row ${row + 1}`;
}
