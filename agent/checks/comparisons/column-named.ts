import type { KnownTable } from "../evidence-tables.ts";
import type { SentenceContext } from "../sentence-context.ts";

/** How far behind a word of comparison, in characters, the measure stands that it compares. */
const nearWord = 24;

/** Whether the dictionary's column is named right behind a place of the sentence: "highest | churn rate". */
function measureBehind(context: SentenceContext, end: number) {
  return context.measures.find(({ start }) => {
    const gap = start - end;
    return (
      gap >= 0 && gap <= nearWord && !/[,;(]|\b(?:is|are|was|of|for|in|than)\b/.test(context.text.slice(end, end + gap))
    );
  });
}

/** Whether a measure is named behind a word, whichever tables hold it. */
export function namesMeasure(context: SentenceContext, end: number): boolean {
  return measureBehind(context, end) !== undefined;
}

/** The one column of a table with the figures of the measure named right behind a word; null for none or several. */
export function columnNamed(table: KnownTable, context: SentenceContext, end: number): number | null {
  const keys = measureBehind(context, end)?.keys ?? [];
  const columns = table.columns.flatMap((column, position) =>
    column.role === "plain" && column.base !== null && keys.includes(column.base) ? [position] : [],
  );
  return columns.length === 1 ? columns[0]! : null;
}
