import type { Claim } from "../../answer.ts";
import type { CheckedNumeral } from "../check-numerals.ts";
import type { EvidenceIndex } from "../evidence-index.ts";
import type { Passage } from "../passages.ts";
import type { PassageReader } from "../read-passage.ts";
import type { SentenceContext } from "../sentence-context.ts";
import { checkChanges } from "./check-changes.ts";
import { checkExtremes } from "./check-extremes.ts";
import { checkRelations } from "./check-relations.ts";

/** A sentence that tells numbers, with those numbers. */
export type ToldSentence = {
  readonly context: SentenceContext;
  readonly numerals: readonly CheckedNumeral[];
};

/** A word of comparison that the numbers do not bear out. */
export type WrongWord = {
  readonly word: string;
  /** Offset in the whole text. */
  readonly start: number;
  readonly evidence: readonly string[];
  /** What the word is told of and what the numbers say; follows "the word is". */
  readonly how: string;
};

/**
 * The words of comparison in sentences that go against the numbers told or those of the evidence, as untraced claims: "fell from 1 to
 * 2", "A (1) is higher than B (2)", "the highest is A (1)" where the evidence has a 2. Table rows compare nothing.
 */
export function checkComparisons(
  text: string,
  passages: readonly Passage[],
  numerals: readonly CheckedNumeral[],
  read: PassageReader,
  index: EvidenceIndex,
): Claim[] {
  const told = groupByPassage(numerals);
  return passages.flatMap((passage) => {
    if (passage.kind === "table" || passage.kind === "fence") return [];
    if (!comparing.test(text.slice(passage.start, passage.end))) return [];
    const own = told.get(passage) ?? [];
    const context = own[0]?.context ?? read(passage, []);
    const input = { context, numerals: own };
    return [...checkChanges(input), ...checkRelations(input, index), ...checkExtremes(input, index)].map(
      ({ word, start, evidence, how }): Claim => ({
        text: word,
        kind: "number",
        start,
        status: "untraced",
        evidence: [...evidence],
        how,
      }),
    );
  });
}

/** What a sentence holds that compares: a quick look before the close one. */
const comparing =
  /\b(?:from|than|above|below|ahead|behind|exceed|outnumber|outperform|surpass|trail|lag|high|low|larg|small|bigg|great|most|least|few|peak|max|min)/i;

/** A numeral as a number with its sign, in the unit written. */
export function signedValue({ numeral }: CheckedNumeral): number {
  return numeral.sign === "minus" ? -numeral.value : numeral.value;
}

/** Whether two numerals can be compared: in one unit, as shares or as plain numbers. */
export function areAlike(left: CheckedNumeral, right: CheckedNumeral): boolean {
  const unit = ({ numeral }: CheckedNumeral) => numeral.shared?.unit ?? numeral.unit;
  return unit(left) === unit(right) && left.numeral.outOf === null && right.numeral.outOf === null;
}

function groupByPassage(numerals: readonly CheckedNumeral[]): ReadonlyMap<Passage, readonly CheckedNumeral[]> {
  const groups = new Map<Passage, CheckedNumeral[]>();
  for (const checked of numerals) {
    const same = groups.get(checked.passage);
    if (same) same.push(checked);
    else groups.set(checked.passage, [checked]);
  }
  return groups;
}
