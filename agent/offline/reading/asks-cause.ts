import type { Analysis } from "./analysis.ts";
import type { ParsedQuestion } from "./parsed-question.ts";

const causeWords =
  /\b(caus(?:e[sd]?|ing|al|ally|ation)|because of|due to|responsible for|lead(?:s|ing)? to|led to|result(?:s|ed)? in|thanks to|to blame)\b/;

/** Readings that tell how columns or groups go together. */
const associations: ReadonlySet<Analysis["kind"]> = new Set([
  "relate",
  "compare",
  "compare-figures",
  "aggregate",
  "separate",
  "correlates",
  "correlation-matrix",
  "importance",
  "features-of",
]);

/**
 * What is said first to a question after causes ("does posting cause engagement?"): the data was observed, nobody was
 * assigned to anything, so only the association can be told. Null for other questions.
 */
export function causeNote(question: ParsedQuestion, analysis: Analysis): string | null {
  if (!associations.has(analysis.kind) || !causeWords.test(question.lower)) return null;
  return "the data cannot show what causes what, since nobody was assigned to anything by chance; what goes together it can show, and an experiment would have to tell the rest";
}
