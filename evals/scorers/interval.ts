import type { ExpectationOf } from "../case-schema.ts";
import { ownNumerals, type Placed } from "../text/attach.ts";
import { wordsOf } from "../text/segments.ts";
import type { Numeral } from "../text/numerals.ts";
import type { ScoreContext } from "./context.ts";
import { wordsOfPatterns } from "./figure.ts";
import { numberAt } from "./refer.ts";
import { verdictOf, type Score } from "./score.ts";
import { tells } from "./tolerance.ts";

const between = /^\s*(?:%|points?|pp)?\s*(?:to|and|,|;|–|—|-|\.\.|…)\s*(?:\+)?\s*$/i;

/** A simulation on another sample of the group gives an estimate this far off, relative to its size. */
const ownSample = 0.05;

type Ends = { readonly lower: Numeral; readonly upper: Numeral };

/**
 * Scores an interval. With `lower` and `upper`: two numerals next to each other that tell its ends. With `around`: an
 * interval by whatever method, that holds the estimate and is no wider than twice its size on either side.
 */
export function scoreInterval(expectation: ExpectationOf<"interval">, context: ScoreContext): Score {
  const own = ownNumerals(context.text, { own: wordsOfPatterns(expectation.near), rivals: [] });
  const pairs = pairsOf(own);
  const { unit, tolerance, lower, upper, around } = expectation;
  const shown = pairs.slice(0, 3).map((pair) => `${pair.lower.text} to ${pair.upper.text}`);
  const found = shown.join("; ") || "no interval near its words";
  if (lower !== undefined && upper !== undefined) {
    const ends = [numberAt(context.truth, lower), numberAt(context.truth, upper)] as const;
    const width = Math.abs(ends[1] - ends[0]);
    // The ends hang on the method by a small part of the width.
    const wide = {
      absolute: Math.max(tolerance?.absolute ?? 0, width * 0.05),
      relative: tolerance?.relative ?? 0,
    };
    const isRight = pairs.some((pair) => isEnd(pair.lower, ends[0]) && isEnd(pair.upper, ends[1]));
    function isEnd(numeral: Numeral, truth: number): boolean {
      const isNegative = numeral.sign === "-";
      return (
        tells(numeral, truth, unit, wide) &&
        (Math.abs(truth) <= wide.absolute || isNegative === truth < 0 || numeral.sign === null)
      );
    }
    return verdictOf(isRight, {
      found,
      expected: `${ends[0].toFixed(4)} to ${ends[1].toFixed(4)}`,
      note: "no interval with these ends",
    });
  }
  const truths = (around ?? []).map((reference) => numberAt(context.truth, reference));
  const isRight = truths.some((truth) =>
    pairs.some((pair) => holds(pair, truth, unit === "share", tolerance?.relative ?? ownSample)),
  );
  return verdictOf(isRight, {
    found,
    expected: `around ${truths.map((truth) => truth.toFixed(4)).join(" or ")}`,
    note: "no interval holds the estimate",
  });
}

/** Two numerals with nothing but "to", a comma or a dash between, or an estimate with ±. */
function pairsOf(placed: readonly Placed[]): Ends[] {
  const pairs: Ends[] = [];
  for (const [index, { numeral, segment }] of placed.entries()) {
    const before = placed[index - 1];
    if (before?.segment !== segment) continue;
    if (numeral.sign === "±") pairs.push(aroundEstimate(before.numeral, numeral));
    else if (segment.kind === "row" || between.test(wordsOf(segment).slice(before.numeral.end, numeral.start))) {
      pairs.push({ lower: withUnit(before.numeral, numeral), upper: numeral });
    }
  }
  return pairs;
}

/** "30 to 40 %": the first shares the second's unit. */
function withUnit(lower: Numeral, upper: Numeral): Numeral {
  return lower.unit === null ? { ...lower, unit: upper.unit } : lower;
}

function aroundEstimate(estimate: Numeral, halfWidth: Numeral): Ends {
  const value = (estimate.sign === "-" ? -1 : 1) * estimate.size;
  const end = (at: number): Numeral => ({
    ...estimate,
    size: Math.abs(at),
    sign: at < 0 ? "-" : null,
    text: at.toPrecision(4),
  });
  return { lower: end(value - halfWidth.size), upper: end(value + halfWidth.size) };
}

function holds({ lower, upper }: Ends, truth: number, isShare: boolean, relative: number): boolean {
  const valueOf = (numeral: Numeral) =>
    ((numeral.sign === "-" ? -1 : 1) * numeral.size) /
    (isShare && (numeral.unit === "percent" || numeral.unit === "points") ? 100 : 1);
  let [low, high] = [valueOf(lower), valueOf(upper)];
  if (low > high) [low, high] = [high, low];
  // "falls by 0.010 to 0.014" tells a negative change by its size.
  if (truth < 0 && low >= 0) [low, high] = [-high, -low];
  const rounding = Math.max(lower.place, upper.place) * (isShare && lower.unit !== null ? 0.01 : 1);
  const slack = rounding + relative * Math.abs(truth);
  const reach = 2 * Math.abs(truth) + slack;
  return low <= high && low - slack <= truth && truth <= high + slack && truth - low <= reach && high - truth <= reach;
}
