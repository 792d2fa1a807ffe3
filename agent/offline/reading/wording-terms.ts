import { stem } from "../text/stem.ts";
import type { Token } from "../text/tokens.ts";
import type { Meaning } from "./lexicon.ts";
import type { ParsedQuestion } from "./parsed-question.ts";

/** What a question is made of, apart from the order of its words. */
export type WordingTerms = {
  /** What each phrase of the domain may stand for; the word for everybody ("customers") is none. */
  readonly meanings: readonly (readonly Meaning[])[];
  readonly numbers: readonly { readonly value: number; readonly isPercent: boolean }[];
  /** Stems of the other words that carry a meaning, each once. */
  readonly words: ReadonlySet<string>;
  /** Of these words the ones directly before a phrase of the domain: they say which of it is meant. */
  readonly modifiers: ReadonlySet<string>;
};

/** Words that a question can be asked with or without. */
const empty: ReadonlySet<string> = stemsOf(`
  a an the this that these those it its they them their there here our ours we us i me my you your
  is are was were be been being am do does did has have had will would can could shall should may might
  of in on at by for to from into with within among per each and as than then so if also just please
  what which who whom whose when where how why give show tell list get see find want know like look display
  go goes going make makes take takes come comes happen happens
`);

/** Words that stand for the same in a question about data. */
const alike: readonly (readonly string[])[] = [
  ["share", "percentage", "proportion", "fraction"],
  ["compare", "comparison", "versus", "vs", "beside"],
  ["spread", "distributed", "distribution"],
  ["unusual", "odd", "strange"],
  ["large", "big"],
  ["weigh", "matter"],
  ["many", "number", "count"],
  ["history", "time"],
  ["hold", "held"],
];

const firstOfAlike: ReadonlyMap<string, string> = new Map(
  alike.flatMap((words) => words.map((word) => [stem(word), stem(words[0] ?? word)] as const)),
);

/** The terms of a question that has been taken apart. */
export function termsOf(question: ParsedQuestion): WordingTerms {
  const { tokens, mentions } = question;
  const named = mentions
    .map(({ from, meanings }) => ({ from, meanings: meanings.filter((meaning) => meaning.kind !== "entity") }))
    .filter(({ meanings }) => meanings.length > 0);
  const isNamed = (index: number) => mentions.some((mention) => index >= mention.from && index < mention.to);
  const free = tokens.map((token, index) => ({ token, index })).filter(({ index }) => !isNamed(index));
  const isBefore = (index: number) => named.some(({ from }) => from === index + 1);
  return {
    meanings: named.map(({ meanings }) => meanings),
    numbers: free.flatMap(({ token: { value, isPercent } }) => (value === null ? [] : [{ value, isPercent }])),
    words: wordsOf(
      free.map(({ token }) => token),
      question,
    ),
    modifiers: wordsOf(
      free.filter(({ index }) => isBefore(index)).map(({ token }) => token),
      question,
    ),
  };
}

/** The stems of those tokens that carry a meaning, as one of words that are alike. */
export function wordsOf(tokens: readonly Token[], { corrections }: Pick<ParsedQuestion, "corrections">): Set<string> {
  const words = tokens
    .filter((token) => token.kind === "word")
    .map((token) => corrections.find(({ from }) => from === token.text)?.to ?? token.lower)
    .map(stem)
    .filter((word) => !empty.has(word));
  return new Set(words.map((word) => firstOfAlike.get(word) ?? word));
}

function stemsOf(text: string): ReadonlySet<string> {
  return new Set(text.split(/\s+/).filter(Boolean).map(stem));
}
