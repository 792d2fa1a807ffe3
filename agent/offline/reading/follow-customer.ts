import type { Analysis, Reading } from "./analysis.ts";
import { followWhatIf } from "./follow-what-if.ts";
import type { ParsedQuestion } from "./parsed-question.ts";
import { recogniseCustomers } from "./recognise-customers.ts";
import { featuresOf, has, outcomesOf, read } from "./recognise.ts";

export type OfCustomer = Extract<Analysis, { kind: "customer" | "customer-what-if" }>;

const helping =
  /\b(keep|kept|change|help|retain|save|prevent|improve|lower|reduce|raise|do about|do for|differently|win|stay|back|fix|increase|boost)\b/;

/** Whether an answer was on one customer. */
export function isOfCustomer(base: Analysis): base is OfCustomer {
  return base.kind === "customer" || base.kind === "customer-what-if";
}

/** The customer that an answer was on, whatever it told; null where it was on several or on none. */
export function customerOf(base: Analysis, { domain }: ParsedQuestion): OfCustomer | null {
  if (isOfCustomer(base)) return base;
  if (base.kind !== "history") return null;
  const [only] = base.population;
  const isOne = only?.kind === "compare" && only.column === domain.entity.column && only.op === "=";
  const model = domain.models.find((one) => one.isPrimary)?.name;
  if (!isOne || base.population.length > 1 || model === undefined) return null;
  return { kind: "customer", id: String(only.value), model, aspect: "show", columns: [] };
}

/** "What could help?" after an answer on one customer. */
export function isHelpFor(question: ParsedQuestion, base: Analysis): boolean {
  return (
    isOfCustomer(base) &&
    question.columns.length === 0 &&
    question.conditions.length === 0 &&
    has(
      question,
      /^(and |so |but )?(what|how|anything)\b.*\b(help|change|do|keep|retain|save|improve|lower|prevent|fix)\b/,
    )
  );
}

/** A question that goes on about the customer of the answer before: its reasons, its values, a change, its days. */
export function followCustomer(question: ParsedQuestion, followed: OfCustomer): Reading | null {
  const changed = followed.kind === "customer-what-if" ? followWhatIf(question, followed) : null;
  if (changed) return changed;
  const { id } = followed;
  const isModelNamed = question.models.length > 0 || outcomesOf(question).length > 0;
  const reading = recogniseCustomers({
    ...question,
    ids: [id],
    lower: question.lower.replace(/^(and|so|but|ok) /, ""),
  });
  if (reading?.kind !== "analysis") return reading;
  const { analysis } = reading;
  if (analysis.kind !== "customer")
    return "model" in analysis && !isModelNamed
      ? { ...reading, analysis: { ...analysis, model: followed.model } as Analysis }
      : reading;
  const model = isModelNamed ? analysis.model : followed.model;
  if (analysis.aspect === "show") {
    if (has(question, helping)) return read({ ...analysis, model, aspect: "change", columns: [] });
    // "And churn?": the model's reasons, as they were told of the other outcome.
    if (outcomesOf(question).length > 0) return read({ ...analysis, model, aspect: "why", columns: [] });
    const columns = featuresOf(question).map((column) => column.name);
    return columns.length > 0 ? read({ ...analysis, columns }) : null;
  }
  return { ...reading, analysis: { ...analysis, model } };
}
