import { renderMarkdown } from "../render-markdown.ts";
import type { Style } from "../style.ts";

/** Turns markdown that comes in pieces into lines for a terminal, as it comes. */
export type MarkdownStream = {
  /** Takes the next piece; gives what is to be written now, which may be nothing. */
  readonly push: (piece: string) => string;
  /** Gives what is left to be written when no more comes; ends with a line feed unless nothing was written. */
  readonly end: () => string;
};

/**
 * Nothing that was written is taken back: a table, a heading or code waits until it is whole, a paragraph until its
 * words and its marks are. All that is written is together the lines of `renderMarkdown`.
 */
export function createMarkdownStream(width: number, style: Style): MarkdownStream {
  let source = "";
  let written = "";
  const advance = (text: string) => {
    const rendered = renderMarkdown(text, width, style).join("\n");
    // Written is a beginning of what is rendered; where a mark meant something else after all, the text is given anew.
    const isBeginning = rendered.startsWith(written);
    const more = isBeginning ? rendered.slice(written.length) : `\n${rendered}`;
    written = rendered;
    return more;
  };
  return {
    push: (piece) => {
      source += piece;
      const settled = settledPart(source);
      const isLonger = renderMarkdown(settled, width, style).join("\n").length > written.length;
      return isLonger ? advance(settled) : "";
    },
    end: () => {
      const rest = advance(source);
      return written === "" ? rest : `${rest}\n`;
    },
  };
}

/** Lines that are only read whole, since their end decides what they are. */
const readWhole = /^\s*(?:\||#|```)/;
/** The beginning of a list item or quotation, of which no word is there yet. */
const onlyMarker = /^\s*(?:[-*+>]|\d+[.)]?)\s*$/;

/** The part of the text whose rendering no further text can change. */
function settledPart(source: string): string {
  const lines = source.split("\n");
  const last = lines.pop() ?? "";
  const isInCode = lines.filter(isFence).length % 2 === 1;
  if (isInCode) return lines.slice(0, lines.findLastIndex(isFence)).join("\n");
  // Up to the last whole word, and before the last mark that is still open.
  const words = last.slice(0, last.search(/\S*$/));
  if (words.trim() === "" || readWhole.test(last) || onlyMarker.test(words)) return withoutTable(lines).join("\n");
  return [...lines, words.slice(0, openMarkAt(words))].join("\n");
}

function isFence(line: string): boolean {
  return line.trimStart().startsWith("```");
}

/** The lines before a table at their end, which may go on. */
function withoutTable(lines: readonly string[]): readonly string[] {
  return lines.slice(0, lines.findLastIndex((line) => !/^\s*\|/.test(line)) + 1);
}

/** Where the first mark begins that is not closed in the text: a code, bold or italic one, or a link. */
function openMarkAt(text: string): number {
  const closed = text.replaceAll(/`[^`]*`|\*\*[^*]*\*\*|\*[^*\s][^*]*\*|\[[^\]]*\](?:\([^)\s]*\))?/g, (mark) =>
    "x".repeat(mark.length),
  );
  const open = closed.search(/[`[]|\*(?=\S)/);
  return open < 0 ? text.length : open;
}
