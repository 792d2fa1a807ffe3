import type { EvidenceIndex } from "./evidence-index.ts";
import type { Numeral } from "./numerals.ts";
import type { Passage } from "./passages.ts";
import { wordsOf, type Mention } from "./phrases.ts";
import { createRowLinks, type TableHeader } from "./row-links.ts";
import { readSentence, type SentenceContext } from "./sentence-context.ts";

/** A text with what was read of it: all of its passages and numerals. */
export type PassageReader = (passage: Passage, numerals: readonly Numeral[]) => SentenceContext;

/** Reads passages of a text with their numerals; a row of a table with the table's header, which is read once. */
export function createPassageReader(text: string, passages: readonly Passage[], index: EvidenceIndex): PassageReader {
  const headers = new Map<number, TableHeader>();

  function headerOf(passage: Passage): TableHeader | null {
    if (passage.kind !== "table") return null;
    const before = headers.get(passage.block);
    if (before) return before;
    const first = passages.find((other) => other.block === passage.block) ?? passage;
    const header = readHeader(text.slice(first.start, first.end), index);
    headers.set(passage.block, header);
    return header;
  }

  return (passage, numerals) => {
    const { start, end } = passage;
    const header = headerOf(passage);
    const written = text.slice(start, end);
    const words = wordsOf(written);
    const measures = shifted(index.measures.find(words), start);
    const mentions = shifted(index.rowNames.find(words), start).filter((row) => !isWithinOne(row, measures));
    const links = createRowLinks({ text, start, end, header, mentions, numerals });
    const measuresOf = (numeral: Numeral) =>
      header ? (header.cells[written.slice(0, numeral.start - start).split("|").length - 1]?.measures ?? []) : measures;
    return readSentence({ text: written, start, heading: header?.text ?? "", links, measuresOf, measures });
  };
}

function readHeader(text: string, index: EvidenceIndex): TableHeader {
  const cells = text.split("|").map((cell) => {
    const words = wordsOf(cell);
    const rows = index.rowNames.find(words).flatMap((mention) => mention.keys);
    return { whole: words.map((word) => word.text).join(" "), rows, measures: index.measures.find(words) };
  });
  return { text, cells };
}

function shifted(mentions: readonly Mention[], by: number): Mention[] {
  return mentions.map(({ keys, start, end }) => ({ keys, start: start + by, end: end + by }));
}

/** Whether a row's name is only a part of a column's: "premium" in "premium features used". */
function isWithinOne(row: Mention, measures: readonly Mention[]): boolean {
  return measures.some(
    (measure) =>
      measure.start <= row.start && measure.end >= row.end && measure.end - measure.start > row.end - row.start,
  );
}
