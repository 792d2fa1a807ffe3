import type { ExpectationOf } from "../case-schema.ts";
import { findMentions } from "../text/names.ts";
import { wordsOf } from "../text/segments.ts";
import type { ScoreContext } from "./context.ts";
import { rowsAt } from "./refer.ts";
import { verdictOf, type Score } from "./score.ts";

const words: Readonly<Record<string, RegExp>> = {
  positive: /(?<!\p{L})(?:positive\w*|rais(?:es|ing)|increas\w*|higher|more|upwards?|up)(?!\p{L})|↑|▲/iu,
  negative: /(?<!\p{L})(?:negative\w*|lower\w*|decreas\w*|reduc\w*|less|downwards?|down|inverse\w*)(?!\p{L})|↓|▼/iu,
  mixed:
    /(?<!\p{L})(?:mixed|both ways|varies|depends|non-?linear|not (?:clear|one)|no (?:single|clear|one)|either)(?!\p{L})|↕/iu,
  categorical: /(?<!\p{L})(?:categor\w*|by (?:value|group|type)|differs|depends|varies|than|mixed)(?!\p{L})/iu,
};

/**
 * Scores the direction told with each of a table's first names, in the same item, row or sentence. A name whose
 * segment says the opposite as well has failed, unless the segment says the right one first.
 */
export function scoreDirection(expectation: ExpectationOf<"direction">, context: ScoreContext): Score {
  const rows = rowsAt(context.truth, expectation.of).slice(0, expectation.top);
  const names = rows.map((row) => String(row["name"]));
  const wrong = rows.filter((row) => {
    const right = String(row[expectation.by]);
    return !context.text.some((segment) => {
      const text = wordsOf(segment);
      const first = findMentions(text, names, context.lexicon)[0];
      if (first?.name !== String(row["name"])) return false;
      return saysFirst(text.slice(first.end), right);
    });
  });
  const result = verdictOf(wrong.length === 0, {
    found: `${rows.length - wrong.length} of ${rows.length} directions`,
    expected: rows.map((row) => `${String(row["name"])} ${String(row[expectation.by])}`).join(", "),
    note: `missing or wrong: ${wrong.map((row) => String(row["name"])).join(", ")}`,
  });
  return result.pass ? result : { ...result, score: 1 - wrong.length / rows.length };
}

function saysFirst(text: string, right: string): boolean {
  const place = (direction: string) => {
    const found = words[direction] ? text.search(words[direction]) : -1;
    return found < 0 ? Infinity : found;
  };
  const here = place(right);
  if (here === Infinity) return false;
  return right === "positive" ? here <= place("negative") : right === "negative" ? here <= place("positive") : true;
}
