import type { Numeral } from "./numerals.ts";
import type { Passage } from "./passages.ts";
import type { SentenceContext } from "./sentence-context.ts";
import type { NumeralSource } from "./trace-numeral.ts";

/** How many items each list of a text has, and how many rows below its header each table has. */
export function listLengths(passages: readonly Passage[]): ReadonlySet<number> {
  const lengths = new Set<number>();
  let items = 0;
  let rows = 0;
  let lastBlock = -1;
  const close = () => {
    if (items > 1) lengths.add(items);
    // A table's header and the rule below it are no rows.
    if (rows > 2) lengths.add(rows - 2);
    items = 0;
    rows = 0;
  };
  for (const { kind, block } of passages) {
    if (kind === "item") {
      if (rows > 0) close();
      if (block !== lastBlock) items++;
    } else if (kind === "table" && (rows === 0 || block === lastBlock)) {
      if (items > 0) close();
      rows++;
    } else {
      close();
      if (kind === "table") rows = 1;
    }
    lastBlock = block;
  }
  close();
  return lengths;
}

/** "3 features": a whole number before a plural that counts a list or table of the same text; null for others. */
export function countsList(
  numeral: Numeral,
  context: SentenceContext,
  lengths: ReadonlySet<number>,
): NumeralSource | null {
  if (!numeral.isWhole || numeral.sign !== "none" || numeral.unit !== "none" || !lengths.has(numeral.value))
    return null;
  const after = context.text.slice(numeral.start + numeral.text.length);
  if (!/^\s+(?:[a-z-]+\s+){0,2}[a-z]{2,}s\b/.test(after)) return null;
  return { status: "given", evidence: [], how: "counts a list of the answer", values: [], place: null };
}
