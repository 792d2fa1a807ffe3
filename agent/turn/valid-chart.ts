import type { Evidence } from "#tools";

import type { Chart } from "../answer.ts";

/**
 * The chart, if it can be drawn: the evidence, table and columns that it names exist, and y holds numbers. A chart
 * never holds data of its own, and a title that does not hold (`isSound`) gives way to that of the evidence.
 */
export function validChart(
  chart: Chart | null,
  evidence: readonly Evidence[],
  isSound: (text: string) => boolean,
): Chart | null {
  const source = evidence.find((one) => one.id === chart?.evidence);
  if (!chart || !source) return null;
  const table = chart.table === null ? source : source.more[chart.table];
  const names = table?.columns.map((column) => column.name) ?? [];
  const wanted = [chart.x, chart.y, chart.low, chart.high].filter((name) => name !== null);
  const y = names.indexOf(chart.y);
  const hasNumbers = table?.rows.some((row) => typeof row[y] === "number") ?? false;
  if (!hasNumbers || !wanted.every((name) => names.includes(name))) return null;
  return isSound(chart.title) ? chart : { ...chart, title: source.title.slice(0, titleChars) };
}

const titleChars = 120;
