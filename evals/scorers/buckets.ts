import type { ExpectationOf, Unit } from "../case-schema.ts";
import type { Numeral } from "../text/numerals.ts";
import { findNumerals } from "../text/numerals.ts";
import type { Segment, TableRow } from "../text/segments.ts";
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
const tolerance = { absolute: 0.003, relative: 0.004 };
const rangeHeader = /\b(?:low|lower|lowest|high|higher|highest|from|to|start|end|bucket|min|minimum|max|maximum)\b/i;

/**
 * Scores a breakdown by ranges: the answer chooses them, and each range it states is checked against the mean over
 * just that range. Equal parts (quartiles and so on) need no stated ranges: their means must all stand there in order.
 * At least `least` ranges must be right and none wrong by more than one in five.
 */
export function scoreBuckets(expectation: ExpectationOf<"buckets">, context: ScoreContext): Score {
  const scores = expectation.curve.map((curve) => scoreAgainst(curveAt(context.truth, curve), expectation, context));
  return scores.reduce((best, score) => (score.score > best.score ? score : best));
}

function scoreAgainst(curve: Curve, expectation: ExpectationOf<"buckets">, context: ScoreContext): Score {
  const { tell, unit } = expectation;
  const stated = context.shown
    .map((segment) => checkSegment(segment, curve, tell, unit))
    .filter((result) => result !== null);
  const right = stated.filter((isRight) => isRight).length;
  const parts = tell === "mean" ? findParts(context.shown, curve, unit) : null;
  const pass = parts !== null || (right >= expectation.least && right >= 0.8 * stated.length);
  const result = verdictOf(pass, {
    found: parts === null ? `${right} of ${stated.length} ranges right` : `means of ${parts} equal parts`,
    expected: `${expectation.least} ranges with their ${tell}s; the means of quarters are ${partMeans(curve, 4)
      .map((mean) => tellFigure(mean, unit))
      .join(", ")}`,
    note: stated.length === 0 ? "no ranges with figures" : "too few ranges are right",
  });
  return result.pass ? result : { ...result, score: Math.min(0.9, right / expectation.least / 2) };
}

/**
 * Whether a segment that states a range has its mean too; null where it states none. A sentence counts when it is right
 * only: it may hold other ranges, such as an interval.
 */
function checkSegment(segment: Segment, curve: Curve, tell: "mean" | "count", unit: Unit): boolean | null {
  const isRight = (ranges: readonly Range[], numerals: readonly Numeral[]) =>
    ranges.some((range) =>
      readings(curve, range, tell).some((truth) => numerals.some((one) => tellsTruth(one, truth, tell, unit))),
    );
  switch (segment.kind) {
    case "row": {
      const ranges = rangesOfRow(segment);
      return ranges.length === 0
        ? null
        : isRight(
            ranges,
            segment.cells.slice(1).flatMap((cell) => cell.numerals),
          );
    }
    case "item": {
      const [label = "", ...rest] = segment.text.split(/:\s|\s[—–]\s/);
      const ranges = rest.length === 0 ? [] : rangesIn(label);
      return ranges.length === 0 ? null : isRight(ranges, findNumerals(rest.join(" ")));
    }
    case "sentence":
      return segment.text.split(/;\s|,\s(?=\d)/).some((clause) => isRight(rangesIn(clause), findNumerals(clause)))
        ? true
        : null;
  }
}

/** The ranges that a row's label or its columns of ends may mean. */
function rangesOfRow(row: TableRow): Range[] {
  const [label] = row.cells;
  const ends = row.cells
    .flatMap((cell, column) =>
      rangeHeader.test(row.headers[column] ?? "") && cell.numerals.length === 1 ? cell.numerals : [],
    )
    .map(signed);
  const fromColumns = ends
    .slice(1)
    .map((high, index) => ({ low: ends[index]!, high }))
    .filter(({ low, high }) => low <= high);
  const isPercent = row.cells.some((cell) => cell.numerals.some((numeral) => numeral.unit === "percent"));
  return [...(label ? rangesIn(label.text) : []), ...withShares(fromColumns, isPercent)];
}

/** The ranges that a label may mean. */
function rangesIn(label: string): Range[] {
  const ranges: Range[] = [
    ...Array.from(label.matchAll(closed), ([, low, high]) => ({ low: read(low), high: read(high) })),
    ...Array.from(label.matchAll(above), ([, one, other]) => ({ low: read(one ?? other), high: Infinity })),
    ...Array.from(label.matchAll(below), ([, one, other]) => ({ low: -Infinity, high: read(one ?? other) })),
  ];
  const one = single.exec(label)?.[1];
  if (ranges.length === 0 && one !== undefined) ranges.push({ low: read(one), high: read(one) });
  const sound = ranges.filter(({ low, high }) => low <= high && !Number.isNaN(low) && !Number.isNaN(high));
  return withShares(sound, label.includes("%"));
}

/** Ends told in percent may be of a share ("5 % to 10 %") or of a column in percent: both are readings. */
function withShares(ranges: readonly Range[], isPercent: boolean): Range[] {
  const shares = ranges.map(({ low, high }) => ({ low: low / 100, high: high / 100 }));
  return isPercent ? [...ranges, ...shares] : [...ranges];
}

/** Means of y, or rows, over the range, with each end in or out; empty parts give none. */
function readings({ x, sums }: Curve, { low, high }: Range, tell: "mean" | "count"): number[] {
  const starts = [firstAtLeast(x, low), firstAbove(x, low)];
  const ends = [firstAtLeast(x, high), firstAbove(x, high)];
  return starts.flatMap((start) =>
    ends.flatMap((end) =>
      end > start ? [tell === "count" ? end - start : (sums[end]! - sums[start]!) / (end - start)] : [],
    ),
  );
}

/** How many equal parts have all their means in one table (a row each) or one passage, in order; null where none. */
function findParts(segments: readonly Segment[], curve: Curve, unit: Unit): number | null {
  // The rows of one table share its headers.
  const rows = segments.filter((segment) => segment.kind === "row");
  const tables = [...new Set(rows.map((row) => row.headers))].map((headers) =>
    rows.filter((row) => row.headers === headers),
  );
  const found = quantileCounts.find((parts) => {
    const means = partMeans(curve, parts);
    return [means, means.toReversed()].some(
      (wanted) =>
        tables.some((rows) => hasRowEach(rows, wanted, unit)) ||
        segments.some((segment) => segment.kind !== "row" && hasInOrder(segment.numerals, wanted, unit)),
    );
  });
  return found ?? null;
}

/** Rows one after the other with a mean each; a row beside them may tell what has no value. */
function hasRowEach(rows: readonly TableRow[], wanted: readonly number[], unit: Unit): boolean {
  const spare = rows.length - wanted.length;
  if (spare < 0 || spare > 1) return false;
  return Array.from({ length: spare + 1 }, (_, start) => start).some((start) =>
    wanted.every((mean, part) =>
      rows[start + part]?.cells.some((cell) => cell.numerals.some((one) => tellsMean(one, mean, unit))),
    ),
  );
}

function hasInOrder(numerals: readonly Numeral[], wanted: readonly number[], unit: Unit): boolean {
  let place = 0;
  for (const one of numerals) if (place < wanted.length && tellsMean(one, wanted[place]!, unit)) place++;
  return place === wanted.length;
}

function partMeans({ sums }: Curve, parts: number): number[] {
  const count = sums.length - 1;
  return Array.from({ length: parts }, (_, part) => {
    const [start, end] = [Math.round((count * part) / parts), Math.round((count * (part + 1)) / parts)];
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
