import type { Answer } from "#agent";

import { chartRows } from "./chart-rows.ts";
import { toldChange, toldValue } from "./told-value.ts";

const kinds = { bar: "Bar chart", line: "Line chart", histogram: "Histogram", contributions: "Contributions" } as const;

/** A text in place of a picture is read as a whole; Slack takes 1,000 characters. */
const mostChars = 1_000;

/** What a chart shows, in words, for whoever cannot see it: its title and its first values. */
export function describeChart(answer: Pick<Answer, "evidence">, chart: NonNullable<Answer["chart"]>): string {
  const rows = chartRows(answer, chart);
  const told = chart.kind === "contributions" ? toldChange : toldValue;
  const values = rows.map(({ label, value }) => `${label}: ${told(value)}`);
  const begin = `${kinds[chart.kind]}: ${chart.title}.`;
  let text = begin;
  for (const [index, value] of values.entries()) {
    const more = `${index === 0 ? " " : "; "}${value}`;
    const rest = `; and ${values.length - index} more.`;
    if (text.length + more.length + rest.length > mostChars) return `${text}${rest}`.slice(0, mostChars);
    text += more;
  }
  return values.length === 0 ? text : `${text}.`;
}
