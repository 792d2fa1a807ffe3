import type { CheckedNumeral } from "../check-numerals.ts";
import type { SentenceContext } from "../sentence-context.ts";

/** A sentence that tells numbers, with those numbers. */
export type ToldSentence = {
  readonly context: SentenceContext;
  readonly numerals: readonly CheckedNumeral[];
};

/** A word of comparison that the numbers do not bear out. */
export type WrongWord = {
  readonly word: string;
  /** Offset in the sentence's text. */
  readonly start: number;
  readonly evidence: readonly string[];
  /** What the word is told of and what the numbers say; follows "the word is". */
  readonly how: string;
};

/** A numeral as a number with its sign, in the unit written. */
export function signedValue({ numeral }: CheckedNumeral): number {
  return numeral.sign === "minus" ? -numeral.value : numeral.value;
}

/** Whether two numerals can be compared: in one unit, as shares or as plain numbers. */
export function areAlike(left: CheckedNumeral, right: CheckedNumeral): boolean {
  const unit = ({ numeral }: CheckedNumeral) => numeral.shared?.unit ?? numeral.unit;
  return unit(left) === unit(right) && left.numeral.outOf === null && right.numeral.outOf === null;
}
