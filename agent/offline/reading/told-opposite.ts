import type { Column } from "#knowledge";

import type { Analysis } from "./analysis.ts";
import type { ParsedQuestion } from "./parsed-question.ts";

/**
 * Whether the question says the opposite of a column where it means it: "retention" for churn. More of what is said is
 * then less of the column. So does a group whose condition is that the column is not true: "the retention rate".
 */
export function isToldByOpposite(question: ParsedQuestion, column: Column): boolean {
  return saidFor(question, column) !== null;
}

/** What is taken for granted of a figure that was asked for by its opposite; null where it was not. */
export function oppositeNote(question: ParsedQuestion, columns: readonly string[]): string | null {
  for (const column of question.domain.resultColumns) {
    const said = columns.includes(column.name) ? saidFor(question, column) : null;
    if (said !== null) return `I tell "${said}" by its opposite, the ${column.rateLabel ?? column.label}`;
  }
  return null;
}

/** The columns whose figures the analysis tells; those that only part or filter are none. */
export function measuredColumns(analysis: Analysis): readonly string[] {
  switch (analysis.kind) {
    case "aggregate":
      return analysis.measures.map(({ column }) => column);
    case "compare":
      return [analysis.measure];
    case "relate":
      return analysis.ys;
    default:
      return [];
  }
}

/** The words of the question that say the column's opposite. */
function saidFor({ domain, columns, conditions, tokens }: ParsedQuestion, column: Column): string | null {
  const named = columns.find((one) => one.column.name === column.name);
  if (named) return named.isOpposite === true ? named.text : null;
  const denying = conditions.find(({ condition }) => {
    if (condition.kind !== "group") return false;
    const where = domain.groups.find(({ name }) => name === condition.group)?.where.trim();
    return where === `${column.name} = ${condition.negated ? "true" : "false"}`;
  });
  const words = denying && tokens.slice(denying.from, denying.to).map(({ text }) => text);
  return words?.join(" ") ?? null;
}
