import { stem } from "./domain-facts.ts";
import { normalizeText } from "./label-index.ts";

/** One word of a text: lower case, without its plural ending, with its place. */
export type Word = { readonly text: string; readonly start: number; readonly end: number };

/** A known phrase in a text, with all that it may stand for. */
export type Mention = { readonly keys: readonly string[]; readonly start: number; readonly end: number };

/** Finds phrases by their words, whatever their case, hyphens, underscores and plurals. */
export type PhraseIndex = {
  /** Makes a phrase, by its key, known as a way to say `key`, beside what it says already. */
  add(spoken: string, key: string): void;
  /** The phrases among the words of a text: the longest first choice, none within another, in their order. */
  find(words: readonly Word[]): Mention[];
};

const wordPattern = /\p{L}+[²\d]*|\d+\+?/gu;
const longestPhrase = 6;
const plainId = /^[a-z]*[a-rt-z]_\d+$/;

/** The words of a text in their order. A number is a word too; a superscript 2 is read as a digit. */
export function wordsOf(text: string): Word[] {
  const normal = normalizeText(text);
  return Array.from(normal.matchAll(wordPattern), (match) => ({
    text: stem(match[0].replace("²", "2")),
    start: match.index,
    end: match.index + match[0].length,
  }));
}

/** The same phrase in one spelling: its words, parted by spaces. */
export function phraseKey(phrase: string): string {
  // Ids are many, and plain.
  if (plainId.test(phrase)) return phrase.replace("_", " ");
  const known = recentKeys.get(phrase);
  if (known !== undefined) return known;
  const key = wordsOf(phrase)
    .map((word) => word.text)
    .join(" ");
  if (recentKeys.size >= keysRemembered) recentKeys.clear();
  recentKeys.set(phrase, key);
  return key;
}

/** The keys of the latest phrases: names of columns and groups come again in every table and turn. */
const recentKeys = new Map<string, string>();
const keysRemembered = 5_000;

/** An empty index. */
export function createPhraseIndex(): PhraseIndex {
  const keysOf = new Map<string, string[]>();
  /** How many words the longest phrase has that begins with a word. */
  const longestFrom = new Map<string, number>();

  function add(spoken: string, key: string): void {
    const known = keysOf.get(spoken);
    if (spoken === "" || known?.includes(key)) return;
    if (known) {
      known.push(key);
      return;
    }
    keysOf.set(spoken, [key]);
    const words = spoken.split(" ");
    const first = words[0] ?? "";
    if (words.length <= longestPhrase) longestFrom.set(first, Math.max(longestFrom.get(first) ?? 0, words.length));
  }

  function find(words: readonly Word[]): Mention[] {
    const found: Mention[] = [];
    for (let position = 0; position < words.length; position++) {
      const first = words[position]!;
      let spoken = first.text;
      let longest: { readonly keys: readonly string[]; readonly last: number } | null = null;
      for (let length = 1, most = longestFrom.get(first.text) ?? 0; length <= most; length++) {
        const keys = keysOf.get(spoken);
        if (keys) longest = { keys, last: position + length - 1 };
        const next = words[position + length];
        if (!next) break;
        spoken += ` ${next.text}`;
      }
      if (!longest) continue;
      found.push({ keys: longest.keys, start: first.start, end: words[longest.last]!.end });
      position = longest.last;
    }
    return found;
  }

  return { add, find };
}
