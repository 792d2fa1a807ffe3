import type { Reading } from "./analysis.ts";
import type { ParsedQuestion } from "./parsed-question.ts";
import { columnOfCondition, has, read, setsOf } from "./recognise.ts";

/** Whether a set is more frequent within another one than overall: "are premium users over-represented among …?". */
export function recogniseRepresentation(question: ParsedQuestion): Reading | null {
  if (!has(question, /\b(over|under)[- ]?represented\b|\bmore (common|frequent) (among|in|within)\b/)) return null;
  const [counted, within, ...others] = setsOf(question);
  if (!counted || !within || others.length > 0) return null;
  if (columnOfCondition(question, counted.condition) === columnOfCondition(question, within.condition)) return null;
  return read({
    kind: "count",
    population: [within.condition, counted.condition],
    base: [within.condition],
    by: null,
    beside: [counted.condition],
  });
}
