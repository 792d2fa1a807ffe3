import { countsList, listLengths } from "./counted-lists.ts";
import { deriveNumeral, type Operand } from "./derive-numeral.ts";
import { deriveTotal } from "./derive-total.ts";
import type { EvidenceIndex } from "./evidence-index.ts";
import { giveNumeral } from "./give-numeral.ts";
import { rangesOf } from "./numeral-range.ts";
import { scanNumerals, type Numeral } from "./numerals.ts";
import type { Passage } from "./passages.ts";
import type { PassageReader } from "./read-passage.ts";
import type { SentenceContext } from "./sentence-context.ts";
import { traceNumeral, type NumeralSource } from "./trace-numeral.ts";

/** A numeral with where it was found, and the sentence or table row that it stands in. */
export type CheckedNumeral = {
  readonly numeral: Numeral;
  /** Null where it was found nowhere. */
  readonly source: NumeralSource | null;
  readonly passage: Passage;
  /** The same object for all numerals of one passage. */
  readonly context: SentenceContext;
};

type Span = { readonly start: number; readonly end: number };

/**
 * Looks for each numeral of a text: as a value of the evidence, as something given, as the length of a list, as a
 * total, and last as a function of those found beside it. Spans in `taken` are not read.
 */
export function checkNumerals(
  text: string,
  index: EvidenceIndex,
  passages: readonly Passage[],
  taken: readonly Span[],
  read: PassageReader,
): CheckedNumeral[] {
  const numerals = scanNumerals(text, taken);
  const placed = placeNumerals(passages, numerals, read);
  const lengths = listLengths(passages);
  const direct = placed.map(({ numeral, passage, context }, position): CheckedNumeral => {
    const neighbours = { before: numerals[position - 1] ?? null, after: numerals[position + 1] ?? null };
    const traced = traceNumeral(numeral, context, index);
    const source =
      traced?.status === "traced"
        ? traced
        : (giveNumeral(numeral, neighbours, context, index) ??
          countsList(numeral, context, lengths) ??
          deriveTotal(numeral, index) ??
          traced);
    return { numeral, source, passage, context };
  });
  return direct.map((checked) => {
    if (checked.source !== null && checked.source.status !== "untraced") return checked;
    if (hasOtherSign(checked.numeral, index)) return checked;
    const derived = deriveNumeral(checked.numeral, checked.context, operandsFor(checked, direct));
    return derived ? { ...checked, source: derived } : checked;
  });
}

/** The sentence of each numeral, read once a sentence with all of its numerals. */
function placeNumerals(
  passages: readonly Passage[],
  numerals: readonly Numeral[],
  read: PassageReader,
): Omit<CheckedNumeral, "source">[] {
  let at = 0;
  const own = passages.map((passage, position) => {
    const from = at;
    const end = passages[position + 1]?.start ?? Number.POSITIVE_INFINITY;
    while (at < numerals.length && numerals[at]!.start < end) at++;
    return { passage, numerals: numerals.slice(from, at) };
  });
  return own.flatMap(({ passage, numerals: told }) => {
    if (told.length === 0) return [];
    const context = read(passage, told);
    return told.map((numeral) => ({ numeral, passage, context }));
  });
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

/** The numerals of the same block that stand for values: those of the evidence, and totals of its columns. */
function operandsFor(checked: CheckedNumeral, all: readonly CheckedNumeral[]): Operand[] {
  return all.flatMap(({ numeral, source, passage }) =>
    numeral !== checked.numeral && source && source.values.length > 0 && passage.block === checked.passage.block
      ? [{ numeral, source }]
      : [],
  );
}
