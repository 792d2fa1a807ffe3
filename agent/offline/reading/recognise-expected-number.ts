import type { Reading } from "./analysis.ts";
import type { ParsedQuestion } from "./parsed-question.ts";
import { columnOfCondition, has, read, remaining } from "./recognise.ts";

const expecting =
  /\b(expected|predicted|forecast|projected|likely) (number|count)\b|\bhow many\b.*\b(expect|expected|predicted|projected|forecast|likely)\b.*\b(los\w+|leav\w+|churn\w*|quit\w*|go)\b|\bexpect (us )?to (lose|leave|churn)\b|\b(expected|predicted|projected) (churners|leavers|losses)\b/;

/** How many customers a model expects to leave: the sum of their probabilities. */
export function recogniseExpectedNumber(question: ParsedQuestion): Reading | null {
  const model = question.domain.models.find((one) => one.kind === "classification");
  if (!model || !has(question, expecting)) return null;
  const ofOutcome = question.conditions.filter(
    ({ condition }) => columnOfCondition(question, condition) === model.actual,
  );
  const isOfRisk = question.conditions.some(
    ({ condition }) => columnOfCondition(question, condition) === model.prediction,
  );
  if (isOfRisk) return null;
  return read(
    {
      kind: "aggregate",
      measures: [{ column: model.prediction, statistic: "sum" }],
      population: remaining(question, ofOutcome),
      by: null,
      order: null,
      limit: null,
    },
    `the expected number is the sum of what the ${model.label} predicts for each ${question.domain.entity.singular}`,
  );
}
