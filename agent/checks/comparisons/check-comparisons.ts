import type { Claim } from "../../answer.ts";
import type { CheckedNumeral } from "../check-numerals.ts";
import type { EvidenceIndex } from "../evidence-index.ts";
import type { Numeral } from "../numerals.ts";
import type { BlockKind } from "../passages.ts";
import type { SentenceContext } from "../sentence-context.ts";
import { checkChanges } from "./check-changes.ts";
import { checkExtremes } from "./check-extremes.ts";
import { checkRelations } from "./check-relations.ts";
import { checkSigns } from "./check-signs.ts";

/**
 * The words of comparison in a sentence that go against the numbers told or those of the evidence, as untraced claims:
 * "fell from 1 to 2", "A (1) is higher than B (2)", "the highest is A (1)" where the evidence has a 2. Table rows
 * compare nothing.
 */
export function checkComparisons(
  text: string,
  kind: BlockKind,
  numerals: readonly CheckedNumeral[],
  read: (numerals: readonly Numeral[]) => SentenceContext,
  index: EvidenceIndex,
): Claim[] {
  if (kind === "table" || kind === "fence" || !comparing.test(text)) return [];
  const input = { context: numerals[0]?.context ?? read([]), numerals };
  const wrong = [
    ...checkChanges(input),
    ...checkRelations(input, index),
    ...checkExtremes(input, index),
    ...checkSigns(input, index),
  ];
  return wrong.map(({ word, start, evidence, how }): Claim => ({
    text: word,
    kind: "number",
    start,
    status: "untraced",
    evidence: [...evidence],
    how,
  }));
}

/** What a sentence holds that compares: a quick look before the close one. */
const comparing =
  /\b(?:from|than|above|below|ahead|behind|exceed|outnumber|outperform|surpass|trail|lag|high|low|larg|small|bigg|great|most|least|few|peak|max|min|positive|negative|inverse)/i;
