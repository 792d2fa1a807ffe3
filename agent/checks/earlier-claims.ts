import type { Answer, Claim } from "../answer.ts";
import { checkText } from "./check-text.ts";
import { stems } from "./domain-facts.ts";
import type { EvidenceIndex } from "./evidence-index.ts";
import { scanNumerals, type Numeral } from "./numerals.ts";
import { splitPassages } from "./passages.ts";

/** What the earlier answers of a conversation told, for numbers and names that a later one says again. */
export type EarlierClaims = {
  /** The claim as one of an earlier answer; null where no answer holds it. */
  settle(text: string, claim: Claim): Claim | null;
};

/** Words that point back at what was said. */
const pointsBack = /\b(?:answers? \d+|earlier|before|above|previous(?:ly)?|already|as (?:noted|said|found|shown))\b/i;
/** Words that say of which run a figure is, where it is not of the present one. */
const namesOtherRun = /\b(?:earlier|previous|older|last|former) (?:pipeline )?(?:run|snapshot|data)\b/i;

/**
 * The claims of earlier answers, oldest first. A number is settled only where all of this holds: an earlier answer
 * told it, written the same, and traced or derived it from evidence of its own; the present sentence holds over that
 * answer's evidence by the same checks (so that it is not said of another row); the two sentences share a telling
 * word; a number of one digit is said with words that point back; and a number of another run than `runId` with
 * words that say so. `indexOf` builds the index over an answer's own evidence, only where one is needed.
 */
export function createEarlierClaims(
  answers: readonly Answer[],
  runId: string,
  indexOf: (answer: Answer) => EvidenceIndex,
): EarlierClaims {
  const indexes = new Map<Answer, EvidenceIndex>();
  const known = (answer: Answer) => {
    const index = indexes.get(answer) ?? indexOf(answer);
    indexes.set(answer, index);
    return index;
  };

  function settleNumber(text: string, claim: Claim): Claim | null {
    const [numeral] = scanNumerals(claim.text, []);
    const passage = passageAt(text, claim.start);
    if (!numeral || (significantDigits(numeral) < 2 && !pointsBack.test(passage))) return null;
    const telling = stems(passage);
    // The latest answer is the likeliest that is meant.
    for (const [position, answer] of [...answers.entries()].reverse()) {
      if (answer.dataset.runId !== runId && !saysOtherRun(passage, answer)) continue;
      const told = answer.claims.find(
        (earlier) =>
          isRooted(earlier) &&
          earlier.kind === "number" &&
          isWrittenSame(earlier.text, numeral) &&
          sharesWord(telling, passageAt(answer.text, earlier.start)),
      );
      if (!told) continue;
      const held = checkText(text, known(answer)).claims.find(({ start }) => start === claim.start);
      if (held && isRooted(held)) return settled(claim, position, held.how);
    }
    return null;
  }

  function settleName(claim: Claim): Claim | null {
    for (const [position, answer] of answers.entries()) {
      if (answer.dataset.runId !== runId) continue;
      const told = answer.claims.find(
        (earlier) =>
          isRooted(earlier) && earlier.kind === "name" && earlier.text.toLowerCase() === claim.text.toLowerCase(),
      );
      if (told) return settled(claim, position, told.how);
    }
    return null;
  }

  /** Which run an earlier answer was of may be told. */
  function settleRun(claim: Claim): Claim | null {
    const position = answers.findIndex(
      ({ dataset }) => claim.text === dataset.snapshotDate || claim.text === dataset.runId,
    );
    return position < 0 ? null : { ...claim, status: "given", evidence: [], how: `the run of answer ${position + 1}` };
  }

  return {
    settle: (text, claim) =>
      settleRun(claim) ?? (claim.kind === "name" ? settleName(claim) : settleNumber(text, claim)),
  };
}

/** Traced or derived from evidence of the answer's own, not said again from one before it. */
function isRooted({ status, evidence }: Claim): boolean {
  return (status === "traced" || status === "derived") && evidence.length > 0;
}

function settled(claim: Claim, position: number, how: string): Claim {
  return { ...claim, status: "traced", evidence: [], how: `answer ${position + 1}: ${how}` };
}

function saysOtherRun(passage: string, { dataset }: Answer): boolean {
  return namesOtherRun.test(passage) || passage.includes(dataset.runId) || passage.includes(dataset.snapshotDate);
}

function isWrittenSame(text: string, numeral: Numeral): boolean {
  const [told] = scanNumerals(text, []);
  return (
    told !== undefined &&
    told.value === numeral.value &&
    told.lastPlace === numeral.lastPlace &&
    told.unit === numeral.unit &&
    (told.sign === "minus") === (numeral.sign === "minus")
  );
}

function significantDigits({ text }: Numeral): number {
  return text.replaceAll(/\D/g, "").replace(/^0+/, "").length;
}

function sharesWord(telling: ReadonlySet<string>, passage: string): boolean {
  for (const word of stems(passage)) if (telling.has(word)) return true;
  return false;
}

function passageAt(text: string, offset: number): string {
  const passage = splitPassages(text).find(({ start, end }) => offset >= start && offset < end);
  return passage ? text.slice(passage.start, passage.end) : text;
}
