import { stem, type DomainNumber } from "./domain-facts.ts";
import type { EvidenceIndex } from "./evidence-index.ts";
import type { Numeral } from "./numerals.ts";
import type { SentenceContext } from "./sentence-context.ts";
import type { NumeralSource } from "./trace-numeral.ts";

/**
 * The numeral as something given: said by the person, a literal of a query or a tool's input, a definition of
 * the domain told with its own words, an end of a column's range, the level of an interval, or the year
 * of a known date. Null where it is none of these.
 */
export function giveNumeral(
  numeral: Numeral,
  neighbours: Neighbours,
  context: SentenceContext,
  index: EvidenceIndex,
): NumeralSource | null {
  return (
    fromQueryOrQuestion(numeral, index) ??
    fromDefinition(numeral, context, index) ??
    fromRange(numeral, neighbours, context, index) ??
    intervalLevel(numeral, context) ??
    knownYear(numeral, index)
  );
}

/** The numerals before and after one. */
export type Neighbours = { readonly before: Numeral | null; readonly after: Numeral | null };

function given(how: string, evidence: readonly string[] = []): NumeralSource {
  return { status: "given", evidence, how, values: [], place: null };
}

function fromQueryOrQuestion(numeral: Numeral, index: EvidenceIndex): NumeralSource | null {
  const { outOf } = numeral;
  if (outOf !== null && !index.given().some((candidate) => candidate.value === outOf)) return null;
  for (const candidate of index.given()) {
    if (!isSame(numeral, candidate.value, candidate.isPercent)) continue;
    return given(candidate.how, candidate.evidence === null ? [] : [candidate.evidence]);
  }
  return null;
}

/** Whether a numeral says a value, in percent or as a fraction, with the same sign. */
function isSame(numeral: Numeral, value: number, isPercent: boolean): boolean {
  const signed = numeral.sign === "minus" ? -numeral.value : numeral.value;
  const isTold = isPercent || numeral.unit === "percent" || numeral.shared?.unit === "percent";
  if (equals(signed, value) || (numeral.shared && equals(signed * numeral.shared.scale, value))) return true;
  return isTold && (equals(signed / 100, value) || equals(signed, value / 100));
}

function equals(left: number, right: number): boolean {
  return Math.abs(left - right) <= 1e-9 * Math.abs(right);
}

const comparisonNear =
  /(?:[≥≤><=]|\b(?:or more|or less|or above|or below|at least|at most|above|below|over|under|from|to|between|than|top|bottom|least|up to|past|threshold|level|cut-?off|exceed\w*|within|every|is|about|around|intervals?|means?|minimum|maximum|of|off by|by)\b)/;

/** A number of the dictionary, beside its noun ("7 days") or in a comparison on its subject ("0.7 or more"). */
function fromDefinition(numeral: Numeral, context: SentenceContext, index: EvidenceIndex): NumeralSource | null {
  for (const definition of [...index.facts.numbers, ...index.labelNumbers()]) {
    if (numeral.unit === "percent" && !definition.isPercent && definition.value > 1) continue;
    if (isSame(numeral, definition.value, definition.isPercent) && isToldAs(numeral, definition, context))
      return given(definition.how);
  }
  return null;
}

function isToldAs(numeral: Numeral, definition: DomainNumber, context: SentenceContext): boolean {
  const offset = numeral.start;
  const after = context.text.slice(offset + numeral.text.length);
  if (definition.noun === null) {
    const near = `${context.text.slice(Math.max(0, offset - 16), offset)} ${after.slice(0, 10)}`;
    if (!comparisonNear.test(near)) return false;
  } else {
    const words = Array.from(after.slice(0, 32).matchAll(/[a-z]{3,}/g), ([word]) => stem(word));
    if (!words.slice(0, 2).includes(definition.noun)) return false;
  }
  if (!definition.needsTopic) return true;
  for (const topic of definition.topics) if (topic !== definition.noun && context.stems.has(topic)) return true;
  return false;
}

/** Both ends of a column's range, or of the usual scales: "from 0 to 1", "0 (never) to 100". */
function fromRange(
  numeral: Numeral,
  { before, after }: Neighbours,
  context: SentenceContext,
  index: EvidenceIndex,
): NumeralSource | null {
  for (const [low, high] of [
    [numeral, after],
    [before, numeral],
  ] as const) {
    if (!low || !high) continue;
    const gap = context.text.slice(low.end, high.start);
    if (gap.length > 24 || !/(?:^\s?-\s?$|\bto\b|\band\b)/.test(gap)) continue;
    const from = low.sign === "minus" ? -low.value : low.value;
    const to = high.sign === "minus" ? -high.value : high.value;
    if (index.facts.ranges.some(([least, most]) => least === from && most === to))
      return given("the range of a column");
  }
  return null;
}

/** 90, 95 or 99 % beside the word interval, confidence or CI. */
function intervalLevel(numeral: Numeral, context: SentenceContext): NumeralSource | null {
  if (![90, 95, 99].includes(numeral.value) || numeral.sign !== "none") return null;
  return /\b(?:intervals?|confidence|ci|cis|confident)\b/.test(context.text) ? given("level of the interval") : null;
}

function knownYear(numeral: Numeral, index: EvidenceIndex): NumeralSource | null {
  if (!numeral.isWhole || numeral.text.length !== 4 || numeral.value < 1900 || numeral.value > 2199) return null;
  const known = index.findDate(numeral.text);
  return known && given(known.how, known.evidence === null ? [] : [known.evidence]);
}
