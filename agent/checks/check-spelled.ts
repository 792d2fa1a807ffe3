import type { Claim } from "../answer.ts";
import type { CheckedNumeral } from "./check-numerals.ts";
import { deriveTotal } from "./derive-total.ts";
import { stem } from "./domain-facts.ts";
import type { EvidenceIndex } from "./evidence-index.ts";
import { giveNumeral } from "./give-numeral.ts";
import { numberClaim } from "./number-claim.ts";
import type { Numeral } from "./numerals.ts";
import type { SentenceContext } from "./sentence-context.ts";
import type { SpelledNumber } from "./spelled-numbers.ts";
import { traceNumeral, type NumeralSource } from "./trace-numeral.ts";

/** What a number in words is checked against. */
type Told = {
  readonly context: SentenceContext;
  /** The numerals of the same sentence. */
  readonly numerals: readonly CheckedNumeral[];
  readonly index: EvidenceIndex;
  /** How many items the lists and tables of the text have. */
  readonly lengths: ReadonlySet<number>;
};

/**
 * The numbers that a passage says in words, as claims. A count is one only where it counts what the evidence's rows are
 * ("seven segments"), and a multiple only beside the two numbers that it relates: other uses of these words are not
 * figures.
 */
export function checkSpelled(
  spelled: readonly SpelledNumber[],
  numerals: readonly CheckedNumeral[],
  read: (numerals: readonly Numeral[]) => SentenceContext,
  { index, lengths }: Pick<Told, "index" | "lengths">,
): Claim[] {
  const words = spelled.map(({ numeral }) => numeral);
  const all = [...numerals.map(({ numeral }) => numeral), ...words].sort((left, right) => left.start - right.start);
  const context = read(all);
  return spelled.flatMap((one) => {
    const source = sourceOf(one, { context, numerals, index, lengths });
    return source === "no figure" ? [] : [numberClaim(one.numeral, source, untraced)];
  });
}

const untraced = "in no evidence of this turn, nor a ratio of numbers told beside it";

type Found = NumeralSource | null | "no figure";

function sourceOf(spelled: SpelledNumber, told: Told): Found {
  switch (spelled.kind) {
    case "number":
      return found(spelled.numeral, told);
    case "fraction":
      return found(spelled.numeral, told) ?? ratioOf(spelled.numeral, told);
    case "multiple":
      return multipleOf(spelled.numeral, told);
    case "count":
      return countOf(spelled, told);
  }
}

function found(numeral: Numeral, { context, index }: Told): NumeralSource | null {
  const traced = traceNumeral(numeral, context, index);
  // That a query holds the numbers 1 and 3 does not make "a third" right.
  if (traced?.status === "traced" || numeral.outOf !== null) return traced?.status === "traced" ? traced : null;
  return giveNumeral(numeral, { before: null, after: null }, context, index) ?? deriveTotal(numeral, index) ?? traced;
}

/** How far a fraction or multiple in words may be off, relative: plain, and where a word says that it is rounded. */
const plainShare = 0.08;
const roundedShare = 0.2;

/** A fraction of one number of the sentence by another. */
function ratioOf(numeral: Numeral, told: Told): NumeralSource | null {
  return ratioNear(numeral, numeral.value / (numeral.outOf ?? 1), told);
}

/** A multiple is a figure where two numbers of one unit stand beside it; it is wrong where just these two do. */
function multipleOf(numeral: Numeral, told: Told): Found {
  const pairs = pairsOf(told);
  if (pairs.length === 0) return "no figure";
  const ratio = ratioNear(numeral, numeral.value, told);
  const areAlone = told.numerals.filter(({ source }) => source?.status === "traced").length === 2;
  return ratio === null && !areAlone ? "no figure" : ratio;
}

function ratioNear(numeral: Numeral, ratio: number, told: Told): NumeralSource | null {
  const [low, high] = reach(numeral, ratio);
  const pair = pairsOf(told).find(([left, right]) => {
    const quotient = left.numeral.value / right.numeral.value;
    return [quotient, 1 / quotient].some((value) => value >= low && value <= high);
  });
  if (!pair) return null;
  const evidence = [...new Set(pair.flatMap(({ source }) => source?.evidence ?? []))];
  const how = `ratio of ${pair[0].numeral.text} and ${pair[1].numeral.text}`;
  return { status: "derived", evidence, how, values: [], place: null };
}

function reach({ rounding }: Numeral, ratio: number): [low: number, high: number] {
  const [plain, rounded] = [ratio * plainShare, ratio * roundedShare];
  switch (rounding) {
    case "none":
      return [ratio - plain, ratio + plain];
    case "about":
      return [ratio - rounded, ratio + rounded];
    case "over":
      return [ratio - plain / 8, ratio + 2 * rounded];
    case "under":
      return [ratio - rounded, ratio + plain / 8];
  }
}

/** The pairs of one unit, where the sentence tells few enough numbers for them to be meant. */
function pairsOf({ numerals }: Told): (readonly [CheckedNumeral, CheckedNumeral])[] {
  const values = numerals.filter(({ numeral, source }) => source?.status === "traced" && numeral.value > 0);
  if (values.length > 4) return [];
  return values.flatMap((left, position) =>
    values
      .slice(position + 1)
      .filter((right) => left.numeral.unit === right.numeral.unit && left.numeral.isWhole === right.numeral.isWhole)
      .map((right) => [left, right] as const),
  );
}

/** Nouns that count the rows of any table of groups. */
const wholeBefore = /\b(?:all|there are|there were|one of|across|these|those|covers?|has|of the)\s+(?:the\s+)?$/;

/**
 * A count of what the rows of a table are: as many as there are rows, or fewer where only some may be meant. Null
 * where there are not as many.
 */
function countOf(spelled: SpelledNumber, told: Told): Found {
  const { numeral } = spelled;
  const { context, index, lengths } = told;
  const counted = countsOf(spelled.noun, index);
  if (counted.length === 0) return "no figure";
  const direct = found(numeral, told);
  if (direct && direct.status !== "untraced") return direct;
  const same = counted.find(({ count }) => count === numeral.value);
  const how = same ? `number of rows of ${same.evidence}` : "items of a list of this answer";
  if (same) return { status: "traced", evidence: [same.evidence], how, values: [], place: null };
  if (lengths.has(numeral.value)) return { status: "given", evidence: [], how, values: [], place: null };
  const isWhole = wholeBefore.test(context.text.slice(0, numeral.start));
  const maySelect = counted.some(({ count }) => count > numeral.value);
  return maySelect && !isWhole ? "no figure" : null;
}

/** How many things of a name the tables have: rows of a dimension whose column is called so. */
function countsOf(noun: string, index: EvidenceIndex): { readonly evidence: string; readonly count: number }[] {
  const words = noun.split(/[\s-]+/).map(stem);
  return index.tables().flatMap((known) => {
    if (known.table.truncated) return [];
    const rows = known.dimensions.flatMap((dimension) => {
      const { name } = known.columns[dimension.column]!;
      const isOf = name.split("_").some((word) => word.length > 2 && words.includes(stem(word)) && word !== "group");
      return isOf ? [{ evidence: known.evidence, count: dimension.keys.size }] : [];
    });
    return rows;
  });
}
