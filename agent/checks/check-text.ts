import type { Claim } from "../answer.ts";
import { countsList, listLengths } from "./counted-lists.ts";
import { scanDates } from "./dates.ts";
import { deriveNumeral, type Operand } from "./derive-numeral.ts";
import type { EvidenceIndex } from "./evidence-index.ts";
import { giveNumeral } from "./give-numeral.ts";
import { checkNames } from "./names.ts";
import { scanNumerals, type Numeral } from "./numerals.ts";
import { splitPassages, type Passage } from "./passages.ts";
import { readPassage } from "./read-passage.ts";
import type { SentenceContext } from "./sentence-context.ts";
import { traceNumeral, type NumeralSource } from "./trace-numeral.ts";

/** What checking a text found. */
export type TextCheck = {
  /** Every number and name of the text in its order. */
  readonly claims: readonly Claim[];
  readonly untraced: readonly Claim[];
  /** What was found, in plain words. */
  readonly notes: readonly string[];
};

type Span = { readonly start: number; readonly end: number };

/**
 * Checks every numeral and name of an answer's text against the index. Fenced blocks of SQL and the
 * machine-readable tail are not read.
 */
export function checkText(text: string, index: EvidenceIndex): TextCheck {
  const passages = splitPassages(text);
  const skipped: Span[] = passages.filter((passage) => isSkippedFence(text, passage));
  const claims: Claim[] = [];
  const names = checkNames(text, index, skipped);
  const taken: Span[] = [
    ...skipped,
    ...names.map((claim) => ({ start: claim.start, end: claim.start + claim.text.length })),
  ];
  for (const claim of [...checkLabels(text, index, taken), ...checkDates(text, index, taken)]) {
    claims.push(claim);
  }
  claims.push(...names, ...checkNumerals(text, index, passages, taken));
  for (const [position, claim] of claims.entries()) {
    // One that evidence of this turn speaks against stays so, whatever an earlier answer said.
    if (claim.status !== "untraced" || claim.evidence.length > 0) continue;
    claims[position] = index.earlier?.settle(text, claim) ?? claim;
  }
  claims.sort((left, right) => left.start - right.start);
  const untraced = claims.filter((claim) => claim.status === "untraced");
  return { claims, untraced, notes: untraced.map((claim) => `${claim.text}: ${claim.how}`) };
}

function isSkippedFence(text: string, passage: Passage): boolean {
  return (
    passage.kind === "fence" &&
    /^\s*(?:```|~~~)\s*(?:reckoner|sql)/i.test(text.slice(passage.start, passage.start + 24))
  );
}

function overlaps(span: Span, taken: readonly Span[]): boolean {
  return taken.some((other) => span.start < other.end && span.end > other.start);
}

/** Claims for known labels with digits; each takes its place in the text. */
function checkLabels(text: string, index: EvidenceIndex, taken: Span[]): Claim[] {
  const claims: Claim[] = [];
  for (const label of index.findLabels(text)) {
    if (overlaps(label, taken)) continue;
    taken.push(label);
    claims.push({
      text: text.slice(label.start, label.end),
      kind: "name",
      start: label.start,
      status: label.evidence === null ? "given" : "traced",
      evidence: label.evidence === null ? [] : [label.evidence],
      how: label.how,
    });
  }
  return claims;
}

function checkDates(text: string, index: EvidenceIndex, taken: Span[]): Claim[] {
  const claims: Claim[] = [];
  for (const date of scanDates(text)) {
    if (overlaps(date, taken)) continue;
    taken.push(date);
    const known = index.findDate(date.text);
    claims.push({
      text: date.text,
      kind: "number",
      start: date.start,
      status: known === null ? "untraced" : known.evidence === null ? "given" : "traced",
      evidence: known?.evidence ? [known.evidence] : [],
      how: known?.how ?? "no date of the evidence",
    });
  }
  return claims;
}

function checkNumerals(
  text: string,
  index: EvidenceIndex,
  passages: readonly Passage[],
  taken: readonly Span[],
): Claim[] {
  const numerals = scanNumerals(text, taken);
  const contexts = readContexts(text, passages, numerals, index);
  const lengths = listLengths(passages);
  const sources = numerals.map((numeral, position): NumeralSource | null => {
    const context = contexts[position]!.context;
    const neighbours = { before: numerals[position - 1] ?? null, after: numerals[position + 1] ?? null };
    const traced = traceNumeral(numeral, context, index);
    if (traced?.status === "traced") return traced;
    return giveNumeral(numeral, neighbours, context, index) ?? countsList(numeral, context, lengths) ?? traced;
  });
  return numerals.map((numeral, position) => {
    const direct = sources[position] ?? null;
    const isOpen = direct === null || direct.status === "untraced";
    const source =
      (isOpen
        ? deriveNumeral(numeral, contexts[position]!.context, operandsFor(position, numerals, sources, contexts))
        : null) ?? direct;
    return {
      text: numeral.text,
      kind: "number",
      start: numeral.start,
      status: source?.status ?? "untraced",
      evidence: [...(source?.evidence ?? [])],
      how: source?.how ?? "in no evidence of this turn, nor computed from numbers told beside it",
    };
  });
}

type PlacedContext = { readonly block: number; readonly context: SentenceContext };

/** The sentence of each numeral, read once a sentence. */
function readContexts(
  text: string,
  passages: readonly Passage[],
  numerals: readonly Numeral[],
  index: EvidenceIndex,
): PlacedContext[] {
  const read = new Map<Passage, PlacedContext>();
  let position = 0;
  return numerals.map((numeral) => {
    while (position < passages.length - 1 && numeral.start >= passages[position]!.end) position++;
    const passage = passages[position]!;
    const known = read.get(passage);
    if (known) return known;
    const context = { block: passage.block, context: readPassage({ text, passage, passages, numerals }, index) };
    read.set(passage, context);
    return context;
  });
}

/** The traced numerals of the same block. */
function operandsFor(
  position: number,
  numerals: readonly Numeral[],
  sources: readonly (NumeralSource | null)[],
  contexts: readonly PlacedContext[],
): Operand[] {
  const block = contexts[position]!.block;
  return numerals.flatMap((numeral, other) => {
    const source = sources[other];
    return other !== position && source?.status === "traced" && contexts[other]!.block === block
      ? [{ numeral, source }]
      : [];
  });
}
