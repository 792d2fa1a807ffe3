import type { Answer } from "#agent";

import { splitSegments, tableSegments, type Segment } from "./segments.ts";

type Table = Answer["evidence"][number]["more"][string];

/** What the person reads in the text. */
export function textSegments(answer: Answer): Segment[] {
  return splitSegments(answer.text);
}

/** What the person sees: the text, and the tables of the evidence that the text cites or the chart draws. */
export function shownSegments(answer: Answer): Segment[] {
  const cited = new Set(Array.from(answer.text.matchAll(/\be\d+\b/g), ([id]) => id));
  if (answer.chart) cited.add(answer.chart.evidence);
  const tables = answer.evidence
    .filter((evidence) => cited.has(evidence.id))
    .flatMap((evidence): [string, Table][] => [[evidence.title, evidence], ...Object.entries(evidence.more)]);
  return [
    ...textSegments(answer),
    ...tables.flatMap(([title, table]) => tableSegments(table.columns, table.rows, title)),
  ];
}
