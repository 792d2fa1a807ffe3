import type { EvidenceIndex } from "./evidence-index.ts";
import type { Numeral } from "./numerals.ts";
import type { Passage } from "./passages.ts";
import { wordsOf, type Mention } from "./phrases.ts";
import { createRowLinks } from "./row-links.ts";
import { readSentence, type SentenceContext } from "./sentence-context.ts";

/** A passage within its text: all passages and all numerals of the text are those of `text`. */
export type PassageInput = {
  readonly text: string;
  readonly passage: Passage;
  readonly passages: readonly Passage[];
  readonly numerals: readonly Numeral[];
};

/** Reads a passage with its numerals; a row of a table with the table's header. */
export function readPassage(
  { text, passage, passages, numerals }: PassageInput,
  index: EvidenceIndex,
): SentenceContext {
  const { start, end } = passage;
  const header = passage.kind === "table" ? passages.find((other) => other.block === passage.block) : undefined;
  const heading = header ? text.slice(header.start, header.end) : null;
  const written = text.slice(start, end);
  const words = wordsOf(written);
  const measures = shifted(index.measures.find(words), start);
  const rows = shifted(index.rowNames.find(words), start).filter((row) => !isWithinOne(row, measures));
  const links = createRowLinks({
    text,
    start,
    end,
    heading,
    mentions: rows,
    numerals: numerals.filter((numeral) => numeral.start >= start && numeral.end <= end),
    findIn: (cell) => index.rowNames.find(wordsOf(cell)),
  });
  const headers = heading?.split("|").map((cell) => index.measures.find(wordsOf(cell)));
  const measuresOf = (numeral: Numeral) =>
    headers ? (headers[written.slice(0, numeral.start - start).split("|").length - 1] ?? []) : measures;
  return readSentence({ text: written, start, heading: heading ?? "", links, measuresOf, measures });
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
