import type { Claim } from "../answer.ts";
import { checkNumerals } from "./check-numerals.ts";
import { scanDates } from "./dates.ts";
import type { EvidenceIndex } from "./evidence-index.ts";
import { checkNames } from "./names.ts";
import type { BlockKind } from "./passages.ts";
import { createPassageReader } from "./read-passage.ts";
import { settlePassage, type ReadPassage } from "./settle-passage.ts";
import { scanSpelledNumbers } from "./spelled-numbers.ts";

/** What one passage holds by itself, and its claims where nothing around it can change them; else null. */
export type LookedAt = ReadPassage & { readonly settled: readonly Claim[] | null };

/** Looks at a passage's text; `header` is that of the table that it is a row of. */
export type LookAtPassage = (text: string, kind: BlockKind, header: string | null) => LookedAt;

type Looked = { readonly revision: number; readonly look: LookAtPassage };
const lookedByIndex = new WeakMap<EvidenceIndex, Looked>();

/**
 * Looks at passages over an index, at each only once: a text is checked sentence by sentence as it comes, whole when
 * it is finished, and again with its marks. What was found is forgotten when the index takes in more.
 */
export function lookAtPassages(index: EvidenceIndex): LookAtPassage {
  const revision = index.revision();
  const before = lookedByIndex.get(index);
  if (before?.revision === revision) return before.look;
  const seen = new Map<string, LookedAt>();
  const readWith = createPassageReader(index);
  const look: LookAtPassage = (text, kind, header) => {
    const key = `${kind}\n${header ?? ""}\n${text}`;
    const known = seen.get(key);
    if (known) return known;
    const found = lookAt(text, kind, (numerals) => readWith(text, header, numerals), index);
    seen.set(key, found);
    return found;
  };
  lookedByIndex.set(index, { revision, look });
  return look;
}

function lookAt(text: string, kind: BlockKind, read: ReadPassage["read"], index: EvidenceIndex): LookedAt {
  const names = checkNames(text, index);
  const taken: Span[] = names.map((claim) => ({ start: claim.start, end: claim.start + claim.text.length }));
  const claims = [...checkLabels(text, index, taken), ...checkDates(text, index, taken), ...names];
  const numerals = checkNumerals(text, index, taken, read);
  const spelled = kind === "fence" ? [] : scanSpelledNumbers(text).filter(({ numeral }) => !overlaps(numeral, taken));
  const looked = { text, kind, names: claims, numerals, spelled, read };
  const isAlone =
    spelled.length === 0 && numerals.every(({ source }) => source?.status === "traced" || source?.status === "given");
  return { ...looked, settled: isAlone ? settlePassage(looked, { block: [], lengths: new Set(), index }) : null };
}

type Span = { readonly start: number; readonly end: number };

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
