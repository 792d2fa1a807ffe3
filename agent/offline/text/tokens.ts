import { rewrite } from "./rewrite.ts";
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
    // "Seven day trend" is the "7-day trend".
    stem: value === null ? stem(lower) : String(value),
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
