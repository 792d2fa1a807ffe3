import { checkText, type TextCheck } from "./check-text.ts";
import type { EvidenceIndex } from "./evidence-index.ts";
import { splitPassages, type Passage } from "./passages.ts";

/** The fenced block that holds chart, caveats and follow-ups; never shown as text. */
const tailFence = /(?:^|\n)[ \t]*(?:```|~~~)[ \t]*reckoner\b/;

/** What a gate holds when the model has finished. */
export type GateResult = {
  /** The whole visible text, rewritten, without the machine-readable tail. */
  readonly text: string;
  /** How much of it has been sent on: always its beginning. */
  readonly released: string;
  /** The content of the machine-readable tail; null where there was none. */
  readonly tail: string | null;
  /** The check of the whole visible text. */
  readonly check: TextCheck;
};

/** Lets a streamed text through sentence by sentence, each once it is checked. */
export type SentenceGate = {
  /** Takes the next piece of the model's text. */
  push(delta: string): void;
  /** Whether a sentence has failed; from then on nothing is released. */
  isHolding(): boolean;
  /** Checks the whole text; releases its rest where every number and name is traced. */
  finish(): GateResult;
};

/**
 * A gate over one text of the model. Sentences of a paragraph, whole list items, headings, table rows and whole
 * fenced blocks leave one by one. `rewrite` is applied to each before it is checked (softened wording, masks).
 */
export function createSentenceGate(options: {
  readonly index: EvidenceIndex;
  readonly onText: (text: string) => void;
  readonly rewrite?: (passage: string) => string;
}): SentenceGate {
  const { index, onText, rewrite = (passage: string) => passage } = options;
  /** What has not been taken into `visible` yet. */
  let pending = "";
  let visible = "";
  let releasedLength = 0;
  /** Start of the block that the next sentence may belong to, in `visible`. */
  let blockStart = 0;
  let lastKind: Passage["kind"] | null = null;
  let holding = false;
  let tail: string | null = null;

  function push(delta: string): void {
    pending += delta;
    // Nothing has ended where no sentence and no line has.
    if (/[.!?\n]/.test(pending)) takeIn(false);
  }

  function takeIn(isLast: boolean): void {
    const units = unitsOf(pending).filter((unit) => unit.closed || isLast);
    let taken = 0;
    for (const unit of units) {
      const gap = pending.slice(taken, unit.start);
      const written = pending.slice(unit.start, unit.end);
      taken = unit.end;
      if (isTail(written)) {
        tail = tailContent(written);
        continue;
      }
      takeUnit(gap, written, unit);
    }
    pending = pending.slice(taken);
  }

  function takeUnit(gap: string, written: string, unit: Passage): void {
    const continues =
      unit.kind === lastKind && (unit.kind === "paragraph" || unit.kind === "table") && !/\n\s*\n/.test(gap);
    visible += visible === "" ? gap.trimStart() : gap;
    if (!continues) blockStart = visible.length;
    const start = visible.length;
    visible += rewrite(written);
    lastKind = unit.kind;
    if (holding) return;
    if (isTraced(start, unit.kind)) release();
    else holding = true;
  }

  /** Whether what begins at a place holds: by itself, a row below its header, or else with all of its block. */
  function isTraced(start: number, kind: Passage["kind"]): boolean {
    const last = visible.slice(start);
    const block = visible.slice(blockStart);
    const header = kind === "table" && start > blockStart ? block.slice(0, block.indexOf("\n") + 1) : "";
    const isSameAlone = kind === "table" || splitPassages(last)[0]?.kind === kind;
    if (isSameAlone && !checkText(header + last, index).untraced.some((claim) => claim.start >= header.length))
      return true;
    return !checkText(block, index).untraced.some((claim) => claim.start + blockStart >= start);
  }

  function release(): void {
    const text = visible.slice(releasedLength);
    releasedLength = visible.length;
    if (text !== "") onText(text);
  }

  function finish(): GateResult {
    takeIn(true);
    pending = "";
    const check = checkText(visible, index);
    if (check.untraced.length === 0) release();
    return { text: visible, released: visible.slice(0, releasedLength), tail, check };
  }

  return { push, isHolding: () => holding, finish };
}

/** Passages as they are released: list items whole, paragraphs sentence by sentence. */
function unitsOf(text: string): Passage[] {
  const units: Passage[] = [];
  for (const passage of splitPassages(text)) {
    const last = units.at(-1);
    if (last && passage.kind === "item" && passage.block === last.block)
      units[units.length - 1] = { ...last, end: passage.end, closed: passage.closed };
    else units.push(passage);
  }
  // An item is whole only when all of its sentences are closed: its parts before the last always are.
  return units;
}

function isTail(fence: string): boolean {
  return tailFence.test(fence);
}

function tailContent(fence: string): string {
  return fence.replace(/^[^\n]*\n?/, "").replace(/\n?[ \t]*(?:```|~~~)[ \t]*$/, "");
}

/** Parts a finished text from its machine-readable tail. */
export function splitTail(text: string): { readonly text: string; readonly tail: string | null } {
  const fence = splitPassages(text).find(
    (passage) => passage.kind === "fence" && isTail(text.slice(passage.start, passage.end)),
  );
  if (!fence) return { text, tail: null };
  const rest = `${text.slice(0, fence.start).trimEnd()}\n\n${text.slice(fence.end).trimStart()}`;
  return { text: rest.trimEnd(), tail: tailContent(text.slice(fence.start, fence.end)) };
}
