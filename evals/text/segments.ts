import { findFigures, findNumerals, numeralOf, plainText, type Numeral } from "./numerals.ts";

/** A sentence or a list item: words and figures in it belong together. */
export type Passage = {
  readonly kind: "sentence" | "item";
  readonly text: string;
  readonly numerals: readonly Numeral[];
  /** The line that leads into the list with a colon, or the heading above; empty where there is none. */
  readonly lead: string;
};

/** A row of a table, in the text or shown beside it. */
export type TableRow = {
  readonly kind: "row";
  readonly headers: readonly string[];
  readonly cells: readonly { readonly text: string; readonly numerals: readonly Numeral[] }[];
  readonly lead: string;
};

/** What is read together. */
export type Segment = Passage | TableRow;

const item = /^\s*(?:[-•+]|\d{1,2}[.)])\s+/;
const heading = /^\s*#{1,6}\s+/;
const sentenceEnd = /(?<=[.!?][)"”]?)\s+(?=[\p{Lu}"“(\d+$-])/u;

/** The text's sentences, list items and table rows, in their order. */
export function splitSegments(markdown: string): Segment[] {
  const lines = plainText(markdown).split("\n");
  const segments: Segment[] = [];
  let lead = "";
  for (let index = 0; index < lines.length; index++) {
    const line = lines[index] ?? "";
    if (line.trim() === "") continue;
    if (isTableStart(lines, index)) {
      const headers = cellsOf(line);
      for (index += 2; index < lines.length && (lines[index] ?? "").includes("|"); index++) {
        const cells = cellsOf(lines[index] ?? "").map((text) => ({
          text,
          numerals: findFigures(text),
        }));
        segments.push({ kind: "row", headers, cells, lead });
      }
      index--;
      continue;
    }
    if (item.test(line)) {
      const text = line.replace(item, "");
      segments.push({ kind: "item", text, numerals: findNumerals(text), lead });
      continue;
    }
    if (heading.test(line)) {
      lead = line.replace(heading, "");
      continue;
    }
    for (const text of line.split(sentenceEnd)) {
      segments.push({ kind: "sentence", text, numerals: findNumerals(text), lead: "" });
    }
    const last = line.split(sentenceEnd).at(-1) ?? "";
    lead = /:\s*$/.test(last) ? last : "";
  }
  return segments;
}

/** Rows of a table of values, as segments; column names become headers in words. */
export function tableSegments(
  columns: readonly { readonly name: string }[],
  rows: readonly (readonly (string | number | boolean | null)[])[],
  lead: string,
): TableRow[] {
  const headers = columns.map((column) => column.name.replaceAll("_", " "));
  return rows.map((row) => ({
    kind: "row",
    headers,
    lead,
    cells: row.map((value) => {
      const text = value === null ? "" : String(value);
      return {
        text,
        numerals: typeof value === "number" ? [numeralOf(value)] : findFigures(text),
      };
    }),
  }));
}

/** The whole segment as words. */
export function wordsOf(segment: Segment): string {
  return segment.kind === "row" ? segment.cells.map((cell) => cell.text).join(" | ") : segment.text;
}

function isTableStart(lines: readonly string[], index: number): boolean {
  return (lines[index] ?? "").includes("|") && /^\s*\|?\s*:?-{2,}/.test(lines[index + 1] ?? "");
}

function cellsOf(line: string): string[] {
  return line
    .trim()
    .replace(/^\|/, "")
    .replace(/\|$/, "")
    .split("|")
    .map((cell) => cell.trim());
}
