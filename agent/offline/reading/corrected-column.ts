import type { Column } from "#knowledge";

import type { Analysis, Condition, Population, Reading } from "./analysis.ts";
import type { ParsedQuestion } from "./parsed-question.ts";
import { isOfNumber } from "./plain-words.ts";
import { featuresOf, has, outcomesOf, read } from "./recognise.ts";

/** Words that take back what was said: "no, I meant …". */
const correcting =
  /^(no|nope|sorry|oops|wait|i mean|i meant|actually|rather|not that|i was asking|make (it|that))\b|\b(i meant|i mean)\b|\binstead\b/;

/**
 * "No, I meant predicted engagement": the column in the place of the one that it corrects: the
 * compared one that tells the same outcome, else the one number that was compared of those who are counted. Null where
 * the measured column is meant, which any follow-up changes.
 */
export function correctedColumn(question: ParsedQuestion, base: Analysis): Reading | null {
  if (!has(question, correcting) || question.conditions.length > 0 || question.ids.length > 0) return null;
  const named = [...outcomesOf(question), ...featuresOf(question)].filter((column) => column.type !== "string");
  const [column, ...others] = named;
  if (!column || others.length > 0 || !("population" in base) || base.population === undefined) return null;
  const { population } = base;
  const measured = base.kind === "aggregate" ? base.measures.map((measure) => measure.column) : [];
  if (measured.some((name) => isKin(question, name, column))) return null;
  const kin = population.findIndex((one) => isOfNumber(one) && "column" in one && isKin(question, one.column, column));
  const numeric = population.filter(isOfNumber);
  const place = kin >= 0 ? kin : base.kind === "count" && numeric.length === 1 ? population.findIndex(isOfNumber) : -1;
  return place < 0 ? null : read({ ...base, population: replaced(population, place, column) });
}

/** Whether two columns tell the same outcome: what happened, and what a model predicts of it. */
function isKin(question: ParsedQuestion, name: string, column: Column): boolean {
  return question.domain.models.some((model) => {
    const family = [model.actual, model.prediction, model.lower, model.upper];
    return family.includes(name) && family.includes(column.name) && name !== column.name;
  });
}

function replaced(population: Population, place: number, column: Column): Population {
  return population.map((one, index): Condition =>
    index === place && "column" in one ? { ...one, column: column.name } : one,
  );
}
