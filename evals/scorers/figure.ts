import type { ExpectationOf, Tolerance, Unit } from "../case-schema.ts";
import { ownNumerals, type Owner, type Placed } from "../text/attach.ts";
import { wordsOf, type Passage, type Segment } from "../text/segments.ts";
import { hasWrongSign, tells } from "./tolerance.ts";
import type { ScoreContext } from "./context.ts";
import { numberAt, valueAt } from "./refer.ts";
import { verdictOf, type Score } from "./score.ts";

/** Words by which an unsigned numeral is told as negative. */
const downWords =
  /(?<!\p{L})(?:lower|less|below|fewer|fall\w*|fell|drop\w*|decreas\w*|declin\w*|reduc\w*|negative\w*|invers\w*|minus|loss|los(?:es|ing)|shrinks?|down)(?!\p{L})/iu;

/** One wanted figure. */
export type Wanted = {
  readonly truth: number;
  readonly unit: Unit;
  readonly tolerance?: Tolerance | undefined;
  readonly isSigned: boolean;
};

/** Scores one figure: a numeral near its words that tells one of the truth's readings. */
export function scoreFigure(expectation: ExpectationOf<"figure">, context: ScoreContext): Score {
  const { unit, tolerance, sign } = expectation;
  const truths = readingsOf(expectation, context);
  const owner: Owner = {
    own: wordsOfPatterns(expectation.near),
    rivals: (expectation.rivals ?? []).map(patternOf),
  };
  const segments = expectation.where === "shown" ? context.shown : context.text;
  const own = ownNumerals(segments, owner);
  const match = truths
    .map((reading) => findFigure(own, { ...reading, tolerance, isSigned: sign === "required" }))
    .find((found) => found !== null);
  return verdictOf(match !== undefined, {
    found: match ? match.numeral.text : nearest(own, truths[0]?.truth ?? Number.NaN, unit),
    expected: truths.map((reading) => tellFigure(reading.truth, reading.unit)).join(" or "),
    note: own.length === 0 ? "no figure near its words" : "no figure near its words has this value",
  });
}

/** The truth's readings that there are: one that is null does not exist in this run. */
function readingsOf(
  { value, unit }: ExpectationOf<"figure">,
  { truth }: ScoreContext,
): { truth: number; unit: Unit }[] {
  const there = value.filter(({ of }) => valueAt(truth, of) !== null);
  return (there.length > 0 ? there : value).map((reading) => ({
    truth: numberAt(truth, reading.of),
    unit: reading.unit ?? unit,
  }));
}

/** The first numeral that tells the wanted figure; null where none does. */
export function findFigure(own: readonly Placed[], wanted: Wanted): Placed | null {
  return (
    own.find(({ numeral, segment }) => {
      if (segment.kind !== "row" && isIntervalEnd(numeral, segment)) return false;
      if (!tells(numeral, wanted.truth, wanted.unit, wanted.tolerance)) return false;
      return !wanted.isSigned || signAgrees(numeral, segment, wanted.truth);
    }) ?? null
  );
}

/** Whether a numeral is an end of an interval told in words: "95 % interval 0.10 to 0.12". An end is no estimate. */
function isIntervalEnd(numeral: Placed["numeral"], passage: Passage): boolean {
  const before = passage.text.slice(0, numeral.start);
  return /\b(?:intervals?|CI):?\s*(?:from |of |is )?[[(]?\s*(?:[+-]?\$?[\d.,]+(?:\s?%| percentage points)?(?:\s*(?:to|and|,|–|—|-)\s*))?$/iu.test(
    before,
  );
}

/** Whether a numeral says the sign of the truth: by its own sign, else by the words around it. */
function signAgrees(numeral: Placed["numeral"], segment: Segment, truth: number): boolean {
  if (truth === 0) return true;
  if (numeral.sign === "+" || numeral.sign === "-")
    return !hasWrongSign(numeral, truth) && (numeral.sign === "-") === truth < 0;
  const saysDown = downWords.test(wordsOf(segment));
  return truth < 0 ? saysDown : true;
}

/** A figure as the report tells it. */
export function tellFigure(truth: number, unit: Unit): string {
  if (unit === "count") return Math.round(truth).toLocaleString("en-US");
  if (unit === "usd") return `$${truth.toFixed(2)}`;
  return unit === "share" ? `${(truth * 100).toFixed(2)} %` : truth.toFixed(4);
}

/** The numerals that come closest to a figure, for the report. */
export function nearest(own: readonly Placed[], truth: number, unit: Unit): string {
  const scale = unit === "share" ? 100 : 1;
  const distance = ({ numeral }: Placed) =>
    Math.abs(numeral.size / (numeral.unit === "percent" ? scale : 1) - Math.abs(truth));
  const texts = own.toSorted((a, b) => distance(a) - distance(b)).map(({ numeral }) => numeral.text);
  return texts.length === 0 ? "nothing" : [...new Set(texts)].slice(0, 3).join(", ");
}

/** One expression for several patterns; null where there are none. */
export function wordsOfPatterns(patterns: readonly string[] | undefined): RegExp | null {
  return patterns === undefined ? null : patternOf(patterns.map((pattern) => `(?:${pattern})`).join("|"));
}

/** A case's pattern: any case, whole text. */
export function patternOf(pattern: string): RegExp {
  return new RegExp(pattern, "gimu");
}
