import { stem } from "./stem.ts";

/** One word, number, id or sign of a question. */
export type Token = {
  readonly text: string;
  readonly lower: string;
  readonly stem: string;
  /** Where it starts in the question. */
  readonly start: number;
  readonly kind: "word" | "number" | "sign";
  /** The number it stands for; a percentage is its share: "20 %" is 0.2 with `isPercent`. */
  readonly value: number | null;
  readonly isPercent: boolean;
  /** Written with a plus behind it, "7+": that many or more. */
  readonly isAtLeast: boolean;
};

const numberWords: Readonly<Record<string, number>> = {
  zero: 0,
  two: 2,
  three: 3,
  four: 4,
  five: 5,
  six: 6,
  seven: 7,
  eight: 8,
  nine: 9,
  ten: 10,
  eleven: 11,
  twelve: 12,
  thirteen: 13,
  fourteen: 14,
  fifteen: 15,
  sixteen: 16,
  seventeen: 17,
  eighteen: 18,
  nineteen: 19,
  twenty: 20,
  thirty: 30,
  forty: 40,
  fifty: 50,
  sixty: 60,
  seventy: 70,
  eighty: 80,
  ninety: 90,
  hundred: 100,
  thousand: 1000,
  dozen: 12,
};

/** Ways of writing that say the same: contractions, dashes in ranges, shares in words. */
const rewritings: readonly (readonly [RegExp, string])[] = [
  [/\bcan['’]t\b/gi, "can not"],
  [/\bwon['’]t\b/gi, "will not"],
  [/n['’]t\b/gi, " not"],
  [/['’](re|ve|ll|d|m)\b/gi, " $1"],
  [/[−–—]/g, "-"],
  [/\s?[-=]>\s?/g, " versus "],
  [/\s\+\s/g, " and "],
  [/(?<!\d)\+(\d+(?:\.\d+)?\s?%?)/g, "plus $1 for "],
  [/\bonce (more|again|extra)\b/gi, "one more time"],
  // "Low vs high engagement": the noun belongs to both.
  [/\b(low|medium|high) (vs\.?|versus|and|or|to|from) (low|medium|high)[- ]([a-z]+)/gi, "$1 $4 $2 $3 $4"],
  // "18-24" is a range, "0,5" a decimal, "under 25s" a number.
  [/(?<![\w-])(\d+(?:\.\d+)?%?)\s?-\s?(\d+(?:\.\d+)?)(?![\w-])/g, "$1 to $2"],
  [/\b0,(\d{1,2})\b/g, "0.$1"],
  [/\b(\d+)s\b/g, "$1"],
  [/\bonce (?=(?:a|an|per|each|every) (?:day|week|month|hour))/gi, "1 times "],
  [/\btwice (?=(?:a|an|per|each|every) (?:day|week|month|hour))/gi, "2 times "],
  [/\b(?:one|1) (?:in|out of) (?:every )?(?:ten|10)\b/gi, "10% of"],
  [/\b(?:one|1) (?:in|out of) (?:every )?(?:five|5)\b/gi, "20% of"],
  [/\b(?:one|1) (?:in|out of) (?:every )?(?:four|4)\b/gi, "25% of"],
  [/\b(?:one|1) (?:in|out of) (?:every )?(?:two|2)\b/gi, "50% of"],
  [/\b(?:a|one) quarter of\b/gi, "25% of"],
  [/\b(?:a|one) (?:tenth) of\b/gi, "10% of"],
  [/\b(?:a|one) (?:fifth) of\b/gi, "20% of"],
  [/\b(most|least|top|bottom|best|worst|highest|lowest)((?: \w+)?) tenth\b/gi, "$1$2 10%"],
  [/\bhalf (?:of|the)\b/gi, "50% of"],
  [/\b(top|bottom|upper|lower|highest|lowest) half\b/gi, "$1 50%"],
  [/\b(top|bottom|upper|lower|highest|lowest) third\b/gi, "$1 33%"],
  [/\b(top|bottom|upper|lower|highest|lowest) quarter\b/gi, "$1 25%"],
  [/\bwich\b/gi, "which"],
  // "Where does the engagement level off": no engagement level.
  [/\blevel(s?) off\b/gi, "plateau$1"],
  [/\bwhats\b/gi, "what's"],
  [/\bi\.e\.|\be\.g\./gi, ","],
  [/\bt-?test (?:of |for |on |between )?/gi, "compare "],
  [/\b(top|bottom|upper|lower|highest|lowest) decile\b/gi, "$1 10%"],
  [/\b(top|bottom|upper|lower|highest|lowest) quintile\b/gi, "$1 20%"],
  [/\b(top|bottom|upper|lower|highest|lowest) quart(?:ile|er)\b/gi, "$1 25%"],
  [/\b(?:a|one) (week|month) (?=or (?:more|longer))/gi, "1 $1 "],
  [/\bfor (?:over|more than|at least) (?:a|one) (day|week|month|year)\b/gi, "for at least 1 $1"],
  [
    /\b(for|over|more than|at least|within|in the last|in the past|within the last|within the past|in over) (?:a|one) (day|week|month|year)\b/gi,
    "$1 1 $2",
  ],
  // "How many posts in a month" is a rate; "did not log in in a week" a span.
  [/(?<!\b(?:number|average|mean|median|total|many|much)\b.*)\bin (?:a|one) (day|week|month|year)\b/gi, "in 1 $1"],
  [
    /\ban? (?=(?:hour|minute|day|week|month) (?:faster|quicker|sooner|earlier|less|slower|later|more|longer|shorter)\b)/gi,
    "1 ",
  ],
  [/\bin the (last|past) (day|week|month)\b/gi, "in the $1 1 $2"],
  // "Under the age of 25", "above a score of 0.5": the column first, as in "age under 25".
  [
    /\b(under|below|over|above|beyond|past|at least|at most) (?:the|an?) ((?!(?:total|sum|number|count|average|mean|median|maximum|minimum|rate)\b)[a-z]+(?: [a-z]+)?) of (?=\d)/gi,
    "$2 $1 ",
  ],
  [/\bbetween the ([a-z]+) of (?=\d)/gi, "$1 between "],
];

const pattern =
  /\d{4}-\d{2}-\d{2}\b|\d+(?:st|nd|rd|th)\b|\bp\d{1,2}\b|(?<![\w)%])-(?=\.?\d)[$€£]?(?:\d+\.\d+|\.\d+|\d+)\s?(?:%|percent\b|k\b|m\b)?|[$€£]?\d{1,3}(?:,\d{3})+(?:\.\d+)?\s?(?:%|percent\b|k\b|m\b)?\+?|[$€£]?(?:\d+\.\d+|\.\d+|\d+)\s?(?:%|percent\b|k\b|m\b)?\+?|>=|<=|≥|≤|!=|<>|>|<|=|[a-z][a-z0-9_]*(?:['’][a-z]+)?(?:-(?=[a-z]))?|²|\?/gi;

/** Splits a question into tokens; hyphens part words, numbers keep their percent sign. */
export function tokenise(question: string): Token[] {
  const text = rewrite(question);
  const tokens: Token[] = [];
  for (const match of text.matchAll(pattern)) {
    const raw = match[0].replace(/-$/, "").trim();
    tokens.push(tokenOf(raw, match.index));
  }
  return joinNumberWords(
    tokens.map((token, index) => oneAsNumber(token, tokens[index - 1]?.lower ?? "", tokens[index + 1]?.lower ?? "")),
  );
}

/** "One" counts as a number where a comparison or a change stands beside it; elsewhere it is a pronoun. */
function oneAsNumber(token: Token, before: string, after: string): Token {
  if (/^an?$/.test(token.lower) && /^(within|under)$/.test(before) && /^(hour|day|week|minute)$/.test(after))
    return { ...token, kind: "number", value: 1 };
  if (token.lower !== "one") return token;
  const isNumber =
    /^(least|than|most|exactly|over|above|by|plus|only)$/.test(before) ||
    /^(or|more|extra|additional|point|percent|unit)$/.test(after);
  return isNumber ? { ...token, kind: "number", value: 1 } : token;
}

/** The question with one way of writing for what can be written in several. */
export function rewrite(question: string): string {
  let text = question.normalize("NFKC");
  for (const [from, to] of rewritings) text = text.replaceAll(from, to);
  return text;
}

function tokenOf(raw: string, start: number): Token {
  const lower = raw.toLowerCase().replaceAll("’", "'");
  if (/^-?[$€£]?[\d.]/.test(lower) && !/^\d{4}-\d{2}-\d{2}$/.test(lower) && !/(st|nd|rd|th)$/.test(lower)) {
    const isPercent = /%|percent/.test(lower);
    const scale = /k\+?$/.test(lower) ? 1e3 : /m\+?$/.test(lower) ? 1e6 : 1;
    const value = Number(lower.replaceAll(/[^\d.-]/g, "")) * scale;
    return {
      text: raw,
      lower,
      stem: lower,
      start,
      kind: "number",
      value: isPercent ? value / 100 : value,
      isPercent,
      isAtLeast: lower.endsWith("+"),
    };
  }
  const sign = /^(>=|<=|≥|≤|!=|<>|>|<|=|\?)$/.test(lower);
  const value = numberWords[lower] ?? null;
  return {
    text: raw,
    lower,
    stem: stem(lower),
    start,
    kind: sign ? "sign" : value === null ? "word" : "number",
    value,
    isPercent: false,
    isAtLeast: false,
  };
}

/** Joins "twenty five" and "two hundred" to one number, and "ten percent" to a share. */
function joinNumberWords(tokens: readonly Token[]): Token[] {
  const joined: Token[] = [];
  for (const token of tokens) {
    const last = joined.at(-1);
    if (last?.kind === "number" && last.value !== null && isSpelled(last)) {
      if (token.kind === "number" && token.value !== null && isSpelled(token)) {
        const value = token.value >= 100 ? last.value * token.value : last.value + token.value;
        joined[joined.length - 1] = { ...last, text: `${last.text} ${token.text}`, value };
        continue;
      }
    }
    if (
      last?.kind === "number" &&
      last.value !== null &&
      !last.isPercent &&
      (token.lower === "percent" || token.lower === "percentage")
    ) {
      joined[joined.length - 1] = {
        ...last,
        text: `${last.text} ${token.text}`,
        value: last.value / 100,
        isPercent: true,
      };
      continue;
    }
    joined.push(token);
  }
  return joined;
}

function isSpelled(token: Token): boolean {
  return /^[a-z]/.test(token.lower);
}
