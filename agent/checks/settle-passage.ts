import type { Claim } from "../answer.ts";
import type { CheckedNumeral } from "./check-numerals.ts";
import { checkSpelled } from "./check-spelled.ts";
import { checkComparisons } from "./comparisons/check-comparisons.ts";
import { countsList } from "./counted-lists.ts";
import { deriveNumeral } from "./derive-numeral.ts";
import type { EvidenceIndex } from "./evidence-index.ts";
import { rangesOf } from "./numeral-range.ts";
import { numberClaim } from "./number-claim.ts";
import type { Numeral } from "./numerals.ts";
import type { BlockKind } from "./passages.ts";
import type { SentenceContext } from "./sentence-context.ts";
import type { SpelledNumber } from "./spelled-numbers.ts";

/** What one passage holds by itself, without the text around it. Offsets count from its first character. */
export type ReadPassage = {
  readonly text: string;
  readonly kind: BlockKind;
  /** The names, labels and dates. */
  readonly names: readonly Claim[];
  /** The numerals with where they were found by themselves. */
  readonly numerals: readonly CheckedNumeral[];
  /** The numbers in words, other than within names. */
  readonly spelled: readonly SpelledNumber[];
  /** Its words as they are told with numerals. */
  readonly read: (numerals: readonly Numeral[]) => SentenceContext;
};

/** The text around a passage. */
export type Surroundings = {
  /** The passages of its sentence's paragraph, list item or table, itself among them. */
  readonly block: readonly Pick<ReadPassage, "numerals">[];
  /** How many items the text's lists and tables have. */
  readonly lengths: ReadonlySet<number>;
  readonly index: EvidenceIndex;
};

/** The claims of a passage in the text that it stands in; offsets count from its first character. */
export function settlePassage(passage: ReadPassage, around: Surroundings): Claim[] {
  const { names, kind, text, spelled, read } = passage;
  const { index, lengths } = around;
  const settled = passage.numerals.map((checked): CheckedNumeral => settleNumeral(checked, around));
  return [
    ...names,
    ...settled.map(({ numeral, source }) => numberClaim(numeral, source, untraced)),
    ...checkComparisons(text, kind, settled, read, index),
    ...(spelled.length === 0 ? [] : checkSpelled(spelled, settled, read, { index, lengths })),
  ];
}

/** A numeral that was not found by itself: as a list's length, or as a function of those told beside it. */
const untraced = "in no evidence of this turn, nor computed from numbers told beside it";

function settleNumeral(checked: CheckedNumeral, { block, lengths, index }: Surroundings): CheckedNumeral {
  const { numeral, source, context } = checked;
  if (source?.status === "traced" || source?.status === "given") return checked;
  const counted = countsList(numeral, context, lengths);
  if (counted) return { ...checked, source: counted };
  if (source?.status === "derived" || hasOtherSign(numeral, index)) return checked;
  const operands = block.flatMap(({ numerals }) =>
    numerals.flatMap((other) =>
      other.numeral !== numeral && other.source && other.source.values.length > 0
        ? [{ numeral: other.numeral, source: other.source }]
        : [],
    ),
  );
  const derived = deriveNumeral(numeral, context, operands);
  return derived ? { ...checked, source: derived } : checked;
}

/** Whether the evidence holds just this change or bound with the other sign: then it is told the wrong way round. */
function hasOtherSign(numeral: Numeral, index: EvidenceIndex): boolean {
  if (numeral.sign !== "minus" && numeral.sign !== "plus") return false;
  return rangesOf(numeral).some(({ low, high }) => {
    const [least, most] = numeral.sign === "minus" ? [low, high] : [-high, -low];
    return index
      .findNumbers(least, most)
      .some(({ places }) => places.some(({ column }) => column.role === "change" || column.role === "bound"));
  });
}
