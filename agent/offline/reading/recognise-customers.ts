import type { Reading } from "./analysis.ts";
import type { ParsedQuestion } from "./parsed-question.ts";
import { columnOfCondition, featuresOf, has, modelOf, outcomesOf, read } from "./recognise.ts";

const changeCues =
  /\b(what|how) (would|could|can|might|should|do|does|to)\b.*\b(keep|kept|change|lower|reduce|raise|increase|improve|help|retain|save|prevent|win|boost|stop|make)\b|\bwhat if\b|\bretain\b|\bwin (him|her|them) back\b|\bprevent\b/;
const whyCues =
  /\bwhy\b|\breasons?\b|\bexplain|\bdriv(es|ing|en)\b|\bbecause\b|\bfactors?\b|\bwhat made\b|\bcontribut|\bcaus/;

/** One customer, or two beside each other. */
export function recogniseCustomers(question: ParsedQuestion): Reading | null {
  const [first, second] = question.ids;
  if (first === undefined) return null;
  if (second !== undefined) return read({ kind: "compare-customers", ids: [first, second] });
  const isWritten = question.lower.includes(first);
  const assumptions = isWritten ? [] : [`I read that as the ${question.domain.entity.singular} ${first}`];
  const model = customerModel(question);
  if (has(question, changeCues) && !/^\s*why\b/.test(question.lower)) {
    return read({ kind: "customer", id: first, model, aspect: "change", columns: [] }, ...assumptions);
  }
  if (has(question, whyCues))
    return read({ kind: "customer", id: first, model, aspect: "why", columns: [] }, ...assumptions);
  if (question.unknown.length > 0) {
    return {
      kind: "not-in-data",
      missing: `I do not know ${question.unknown.map((word) => `"${word}"`).join(" and ")}: no column of the data goes by that name.`,
      nearest: [`Show me ${first}`, `Why is the prediction for ${first} what it is?`],
    };
  }
  const ofConditions = question.conditions
    .map(({ condition }) => columnOfCondition(question, condition))
    .filter((name) => name !== "");
  const columns = [
    ...new Set([
      ...outcomesOf(question).map((column) => column.name),
      ...featuresOf(question).map((column) => column.name),
      ...ofConditions,
    ]),
  ];
  return read({ kind: "customer", id: first, model, aspect: "show", columns }, ...assumptions);
}

/** The model that the question names, or whose outcome it speaks of; of churn where it speaks of leaving. */
function customerModel(question: ParsedQuestion): string {
  const saysChurn = /\b(keep|kept|retain|save|prevent|win|stay|leav\w+|left|risk)\b/.test(question.lower);
  const churn = question.domain.models.find((one) => one.goodDirection === "down")?.name;
  const named = question.models.length > 0 || outcomesOf(question).length > 0;
  return !named && saysChurn && churn ? churn : modelOf(question);
}
