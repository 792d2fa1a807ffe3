import type { EvidenceIndex } from "./evidence-index.ts";
import type { Numeral } from "./numerals.ts";
import { wordsOf, type Mention } from "./phrases.ts";
import { createRowLinks, readTableLine, type TableHeader } from "./row-links.ts";
import { readSentence, type SentenceContext } from "./sentence-context.ts";

/**
 * A passage's words as they are told with numerals. `header` is that of the table that it is a row of, null for prose;
 * all offsets count from the passage's first character.
 */
export type PassageReader = (text: string, header: string | null, numerals: readonly Numeral[]) => SentenceContext;

/** Reads passages; a table's header is read once. */
export function createPassageReader(index: EvidenceIndex): PassageReader {
  const headers = new Map<string, TableHeader>();

  function headerOf(text: string): TableHeader {
    const before = headers.get(text);
    if (before) return before;
    const header = readHeader(text, index);
    headers.set(text, header);
    return header;
  }

  return (text, heading, numerals) => {
    const header = heading === null ? null : headerOf(heading);
    const words = wordsOf(text);
    const measures = index.measures.find(words);
    const mentions = index.rowNames.find(words).filter((row) => !isWithinOne(row, measures));
    const line = header && readTableLine(text, header);
    const links = createRowLinks({ text, line, mentions, numerals });
    const measuresOf = (numeral: Numeral) => (line ? (line.headerOf(numeral)?.measures ?? []) : measures);
    return readSentence({ text, heading: heading ?? "", links, measuresOf, measures });
  };
}

function readHeader(text: string, index: EvidenceIndex): TableHeader {
  return text.split("|").map((cell) => {
    const words = wordsOf(cell);
    const rows = index.rowNames.find(words).flatMap((mention) => mention.keys);
    return { whole: words.map((word) => word.text).join(" "), rows, measures: index.measures.find(words) };
  });
}

/** Whether a row's name is only a part of a column's: "premium" in "premium features used". */
function isWithinOne(row: Mention, measures: readonly Mention[]): boolean {
  return measures.some(
    (measure) =>
      measure.start <= row.start && measure.end >= row.end && measure.end - measure.start > row.end - row.start,
  );
}
