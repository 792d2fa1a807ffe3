import type { Analysis, Reading } from "./analysis.ts";
import { followUp } from "./follow-up.ts";
import type { Lexicon } from "./lexicon.ts";
import { parseQuestion, type ParsedQuestion } from "./parsed-question.ts";
import { recogniseLevers, recogniseWhatIf } from "./recognise-changes.ts";
import { recogniseCustomers } from "./recognise-customers.ts";
import {
  recogniseAggregate,
  recogniseBreakdown,
  recogniseCount,
  recogniseDefinition,
  recogniseHelp,
  recogniseList,
} from "./recognise-figures.ts";
import { recogniseCompare, recogniseProfile, recogniseSegments, recogniseSeparate } from "./recognise-groups.ts";
import { recogniseDataQuality, recogniseImportance, recogniseModelQuality } from "./recognise-models.ts";
import {
  recogniseDistribution,
  recogniseEarlySigns,
  recogniseHistory,
  recogniseRelate,
  recogniseThreshold,
} from "./recognise-relations.ts";
import { recogniseAttack, recogniseForbidden, recogniseOtherTime } from "./recognise-rules.ts";
import type { Recogniser } from "./recognise.ts";

/** In this order: what is ruled out first, then the analyses from the most to the least particular. */
const recognisers: readonly Recogniser[] = [
  recogniseHelp,
  recogniseModelQuality,
  recogniseDataQuality,
  recogniseEarlySigns,
  recogniseWhatIf,
  recogniseLevers,
  recogniseThreshold,
  recogniseImportance,
  recogniseHistory,
  recogniseDistribution,
  recogniseSeparate,
  recogniseSegments,
  recogniseProfile,
  recogniseDefinition,
  recogniseCompare,
  recogniseBreakdown,
  recogniseList,
  recogniseRelate,
  recogniseCount,
  recogniseAggregate,
];

/** What a question was read as, and the words that were mended on the way. */
export type Understanding = {
  readonly reading: Reading;
  readonly corrections: readonly { readonly from: string; readonly to: string }[];
};

/**
 * Reads one question by the lexicon and the grammar of analyses; `previous` is what the conversation was about, for
 * questions that only make sense after it. A word that nobody knows is never left out of a reading: the answer
 * says that the data does not hold it.
 */
export function understand(text: string, lexicon: Lexicon, previous: Analysis | null): Understanding {
  const question = parseQuestion(text, lexicon);
  return { reading: readingOf(question, previous), corrections: question.corrections };
}

function readingOf(question: ParsedQuestion, previous: Analysis | null): Reading {
  const refused = recogniseAttack(question) ?? recogniseForbidden(question);
  if (refused) return refused;
  const ofCustomers = recogniseCustomers(question);
  if (ofCustomers) return ofCustomers;
  const following = previous ? followUp(question, previous) : null;
  if (following) return withUnknown(question, following);
  const otherTime = recogniseOtherTime(question);
  if (otherTime) return otherTime;
  for (const recognise of recognisers) {
    const reading = recognise(question);
    if (reading) return withUnknown(question, reading);
  }
  return { kind: "not-understood", unknown: question.unknown };
}

/** A reading that had to leave a word out is none: the data does not hold what the word means. */
function withUnknown(question: ParsedQuestion, reading: Reading): Reading {
  if (reading.kind !== "analysis" || question.unknown.length === 0) return reading;
  if (["help", "customer", "compare-customers", "define", "show-sql"].includes(reading.analysis.kind)) return reading;
  const nearest = question.columns.map((mention) => mention.column.label);
  return {
    kind: "not-in-data",
    missing: `I do not know ${question.unknown.map((word) => `"${word}"`).join(" and ")}: no column, group or value of the data goes by that name.`,
    nearest,
  };
}
