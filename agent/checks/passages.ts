/** What a block of an answer's markdown is. */
export type BlockKind = "paragraph" | "item" | "heading" | "table" | "fence";

/** One sentence, table row, heading or fenced block of a text, with its place. */
export type Passage = {
  /** Offsets in the text: the first character and the one past the last. */
  readonly start: number;
  readonly end: number;
  /** Number of its block; the sentences of a paragraph or bullet share it. */
  readonly block: number;
  readonly kind: BlockKind;
  /** Whether later text can no longer lengthen it: something follows, or it has ended by itself. */
  readonly closed: boolean;
};

type Block = { readonly kind: BlockKind; readonly start: number; end: number; closed: boolean };

const fenceLine = /^\s{0,3}(```|~~~)/;
const itemLine = /^\s*(?:[-*+•]|\d{1,3}[.)])\s/;
const headingLine = /^\s{0,3}#{1,6}\s/;
const tableLine = /^\s*\|/;
const sentenceEnd = /[.!?]["'”’)\]*_]*(?:\s*\[e\d+(?:\s*,\s*e\d+)*\])*(?=\s+\S)/g;
const abbreviation =
  /(?:^|[\s(])(?:e\.g|i\.e|vs|approx|ca|cf|etc|resp|incl|dr|mr|mrs|ms|prof|no|nos|fig|st|avg|min|max|std|est|u\.s|a\.m|p\.m)\.$/i;

/**
 * Splits markdown into passages in their order; what lies between them is white space. A list item or fenced
 * block may hold several lines; table rows are passages of one block.
 */
export function splitPassages(text: string): Passage[] {
  return splitBlocks(text).flatMap((block, number) => passagesOf(text, block, number));
}

/** Splits markdown into blocks, lists item by item. */
function splitBlocks(text: string): Block[] {
  const blocks: Block[] = [];
  let open: Block | null = null;
  let lineStart = 0;
  while (lineStart < text.length) {
    const newline = text.indexOf("\n", lineStart);
    const lineEnd = newline === -1 ? text.length : newline;
    const line = text.slice(lineStart, lineEnd);
    if (open?.kind === "fence") {
      open.end = lineEnd;
      if (fenceLine.test(line) && newline !== -1) {
        open.closed = true;
        open = null;
      }
    } else if (line.trim() === "") {
      // A last line of white space may still become the start of a line that goes on.
      if (newline !== -1 && open) open.closed = true;
      if (newline !== -1) open = null;
    } else {
      open = placeLine(blocks, open, line, lineStart, lineEnd);
    }
    lineStart = lineEnd + 1;
  }
  return blocks;
}

function placeLine(blocks: Block[], open: Block | null, line: string, start: number, end: number): Block {
  const kind = kindOfLine(line);
  const isContinued =
    open !== null &&
    (kind === open.kind ? kind === "paragraph" || kind === "table" : kind === "paragraph" && open.kind === "item");
  if (open && isContinued) {
    open.end = end;
    return open;
  }
  if (open) open.closed = true;
  const block: Block = { kind, start: start + (line.length - line.trimStart().length), end, closed: false };
  blocks.push(block);
  return block;
}

function kindOfLine(line: string): BlockKind {
  if (fenceLine.test(line)) return "fence";
  if (headingLine.test(line)) return "heading";
  if (tableLine.test(line)) return "table";
  return itemLine.test(line) ? "item" : "paragraph";
}

function passagesOf(text: string, block: Block, number: number): Passage[] {
  const ends = endsWithin(text.slice(block.start, block.end), block.kind);
  const passages: Passage[] = [];
  let start = block.start;
  for (const [position, end] of ends.entries()) {
    const isLast = position === ends.length - 1;
    passages.push({
      start,
      end: block.start + end,
      block: number,
      kind: block.kind,
      closed: !isLast || block.closed,
    });
    start = block.start + end;
    while (start < block.end && /\s/.test(text.charAt(start))) start++;
  }
  return passages;
}

/** Where the passages of one block's text end. */
function endsWithin(text: string, kind: BlockKind): number[] {
  const trimmed = text.trimEnd().length;
  if (kind === "fence" || kind === "heading") return [trimmed];
  const ends: number[] = [];
  if (kind === "table") {
    for (const match of text.matchAll(/\n/g)) ends.push(match.index);
  } else {
    const marker = kind === "item" ? (itemLine.exec(text)?.[0].length ?? 0) : 0;
    for (const match of text.matchAll(sentenceEnd)) {
      if (match.index >= marker && isSentenceEnd(text, match.index, match[0].length)) {
        ends.push(match.index + match[0].length);
      }
    }
  }
  if ((ends.at(-1) ?? -1) < trimmed) ends.push(trimmed);
  return ends;
}

function isSentenceEnd(text: string, index: number, length: number): boolean {
  const next = text
    .slice(index + length)
    .trimStart()
    .charAt(0);
  if (text.charAt(index) !== ".") return !/[a-z]/.test(next);
  return !/[a-z]/.test(next) && !abbreviation.test(text.slice(Math.max(0, index - 8), index + 1));
}
