import type { Reading } from "./analysis.ts";
import { isNumeric } from "./column-of-mention.ts";
import type { ParsedQuestion } from "./parsed-question.ts";
import { featuresOf, has, outcomesOf, read, remaining } from "./recognise.ts";

const below =
  /\b(within|under|below|beneath|less than|fewer than|at most|no more than|not more than|up to|stay under|stays? below|or less|or fewer|faster than|quicker than)\b/;
const above =
  /\b(above|over|more than|at least|exceeds?|exceeding|no less than|not less than|beyond|start at|starts at|or more|slower than)\b/;
const asked = /\b(how (many|much|long|high|low|far|fast|old)|what|which)\b/;

/**
 * The value that a share of customers stays below or above: "95 % of users respond within how many hours?", "which trust
 * score do the lowest 10 percent stay under?".
 */
export function recogniseQuantile(question: ParsedQuestion): Reading | null {
  const share = question.tokens.find((token) => token.isPercent && token.value !== null)?.value ?? null;
  if (share === null || share <= 0 || share >= 1 || question.tokens.filter(({ isPercent }) => isPercent).length > 1)
    return null;
  const numbers = question.tokens.filter((token) => token.kind === "number");
  const [column, ...others] = [...featuresOf(question), ...outcomesOf(question)].filter(isNumeric);
  if (!column || others.length > 0 || numbers.length > 1) return null;
  const tail = question.conditions.find(({ condition }) => condition.kind === "tail");
  const rank = tail?.condition.kind === "tail" ? ofTail(tail.condition.end, share, question) : ofBound(question, share);
  if (rank === null) return null;
  return read({
    kind: "aggregate",
    measures: [{ column: column.name, statistic: "percentile", percentile: Number(rank.toFixed(6)) }],
    population: remaining(question, tail ? [tail] : []),
    by: null,
    order: null,
    limit: null,
  });
}

/** "Which score do the lowest 10 percent stay under": where the share at that end begins. */
function ofTail(end: "top" | "bottom", share: number, question: ParsedQuestion): number | null {
  const isAsked =
    /^(and |so )?(at |from |above |below |under |over )?(what|which|how (many|much|long|high|low|far|fast|old))\b/.test(
      question.lower,
    ) &&
    has(
      question,
      /\b(stay|stays|start|starts|begin|begins|exceed|exceeds|under|below|above|over|reach|at least|at most)\b/,
    );
  if (!isAsked || has(question, /\b(average|mean|median|churn|share)\b/)) return null;
  return end === "bottom" ? share : 1 - share;
}

/** "95 % of users respond within how many hours": the asking word stands behind the bound. */
function ofBound(question: ParsedQuestion, share: number): number | null {
  const at = question.lower.search(asked);
  const [low, high] = [below.exec(question.lower), above.exec(question.lower)];
  const bound = low ?? high;
  if (!bound || at < 0) return null;
  const isBehind = bound.index < at && at - (bound.index + bound[0].length) <= 12;
  // "What response time do 95 % of users stay below?"
  const isBefore = at === 0 && /(below|under|above|over|exceed|within|beneath)\W*$/.test(question.lower);
  if (!isBehind && !isBefore) return null;
  return low ? share : 1 - share;
}
