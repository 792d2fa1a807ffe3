import type { Claim } from "../answer.ts";
import { listLengths } from "./counted-lists.ts";
import type { EvidenceIndex } from "./evidence-index.ts";
import { lookAtPassages, type LookedAt } from "./look-at-passage.ts";
import { splitPassages, type Passage } from "./passages.ts";
import { settlePassage } from "./settle-passage.ts";

/** What checking a text found. */
export type TextCheck = {
  /** Every number and name of the text in its order. */
  readonly claims: readonly Claim[];
  readonly untraced: readonly Claim[];
  /** What was found, in plain words. */
  readonly notes: readonly string[];
};

/**
 * Checks every numeral and name of an answer's text against the index. Fenced blocks of SQL and the
 * machine-readable tail are not read. A passage that was checked before over the same evidence is not read again.
 */
export function checkText(text: string, index: EvidenceIndex): TextCheck {
  const passages = splitPassages(text);
  const look = lookAtPassages(index);
  const claims: Claim[] = [];
  let lengths: ReadonlySet<number> | null = null;
  for (const block of blocksOf(passages)) {
    const [head] = block;
    const header = head?.kind === "table" ? text.slice(head.start, head.end) : null;
    const parts = block.flatMap((passage) => {
      const written = text.slice(passage.start, passage.end);
      return isSkippedFence(written, passage) ? [] : [{ passage, read: look(written, passage.kind, header) }];
    });
    const all: LookedAt[] = parts.map(({ read }) => read);
    for (const { passage, read } of parts) {
      const own =
        read.settled ?? settlePassage(read, { block: all, lengths: (lengths ??= listLengths(passages)), index });
      for (const claim of own) claims.push({ ...claim, start: claim.start + passage.start });
    }
  }
  for (const [position, claim] of claims.entries()) {
    // One that evidence of this turn speaks against stays so, whatever an earlier answer said.
    if (claim.status !== "untraced" || claim.evidence.length > 0) continue;
    claims[position] = index.earlier?.settle(text, claim) ?? claim;
  }
  claims.sort((left, right) => left.start - right.start);
  const untraced = claims.filter((claim) => claim.status === "untraced");
  return { claims, untraced, notes: untraced.map((claim) => `${claim.text}: ${claim.how}`) };
}

function blocksOf(passages: readonly Passage[]): Passage[][] {
  const blocks: Passage[][] = [];
  for (const passage of passages) {
    const last = blocks.at(-1);
    if (last?.[0]?.block === passage.block) last.push(passage);
    else blocks.push([passage]);
  }
  return blocks;
}

function isSkippedFence(written: string, passage: Passage): boolean {
  return passage.kind === "fence" && /^\s*(?:```|~~~)\s*(?:reckoner|sql)/i.test(written.slice(0, 24));
}
