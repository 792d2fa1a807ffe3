import { domainDirectory, loadDomain } from "#knowledge";

import type { Answer } from "../../agent/answer.ts";
import { expectationSchema } from "../../evals/case-schema.ts";
import { createScoreContext } from "../../evals/scorers/context.ts";
import type { Score } from "../../evals/scorers/score.ts";
import { scoreExpectation } from "../../evals/scorers/score-expectation.ts";
import { createLexicon } from "../../evals/text/names.ts";
import type { Truth, TruthRow } from "../../evals/truth/truth-source.ts";
import { buildAnswer } from "../support/build-answer.ts";

/** The engagement domain, for the words of its columns. */
export const domain = await loadDomain(domainDirectory("engagement"));

/** Scores a text, or an answer, against one expectation as a case would write it. */
export function score(expectation: Record<string, unknown>, given: string | Partial<Answer>, truth: Truth): Score {
  const answer = buildAnswer(typeof given === "string" ? { text: given } : given);
  const context = createScoreContext(answer, truth, createLexicon(domain));
  return scoreExpectation(expectationSchema.parse({ id: "x", ...expectation }), context);
}

/** Truth tables of rows. */
export function rows(tables: Readonly<Record<string, readonly TruthRow[]>>): Truth {
  return Object.fromEntries(Object.entries(tables).map(([name, table]) => [name, { kind: "rows", rows: table }]));
}
