import type { ExpectationOf } from "../case-schema.ts";
import type { ScoreContext } from "./context.ts";
import { patternOf } from "./figure.ts";
import { valueAt } from "./refer.ts";
import { verdictOf, type Score } from "./score.ts";

/**
 * Scores a verdict: the text says the truth's, and none of the others. Forms that two verdicts share are listed under
 * both.
 */
export function scoreVerdict(
  expectation: ExpectationOf<"verdict">,
  { truth, plain }: ScoreContext,
): Score {
  const right = String(valueAt(truth, expectation.value));
  const rightWords = expectation.words[right] ?? [];
  const said = rightWords.find((words) => plain.search(patternOf(words)) >= 0);
  const wrong = Object.entries(expectation.words).find(
    ([verdict, words]) =>
      verdict !== right &&
      words.some((word) => !rightWords.includes(word) && plain.search(patternOf(word)) >= 0),
  );
  return verdictOf(said !== undefined && wrong === undefined, {
    found: wrong ? `says ${wrong[0]}` : said ? `says ${right}` : "no verdict",
    expected: right,
    note: wrong ? "the verdict is another" : "no verdict in words",
  });
}
