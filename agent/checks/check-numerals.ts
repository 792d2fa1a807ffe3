import { deriveTotal } from "./derive-total.ts";
import type { EvidenceIndex } from "./evidence-index.ts";
import { giveNumeral } from "./give-numeral.ts";
import { scanNumerals, type Numeral } from "./numerals.ts";
import type { SentenceContext } from "./sentence-context.ts";
import { traceNumeral, type NumeralSource } from "./trace-numeral.ts";

/** A numeral with where it was found, and the words of the sentence or table row that it stands in. */
export type CheckedNumeral = {
  readonly numeral: Numeral;
  /** Null where it was found nowhere. */
  readonly source: NumeralSource | null;
  /** The same object for all numerals of one passage. */
  readonly context: SentenceContext;
};

type Span = { readonly start: number; readonly end: number };

/**
 * Looks for each numeral of a passage by itself: as a value of the evidence, as something given, as a total. Spans in
 * `taken` are not read.
 */
export function checkNumerals(
  text: string,
  index: EvidenceIndex,
  taken: readonly Span[],
  read: (numerals: readonly Numeral[]) => SentenceContext,
): CheckedNumeral[] {
  const numerals = scanNumerals(text, taken);
  if (numerals.length === 0) return [];
  const context = read(numerals);
  return numerals.map((numeral, position): CheckedNumeral => {
    const neighbours = { before: numerals[position - 1] ?? null, after: numerals[position + 1] ?? null };
    const traced = traceNumeral(numeral, context, index);
    const source =
      traced?.status === "traced"
        ? traced
        : (giveNumeral(numeral, neighbours, context, index) ?? deriveTotal(numeral, index) ?? traced);
    return { numeral, source, context };
  });
}
