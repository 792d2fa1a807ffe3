import type { Reading } from "./analysis.ts";
import type { ParsedQuestion } from "./parsed-question.ts";
import { featuresOf, has, outcomesOf, populationForAll, read } from "./recognise.ts";

const asksValues =
  /\b(possible|distinct|different|unique|allowed) (values?|kinds?|types?)?\b|\bvalues (of|for|does|can)\b|\b(list|name|show|give me)( me)?( a list of)?( of)?( all)?( the| our)? [a-z ]{0,30}$|\b(how many|what|which) [a-z ]{1,40}\b(are there|exist|do we have|are in the data|does it have)\b/;

/** The values that a column takes, with how many customers have each: "list all states", "how many plans are there?". */
export function recogniseValues(question: ParsedQuestion): Reading | null {
  const [column, ...others] = featuresOf(question);
  if (!column || others.length > 0 || outcomesOf(question).length > 0) return null;
  if (column.type !== "string" || !has(question, asksValues)) return null;
  // The segments have traits besides their sizes, and an analysis of their own.
  if (column.name === question.domain.segments?.column) return null;
  return read({ kind: "count", population: populationForAll(question), base: [], by: column.name });
}
