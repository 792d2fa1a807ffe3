import type { Condition } from "./analysis.ts";
import { complementOf } from "./complement.ts";
import type { FoundCondition } from "./find-conditions.ts";
import type { ParsedQuestion } from "./parsed-question.ts";

/**
 * The question with conditions that an "or" joins as alternatives: "premium or at risk", "under 30 or over 60". Values
 * of one column are lists already. Null where no "or" joins two conditions.
 */
export function withAlternatives(question: ParsedQuestion): ParsedQuestion | null {
  const joined: FoundCondition[] = [];
  let isChanged = false;
  for (const found of question.conditions) {
    const last = joined.at(-1);
    if (!last || !areAlternatives(question, last, found)) {
      joined.push(found);
      continue;
    }
    isChanged = true;
    // "Not sellers or buyers" are neither of the two.
    const opposite = isNegated(last.condition) && !isNegated(found.condition) ? complementOf(found.condition) : null;
    if (opposite) joined.push({ ...found, condition: opposite });
    else joined[joined.length - 1] = either(last, found);
  }
  return isChanged ? { ...question, conditions: joined } : null;
}

/** Whether an "or" stands between two conditions, with hardly a word besides. */
export function areAlternatives(question: ParsedQuestion, before: FoundCondition, after: FoundCondition): boolean {
  const words = question.tokens.slice(before.to, after.from).map((token) => token.lower);
  return (
    words.includes("or") &&
    words.length <= 5 &&
    words.every((word) =>
      /^(or|either|who|are|is|have|has|with|in|on|at|that|users|customers|people|also|a|an|the)$/.test(word),
    ) &&
    !isOneList(before, after)
  );
}

function isNegated(condition: Condition): boolean {
  if (condition.kind === "compare") return condition.op === "<>";
  return "negated" in condition && condition.negated;
}

function isOneList(a: FoundCondition, b: FoundCondition): boolean {
  return (
    a.condition.kind === "compare" &&
    b.condition.kind === "compare" &&
    a.condition.column === b.condition.column &&
    typeof a.condition.value === "string"
  );
}

function either(a: FoundCondition, b: FoundCondition): FoundCondition {
  const of = [a, b].flatMap(({ condition }) => (condition.kind === "any" ? condition.of : [condition]));
  const assumptions = [a, b].flatMap(({ assumption }) => (assumption === undefined ? [] : [assumption]));
  return {
    condition: { kind: "any", of },
    from: a.from,
    to: b.to,
    source: "value",
    ...(assumptions.length > 0 ? { assumption: assumptions.join("; ") } : {}),
  };
}
