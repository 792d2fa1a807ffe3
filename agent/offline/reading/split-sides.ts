import type { Side } from "./analysis.ts";
import type { FoundCondition } from "./find-conditions.ts";
import type { ParsedQuestion } from "./parsed-question.ts";
import { columnOfCondition, labelOfCondition } from "./recognise.ts";

/** Two sides that several conditions tell each. */
export type SplitSides = { readonly sides: readonly [Side, Side]; readonly used: readonly FoundCondition[] };

const pivot = /^(vs|versus|than|to|with|and|against|or|from)$/;

/**
 * "Mobile premium users vs desktop free users": the conditions left and right of the word that parts the sides, where
 * both sides speak of the same columns, two at least, and differ in each of them. Null for other questions.
 */
export function splitSides(question: ParsedQuestion): SplitSides | null {
  const { conditions, tokens } = question;
  for (let place = 2; place <= conditions.length - 2; place++) {
    const [left, right] = [conditions.slice(0, place), conditions.slice(place)];
    const words = tokens.slice(left.at(-1)?.to ?? 0, right[0]?.from ?? 0);
    if (!words.some((token) => pivot.test(token.lower)) || !areOfSameColumns(question, left, right)) continue;
    const side = (found: readonly FoundCondition[]): Side => ({
      label: found.map(({ condition }) => labelOfCondition(question, condition)).join(" "),
      where: found.map(({ condition }) => condition),
    });
    return { sides: [side(left), side(right)], used: conditions };
  }
  return null;
}

function areOfSameColumns(
  question: ParsedQuestion,
  left: readonly FoundCondition[],
  right: readonly FoundCondition[],
): boolean {
  const columns = (side: readonly FoundCondition[]) =>
    side.map(({ condition }) => columnOfCondition(question, condition)).sort();
  const isSame = JSON.stringify(columns(left)) === JSON.stringify(columns(right));
  const isDifferent = left.every(
    ({ condition }) => !right.some((other) => JSON.stringify(other.condition) === JSON.stringify(condition)),
  );
  return isSame && isDifferent && new Set(columns(left)).size === left.length;
}
