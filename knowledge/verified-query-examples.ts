import type { Domain } from "./domain.ts";

/** A line for the system prompt: that there are verified queries, how many, and what they are about; empty without any. */
export function verifiedQueryExamples(domain: Domain): string {
  const { verifiedQueries } = domain;
  if (verifiedQueries.length === 0) return "";
  return `search_knowledge also holds ${verifiedQueries.length} verified queries, questions with SQL that a person reviewed. Where one answers the question, run its SQL as it is, changing only its parameters: the answer then carries its badge.`;
}
