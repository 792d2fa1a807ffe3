import type { ExpectationOf, Unit } from "../case-schema.ts";
import type { Numeral } from "../text/numerals.ts";
import { findNumerals } from "../text/numerals.ts";
import { wordsOf, type Segment } from "../text/segments.ts";
import type { Curve } from "../truth/truth-source.ts";
import type { ScoreContext } from "./context.ts";
import { tellFigure } from "./figure.ts";
import { curveAt } from "./refer.ts";
import { verdictOf, type Score } from "./score.ts";
import { tells } from "./tolerance.ts";

/** A range of x as written; the ends may or may not belong to it. */
type Range = { readonly low: number; readonly high: number };

const quantileCounts = [3, 4, 5, 8, 10];
const dash = String.raw`\s*(?:–|—|-|to|until|through|up to|,)\s*`;
const number = String.raw`([+-]?\$?\d[\d,]*(?:\.\d+)?)\s*%?`;
const closed = new RegExp(`${number}${dash}(?:below |under |<\\s?)?${number}`, "giu");
const above = new RegExp(
  `(?:(?:above|over|more than|at least|from|≥|>=|>)\\s*${number}|${number}\\s*(?:\\+|or more|and more|and above|or above|and over))`,
  "giu",
);
const below = new RegExp(
  `(?:(?:below|under|less than|at most|up to|<|≤|<=)\\s*${number}|${number}\\s*(?:or less|or fewer|and below|or below))`,
  "giu",
);
const single = /^\D*?(\d[\d,]*(?:\.\d+)?)(?!\d|\s*%)/u;
/** A mean over a range may be off by this where the ends were rounded for the text. */
const tolerance = { absolute: 0.003, relative: 0.02 };

/**
 * Scores a breakdown by ranges: the answer chooses them, and each range it states is checked against the mean over
 * just that range. Equal parts (quartiles and so on) need no stated ranges: their means must all stand there in order.
 * At least `least` ranges must be right and none wrong by more than one in five.
 */
export function scoreBuckets(expectation: ExpectationOf<"buckets">, context: ScoreContext): Score {
  const scores = expectation.curve.map((curve) =>
    scoreAgainst(curveAt(context.truth, curve), expectation, context),
  );
  return scores.reduce((best, score) => (score.score > best.score ? score : best));
}

function scoreAgainst(
  curve: Curve,
  expectation: ExpectationOf<"buckets">,
  context: ScoreContext,
): Score {
  const { tell, unit } = expectation;
  const stated = context.shown
    .map((segment) => checkSegment(segment, curve, tell, unit))
    .filter((result) => result !== null);
  const right = stated.filter((isRight) => isRight).length;
  const parts = tell === "mean" ? findParts(context.shown, curve, unit) : null;
  const pass = parts !== null || (right >= expectation.least && right >= 0.8 * stated.length);
  const result = verdictOf(pass, {
    found:
      parts === null
        ? `${right} of ${stated.length} ranges right`
        : `means of ${parts} equal parts`,
    expected: `${expectation.least} ranges with their ${tell}s; the means of quarters are ${partMeans(
      curve,
      4,
    )
      .map((mean) => tellFigure(mean, unit))
      .join(", ")}`,
    note: stated.length === 0 ? "no ranges with figures" : "too few ranges are right",
  });
  return result.pass ? result : { ...result, score: Math.min(0.9, right / expectation.least / 2) };
}

/** Whether a segment that states a range has its mean too; null where it states none. */
function checkSegment(
  segment: Segment,
  curve: Curve,
  tell: "mean" | "count",
  unit: Unit,
): boolean | null {
  const numerals =
    segment.kind === "row" ? segment.cells.flatMap((cell) => cell.numerals) : segment.numerals;
  const clauses = segment.kind === "row" ? [wordsOf(segment)] : wordsOf(segment).split(/;\s/);
  if (numerals.length < 2) return null;
  const results = clauses.map((clause) => {
    const ranges = rangesOf(segment, clause);
    if (ranges.length === 0) return null;
    const within = segment.kind === "row" ? numerals : findNumerals(clause);
    return ranges.some((range) =>
      readings(curve, range, tell).some((truth) =>
        within.some((one) => tellsTruth(one, truth, tell, unit)),
      ),
    );
  });
  const stated = results.filter((result) => result !== null);
  return stated.length === 0 ? null : stated.some((result) => result);
}

/** The ranges that a clause or a row may mean. */
function rangesOf(segment: Segment, clause: string): Range[] {
  const ranges: Range[] = [
    ...Array.from(clause.matchAll(closed), ([, low, high]) => ({
      low: read(low),
      high: read(high),
    })),
    ...Array.from(clause.matchAll(above), ([, one, other]) => ({
      low: read(one ?? other),
      high: Infinity,
    })),
    ...Array.from(clause.matchAll(below), ([, one, other]) => ({
      low: -Infinity,
      high: read(one ?? other),
    })),
  ];
  if (segment.kind === "row") {
    const numbers = segment.cells
      .flatMap((cell) => (cell.numerals.length === 1 ? cell.numerals : []))
      .map(signed);
    // Two neighbouring columns may hold the ends.
    for (let index = 0; index + 1 < numbers.length; index++)
      ranges.push({ low: numbers[index]!, high: numbers[index + 1]! });
  }
  const one = single.exec(clause)?.[1];
  if (one !== undefined) ranges.push({ low: read(one), high: read(one) });
  return ranges.filter(({ low, high }) => low <= high && !Number.isNaN(low) && !Number.isNaN(high));
}

/** Means of y, or rows, over the range, with each end in or out; empty parts give none. */
function readings({ x, sums }: Curve, { low, high }: Range, tell: "mean" | "count"): number[] {
  const starts = [firstAtLeast(x, low), firstAbove(x, low)];
  const ends = [firstAtLeast(x, high), firstAbove(x, high)];
  return starts.flatMap((start) =>
    ends.flatMap((end) =>
      end > start
        ? [tell === "count" ? end - start : (sums[end]! - sums[start]!) / (end - start)]
        : [],
    ),
  );
}

/** How many equal parts have all their means in a list or table, in order; null where none. */
function findParts(segments: readonly Segment[], curve: Curve, unit: Unit): number | null {
  const rows = segments.map((segment) =>
    segment.kind === "row" ? segment.cells.flatMap((cell) => cell.numerals) : [...segment.numerals],
  );
  for (const parts of quantileCounts) {
    const means = partMeans(curve, parts);
    const isIn = (lists: readonly (readonly Numeral[])[]) => {
      let place = 0;
      for (const numerals of lists) {
        if (place < parts && numerals.some((one) => tellsMean(one, means[place]!, unit))) place++;
      }
      return place === parts;
    };
    const inOrder = [means, means.toReversed()].some((wanted) =>
      rows.some((numerals) => {
        let place = 0;
        for (const one of numerals)
          if (place < parts && tellsMean(one, wanted[place]!, unit)) place++;
        return place === parts;
      }),
    );
    if (inOrder || isIn(rows) || isIn(rows.toReversed())) return parts;
  }
  return null;
}

function partMeans({ sums }: Curve, parts: number): number[] {
  const count = sums.length - 1;
  return Array.from({ length: parts }, (_, part) => {
    const [start, end] = [
      Math.round((count * part) / parts),
      Math.round((count * (part + 1)) / parts),
    ];
    return (sums[end]! - sums[start]!) / (end - start);
  });
}

function tellsTruth(numeral: Numeral, truth: number, tell: "mean" | "count", unit: Unit): boolean {
  // The ends of a bin are rounded for the text, and move a few rows.
  return tell === "mean"
    ? tellsMean(numeral, truth, unit)
    : tells(numeral, truth, unit, { absolute: 5, relative: 0.02 });
}

function tellsMean(numeral: Numeral, mean: number, unit: Unit): boolean {
  return (numeral.sign !== "-" || mean < 0) && tells(numeral, mean, unit, tolerance);
}

function read(text: string | undefined): number {
  return text === undefined ? Number.NaN : Number(text.replaceAll(/[$,\s%+]/g, ""));
}

function signed(numeral: Numeral): number {
  return numeral.sign === "-" ? -numeral.size : numeral.size;
}

function firstAtLeast(x: Float64Array, value: number): number {
  return search(x, (at) => at >= value - 1e-9 * Math.max(1, Math.abs(value)));
}

function firstAbove(x: Float64Array, value: number): number {
  return search(x, (at) => at > value + 1e-9 * Math.max(1, Math.abs(value)));
}

/** The first place where the condition, false then true along x, holds. */
function search(x: Float64Array, holds: (value: number) => boolean): number {
  let low = 0;
  let high = x.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(x[middle]!)) high = middle;
    else low = middle + 1;
  }
  return low;
}
