import type { Reading } from "./analysis.ts";
import type { ParsedQuestion } from "./parsed-question.ts";
import { listOf } from "../telling/format.ts";
import { labelOfCondition } from "./recognise.ts";

/** A question that no reading takes in whole: what does not fit is named, and the parts are offered. */
export function askLeftOut(question: ParsedQuestion, leftOut: readonly string[]): Reading {
  // A word that nobody knows is the better reason.
  if (question.unknown.length > 0) return unknownWords(question);
  const words = [...new Set(leftOut.map((word) => `"${word}"`))];
  return {
    kind: "ask",
    text: `I cannot fit ${listOf(words)} into one reading of this question, and I would rather not answer a part of it. Could you say it in other words, or ask one thing at a time?`,
    options: partsOf(question),
  };
}

/** Questions on the columns that the question names, one each. */
function partsOf(question: ParsedQuestion): string[] {
  return question.columns
    .filter(({ column }) => column.role !== "id" && column.role !== "meta")
    .slice(0, 3)
    .map(({ column }) =>
      column.type === "string"
        ? `How many ${question.domain.entity.plural} are there by ${column.label}?`
        : `What's the average ${column.label}?`,
    );
}

/** What the data lacks: words that nobody knows. */
export function unknownWords(question: ParsedQuestion): Reading {
  return {
    kind: "not-in-data",
    missing: `I do not know ${question.unknown.map((word) => `"${word}"`).join(" and ")}: no column, group or value of the data goes by that name.`,
    nearest: question.columns.map((mention) => mention.column.label),
  };
}

const frame =
  /^(and |but |so |please |pls |can you |could you )*(what|what's|whats|how|which|who|where|when|why|do|does|did|is|are|was|were|can|should|will|show|list|give|tell|compare|describe|explain|average|avg|mean|median|total|sum|number|count|share|percentage|top|bottom|forecast|predict|conversion)\b/;

/** Words that nobody knows in a sentence that asks for something are what the data lacks; without one, noise. */
export function readUnknown(question: ParsedQuestion): Reading {
  const isQuestion = frame.test(question.lower) || question.mentions.length > 0;
  return isQuestion ? unknownWords(question) : { kind: "not-understood", unknown: question.unknown };
}

/** Asks which column a number is of. */
export function askWhatNumber(question: ParsedQuestion, loose: string): Reading {
  const counts = question.domain.feedColumns
    .filter((column) => column.format === "count" && column.role === "feature")
    .slice(0, 3);
  return {
    kind: "ask",
    text: `"${loose}" of what? Name the column, for example:`,
    options: counts.map(
      (column) =>
        `How many ${question.domain.entity.plural} have ${column.label} of at least ${/[\d.]+/.exec(loose)?.[0] ?? "5"}?`,
    ),
  };
}

/** Names without a question: what of them is meant? */
export function askBack(question: ParsedQuestion): Reading | null {
  const [loose] = question.looseNumbers;
  if (loose !== undefined) return askWhatNumber(question, loose);
  const { entity } = question.domain;
  const column = question.columns.find(
    (mention) => mention.column.role !== "meta" && mention.column.role !== "id",
  )?.column;
  if (/\b(costs?|price|fee)\b/.test(question.lower)) {
    return { kind: "not-in-data", missing: "The data holds no costs and no prices.", nearest: [] };
  }
  if (column && column.type !== "string") {
    return {
      kind: "ask",
      text: `What would you like to know about ${column.label}?`,
      options: [
        `What's the average ${column.label}?`,
        `What's the distribution of ${column.label}?`,
        `What does ${column.name} mean?`,
      ],
    };
  }
  if (column)
    return {
      kind: "ask",
      text: `What would you like to know about ${column.label}?`,
      options: [`How many ${entity.plural} are there by ${column.label}?`, `What does ${column.name} mean?`],
    };
  const [condition] = question.conditions;
  if (condition) {
    const label = labelOfCondition(question, condition.condition);
    return {
      kind: "ask",
      text: `What would you like to know about "${label}"?`,
      options: [`How many ${entity.plural} are ${label}?`, `Describe the typical ${label} ${entity.singular}`],
    };
  }
  if (
    /\b(best|good|top|worst|ideal)\b/.test(question.lower) &&
    question.mentions.some(({ meanings }) => meanings.some((meaning) => meaning.kind === "entity"))
  ) {
    const targets = question.domain.resultColumns.filter((one) => one.role === "target" && one.type === "double");
    return {
      kind: "ask",
      text: "Best by what?",
      options: targets.map((target) => `Top 10 ${entity.plural} by ${target.label}`),
    };
  }
  return null;
}
