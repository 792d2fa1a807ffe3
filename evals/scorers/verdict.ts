import type { ExpectationOf } from "../case-schema.ts";
import type { ScoreContext } from "./context.ts";
import { patternOf } from "./figure.ts";
import { valueAt } from "./refer.ts";
import { verdictOf, type Score } from "./score.ts";

/** Scores a verdict: the text says the truth's in one of its forms, and nothing that only another verdict would say. */
export function scoreVerdict(expectation: ExpectationOf<"verdict">, { truth, plain }: ScoreContext): Score {
  const right = String(valueAt(truth, expectation.value));
  const { any, not } = expectation.words[right] ?? { any: [], not: [] };
  const find = (words: readonly string[]) =>
    words.map((word) => plain.match(patternOf(word))?.[0]).find((match) => match !== undefined);
  const said = find(any);
  const wrong = find(not);
  return verdictOf(said !== undefined && wrong === undefined, {
    found: wrong ?? said ?? "no verdict",
    expected: `${right}: ${any.join(" or ")}`,
    note: wrong === undefined ? "no such verdict in words" : "the verdict is another",
  });
}
