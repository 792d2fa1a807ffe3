import type { Column } from "#knowledge";

import type { Reading } from "./analysis.ts";
import type { FoundCondition } from "./find-conditions.ts";
import type { ParsedQuestion } from "./parsed-question.ts";
import { columnOfCondition, featuresOf, has, modelOf, read, remaining } from "./recognise.ts";

const besideEachOther =
  /\b(actual|real|observed|true) (vs\.?|versus|and|to|against|or|compared (to|with)) (the )?predict(ed|ions?)\b|\bpredict(ed|ions?) (vs\.?|versus|and|to|against|or|compared (to|with)) (the )?(actual|real|observed|true)\b/;
const biased = /\b(under|over)-?(estimat\w*|predict\w*|stat\w*|shoot\w*)\b|\btoo (optimistic|pessimistic|high|low)\b/;

const quality = /\b(rely on|reliable|accura\w+|how (good|well|wrong|far off)|can (i|we|you) trust)\b/;

/** What a model predicts beside what happened, over groups: "actual vs predicted churn by plan", "… overestimate …?". */
export function recognisePredictedAndActual(question: ParsedQuestion): Reading | null {
  const { domain } = question;
  const isOfModel = has(question, /\b(models?|predictions?|predicted|predicts?)\b/);
  // The split is no group of customers: how good a model is on it, the model's metrics say.
  const isOfCustomers = ({ source, condition }: FoundCondition) =>
    source === "value" &&
    domain.resultColumns.find(({ name }) => name === columnOfCondition(question, condition))?.role !== "meta";
  const isOfGroup = has(question, quality) && question.conditions.some(isOfCustomers);
  if (!has(question, besideEachOther) && !((has(question, biased) || isOfGroup) && isOfModel)) return null;
  const model = domain.models.find((one) => one.name === modelOf(question));
  if (!model || question.ids.length > 0) return null;
  const isParting = (column: Column) => column.type === "string" || column.bins.length > 0 || column.type === "boolean";
  const named = featuresOf(question).find(isParting);
  const ofCondition = question.conditions.find(
    ({ condition, source }) => source === "value" && condition.kind === "compare",
  );
  const by = named?.name ?? (ofCondition ? columnOfCondition(question, ofCondition.condition) : null);
  return read({
    kind: "aggregate",
    measures: [model.actual, model.prediction].map((column) => ({ column, statistic: "mean" as const })),
    // Of the group that is asked about the others are told beside it.
    population: remaining(question, named || !ofCondition ? [] : [ofCondition]),
    by,
    order: null,
    limit: null,
  });
}
