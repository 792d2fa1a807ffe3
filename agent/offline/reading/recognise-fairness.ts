import type { Reading } from "./analysis.ts";
import type { ParsedQuestion } from "./parsed-question.ts";
import { columnOfCondition, featuresOf, has, modelOf, read } from "./recognise.ts";

const fairWords =
  /\b(fair|fairness|fairly|unfair|unfairly|bias|biased|unbiased|disparate|disparity|alike|equally|discriminat\w+|favou?rs?|disadvantag\w+|parity|same way|treats?)\b/;

/** Whether a model treats groups alike: whom it selects, and how often it is right, by the protected column that is named. */
export function recogniseFairness(question: ParsedQuestion): Reading | null {
  if (!has(question, fairWords)) return null;
  if (question.models.length === 0 && !has(question, /\b(models?|predictions?|predict|predicted)\b/)) return null;
  const { domain } = question;
  const model = domain.models.find((one) => one.name === modelOf(question));
  const ofCondition = question.conditions.map(({ condition }) => columnOfCondition(question, condition));
  const protectedColumns = domain.feedColumns.filter((column) => column.privacy === "confidential");
  const by = protectedColumns.find(
    (column) => featuresOf(question).includes(column) || ofCondition.includes(column.name),
  );
  if (model && by) return read({ kind: "fairness", model: model.name, by: by.name });
  return {
    kind: "ask",
    text: "Between which groups?",
    options: protectedColumns.map((column) => `Is the ${model?.label ?? "model"} fair by ${column.label}?`),
  };
}
