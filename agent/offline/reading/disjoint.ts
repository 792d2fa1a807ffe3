import type { Condition } from "./analysis.ts";

type Span = { readonly low: number; readonly high: number; readonly isLowOpen: boolean; readonly isHighOpen: boolean };

/** Whether nobody can meet two conditions on numbers of one column: "more than 5 posts" and "at most 5 posts". */
export function areDisjoint(a: Condition, b: Condition): boolean {
  if (a.kind === "tail" && b.kind === "tail") return a.column === b.column && a.end !== b.end && a.share + b.share <= 1;
  const [one, other] = [spanOf(a), spanOf(b)];
  if (!one || !other || !("column" in a) || !("column" in b) || a.column !== b.column) return false;
  return isBelow(one, other) || isBelow(other, one);
}

function isBelow(one: Span, other: Span): boolean {
  return one.high < other.low || (one.high === other.low && (one.isHighOpen || other.isLowOpen));
}

function spanOf(condition: Condition): Span | null {
  if (condition.kind === "between")
    return { low: condition.low, high: condition.high, isLowOpen: false, isHighOpen: false };
  if (condition.kind !== "compare" || typeof condition.value !== "number" || condition.op === "<>") return null;
  const { op, value } = condition;
  return {
    low: op.startsWith("<") ? Number.NEGATIVE_INFINITY : value,
    high: op.startsWith(">") ? Number.POSITIVE_INFINITY : value,
    isLowOpen: op === ">",
    isHighOpen: op === "<",
  };
}
