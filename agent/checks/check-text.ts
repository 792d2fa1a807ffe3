import type { Claim } from "../answer.ts";
import { checkComparisons } from "./comparisons/check-comparisons.ts";
import { checkNumerals, type CheckedNumeral } from "./check-numerals.ts";
import { checkSpelled } from "./check-spelled.ts";
import { scanDates } from "./dates.ts";
import type { EvidenceIndex } from "./evidence-index.ts";
import { checkNames } from "./names.ts";
import { splitPassages, type Passage } from "./passages.ts";
import { createPassageReader } from "./read-passage.ts";

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
  const read = createPassageReader(text, passages, index);
  const numerals = checkNumerals(text, index, passages, taken, read);
  claims.push(...names, ...numerals.map(claimOf), ...checkComparisons(text, passages, numerals, read, index));
  claims.push(...checkSpelled(text, passages, numerals, taken, read, index));
  for (const [position, claim] of claims.entries()) {
    // One that evidence of this turn speaks against stays so, whatever an earlier answer said.
    if (claim.status !== "untraced" || claim.evidence.length > 0) continue;
    claims[position] = index.earlier?.settle(text, claim) ?? claim;
  }
  claims.sort((left, right) => left.start - right.start);
  const untraced = claims.filter((claim) => claim.status === "untraced");
  return { claims, untraced, notes: untraced.map((claim) => `${claim.text}: ${claim.how}`) };
}

function claimOf({ numeral, source }: CheckedNumeral): Claim {
  return {
    text: numeral.text,
    kind: "number",
    start: numeral.start,
    status: source?.status ?? "untraced",
    evidence: [...(source?.evidence ?? [])],
    how: source?.how ?? "in no evidence of this turn, nor computed from numbers told beside it",
  };
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
