import type { Reading } from "./analysis.ts";
import type { ParsedQuestion } from "./parsed-question.ts";
import { featuresOf, has, modelOf, outcomesOf, read } from "./recognise.ts";

const changeCues =
  /\b(what|how) (would|could|can|might|should|do|to)\b.*\b(keep|kept|change|lower|reduce|raise|increase|improve|help|retain|save|prevent|win|boost|stop|make)\b|\bwhat if\b|\bretain\b|\bwin (him|her|them) back\b|\bprevent\b/;
const whyCues = /\bwhy\b|\breasons?\b|\bexplain|\bdriv(es|ing|en)\b|\bbecause\b|\bfactors?\b|\bwhat made\b|\bcontribut|\bcaus/;

/** One customer, or two beside each other. */
export function recogniseCustomers(question: ParsedQuestion): Reading | null {
  const [first, second] = question.ids;
  if (first === undefined) return null;
  if (second !== undefined) return read({ kind: "compare-customers", ids: [first, second] });
  const model = modelOf(question);
  if (has(question, changeCues) && !/^\s*why\b/.test(question.lower)) {
    const saysChurn = /\b(keep|kept|retain|save|prevent|win|stay|leav)/.test(question.lower);
    const churn = question.domain.models.find((one) => one.goodDirection === "down")?.name;
    return read({ kind: "customer", id: first, model: saysChurn && churn ? churn : model, aspect: "change" });
  }
  const isLookUp = featuresOf(question).length > 0 || outcomesOf(question).length === 0;
  if (has(question, whyCues) || !isLookUp) return read({ kind: "customer", id: first, model, aspect: "why" });
  return read({ kind: "customer", id: first, model, aspect: "show" });
}
