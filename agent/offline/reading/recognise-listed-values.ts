import type { Reading } from "./analysis.ts";
import type { FoundCondition } from "./find-conditions.ts";
import type { ParsedQuestion } from "./parsed-question.ts";
import { columnOfCondition, featuresOf, has, outcomesOf, read, remaining } from "./recognise.ts";

const sizeWords =
  /\b(how many|how much|number of|counts?|split|splits|break|breaks|broken|divide|divided|fall|distribut\w+|share|shares|size|sizes|percentage|proportion)\b/;

/**
 * Sizes of several values of one column that the question lists: "how do users split into low, medium and high
 * engagement?", "how many are in training and how many in test?", "free and premium customers in every segment".
 */
export function recogniseListedValues(question: ParsedQuestion): Reading | null {
  const listed = listOfOneColumn(question);
  const [first] = listed;
  if (!first || !sizeWords.test(question.lower)) return null;
  const column = question.domain.resultColumns.find(
    ({ name }) => name === columnOfCondition(question, first.condition),
  );
  if (!column) return null;
  const isAllOfThem = listed.length === column.values.length && listed.length > 2;
  const isEach = has(
    question,
    /\b(how many|what share|which share)\b.*\b(and|or|versus|vs)\b.*\b(how many|what share|which share)\b/,
  );
  const isSplit = has(
    question,
    /\b(split|splits|break|breaks|broken|divide|divided|distribut\w+|fall) (\w+ ){0,4}(in|into|between|among|across|over)\b/,
  );
  if (!isAllOfThem && !isEach && !isSplit) return null;
  const population = remaining(question, listed);
  const [other, ...more] = featuresOf(question).filter(({ name }) => name !== column.name);
  const isCategory = question.domain.models.some(({ category }) => category === column.name);
  if (isCategory && !other && !isEach && population.length === 0 && !has(question, /\bhow many\b/))
    return read({ kind: "segments", by: column.name, population });
  if (outcomesOf(question).some(({ role }) => role === "target") && !isCategory) return null;
  if (more.length > 0 || (other && other.type !== "string" && other.bins.length === 0)) return null;
  return read({
    kind: "count",
    population,
    base: [],
    by: other?.name ?? column.name,
    ...(other ? { and: column.name } : {}),
  });
}

/** Conditions that name different values of the same column, two at least; empty where there are none. */
function listOfOneColumn(question: ParsedQuestion): readonly FoundCondition[] {
  const values = question.conditions.filter(
    ({ condition }) => condition.kind === "compare" && condition.op === "=" && typeof condition.value === "string",
  );
  for (const { condition } of values) {
    const name = columnOfCondition(question, condition);
    const same = values.filter((one) => columnOfCondition(question, one.condition) === name);
    if (same.length > 1) return same;
  }
  return [];
}
