import type { Token } from "../text/tokens.ts";

/** A comparison and the ways to say it before a number. */
export type Comparator = { readonly op: "<" | "<=" | ">" | ">=" | "="; readonly words: readonly string[] };

const comparators: readonly Comparator[] = [
  {
    op: ">=",
    words: [
      "at least",
      "no less than",
      "not less than",
      "minimum of",
      "a minimum of",
      "greater than or equal to",
      "more than or equal to",
      "≥",
      ">=",
      "not below",
    ],
  },
  {
    op: "<=",
    words: [
      "at most",
      "no more than",
      "not more than",
      "up to",
      "maximum of",
      "a maximum of",
      "less than or equal to",
      "≤",
      "<=",
      "not above",
      "within",
      "within the last",
      "within the past",
    ],
  },
  {
    op: ">",
    words: [
      "more than",
      "greater than",
      "higher than",
      "larger than",
      "bigger than",
      "older than",
      "longer than",
      "above",
      "over",
      "exceeding",
      "exceeds",
      "exceed",
      "beyond",
      ">",
      "past",
      "better than",
    ],
  },
  {
    op: "<",
    words: [
      "less than",
      "lower than",
      "fewer than",
      "smaller than",
      "younger than",
      "shorter than",
      "below",
      "under",
      "beneath",
      "<",
      "worse than",
    ],
  },
  { op: "=", words: ["equal to", "equals", "exactly", "="] },
];

/** "between 3 and 7", "from 3 to 7", "3 to 7", "3-7" around the number at `index`, when it is the first of the two. */
export function rangeAt(tokens: readonly Token[], index: number) {
  const joint = tokens[index + 1]?.lower;
  const high = tokens[index + 2];
  const opener = tokens[index - 1]?.lower;
  const isRange = (joint === "and" && opener === "between") || joint === "to" || joint === "through";
  if (!isRange || high?.kind !== "number" || high.value === null) return null;
  const hasOpener = opener === "between" || opener === "from";
  return { low: tokens[index]!, high, from: hasOpener ? index - 1 : index, to: index + 3 };
}

/** The comparison that the words around the number at `index` say, with the tokens that say it. */
export function comparatorAt(
  tokens: readonly Token[],
  index: number,
): { op: Comparator["op"]; from: number; to: number } | null {
  const after = tokens
    .slice(index + 1, index + 4)
    .map((token) => token.lower)
    .join(" ");
  const unitThenMore =
    /^(?:[a-z]+ )?(?:or|and) (more|above|higher|over|longer|older|up|upwards|upward)\b(?! than)/.exec(after);
  const unitThenLess = /^(?:[a-z]+ )?(?:or|and) (less|fewer|below|lower|under|younger)\b(?! than)/.exec(after);
  if (tokens[index]!.isAtLeast) return { op: ">=", from: index, to: index + 1 };
  if (unitThenMore) return { op: ">=", from: index, to: index + 1 + unitThenMore[0].split(" ").length };
  if (unitThenLess) return { op: "<=", from: index, to: index + 1 + unitThenLess[0].split(" ").length };
  const isNegated = (from: number) => ["not", "never"].includes(tokens[from - 1]?.lower ?? "");
  for (const { op, words } of comparators) {
    for (const phrase of words) {
      const length = phrase.split(" ").length;
      const from = index - length;
      if (from < 0) continue;
      // "In the past 7 days" is a span, "past 7 days" a bound.
      if (phrase === "past" && /^(the|last)$/.test(tokens[from - 1]?.lower ?? "")) continue;
      if (
        tokens
          .slice(from, index)
          .map((token) => token.lower)
          .join(" ") !== phrase
      )
        continue;
      if (isNegated(from) && (op === ">" || op === "<"))
        return { op: op === ">" ? "<=" : ">=", from: from - 1, to: index + 1 };
      return { op, from, to: index + 1 };
    }
  }
  return null;
}
