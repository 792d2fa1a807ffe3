import type { ParsedQuestion } from "./parsed-question.ts";
import { modelOf, outcomesOf } from "./recognise.ts";

/** The model that the question names, or whose outcome it speaks of; of churn where it speaks of leaving. */
export function customerModel(question: ParsedQuestion): string {
  const saysChurn = /\b(keep|kept|retain|save|prevent|win|stay|leav\w+|left|risk|churn\w*|quit\w*)\b/.test(
    question.lower,
  );
  const churn = question.domain.models.find((one) => one.goodDirection === "down")?.name;
  const named = question.models.length > 0 || outcomesOf(question).length > 0;
  return !named && saysChurn && churn ? churn : modelOf(question);
}
