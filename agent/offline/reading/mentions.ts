import { commonWords } from "../text/common-words.ts";
import { outsideWords } from "../text/outside-words.ts";
import { mendSpelling } from "../text/spelling.ts";
import { stem } from "../text/stem.ts";
import type { Token } from "../text/tokens.ts";
import { isSame, type Lexicon, type Meaning, type Phrase } from "./lexicon.ts";

/** A phrase of the question that stands for something of the domain. */
export type Mention = {
  /** First token and the one after the last. */
  readonly from: number;
  readonly to: number;
  /** What it may stand for, one entry each kind and thing. */
  readonly meanings: readonly Meaning[];
  readonly text: string;
};

export type Mentions = {
  readonly mentions: readonly Mention[];
  /** Typing errors that were read as another word. */
  readonly corrections: readonly { readonly from: string; readonly to: string }[];
  /** Words that nobody knows. */
  readonly unknown: readonly string[];
};

/** Finds the longest phrases of the lexicon in the question, from left to right, mending typing errors. */
export function findMentions(tokens: readonly Token[], lexicon: Lexicon): Mentions {
  const corrections: { from: string; to: string }[] = [];
  const read = tokens.map((token) => readWord(token, lexicon, corrections));
  const stems = read.map((word) => word.stem);
  const words = read.map((word) => word.lower);
  const mentions: Mention[] = [];
  const unknown: string[] = [];
  for (let position = 0; position < tokens.length;) {
    const mention = longestAt(tokens, stems, words, position, lexicon);
    if (mention) {
      mentions.push(mention);
      position = mention.to;
      continue;
    }
    const token = tokens[position]!;
    if (token.kind === "word" && !isKnown(words[position]!, stems[position]!) && !isRequestVerb(words, position))
      unknown.push(token.text);
    position++;
  }
  return { mentions, corrections, unknown };
}

const beforeRequest = /^(please|kindly|now|then|and|so|just|first|next|to|you|can|could|would|will|let's)$/;
const afterRequest = /^(the|a|an|our|all|each|every|whether|how|which|what|who|why|where|when|for|us|me)$/;

/** Verbs that ask for something to be done, not told: they are no words of asking. */
const doing =
  /^(delete|drop|erase|wipe|truncate|alter|insert|update|destroy|kill|hack|purge|overwrite|reset|disable|enable|bypass|email|mail|call|text|message|ban|block|fire|hire|sell|buy|export|upload|download|share|leak|charge|refund|cancel|schedule|book|order|invite|punish|target|trick|squeeze|stalk|follow|track|spy)$/;

/**
 * "Ascertain the mean age": a word at the very beginning, before an article or a question, can only be the verb of a
 * request, whatever it is; what it is about follows.
 */
function isRequestVerb(words: readonly string[], position: number): boolean {
  return (
    words.slice(0, position).every((word) => beforeRequest.test(word)) &&
    afterRequest.test(words[position + 1] ?? "") &&
    !/(s|ing|ed)$/.test(words[position] ?? "") &&
    !doing.test(words[position] ?? "") &&
    !outsideWords.has(words[position] ?? "")
  );
}

const commonStems: ReadonlySet<string> = new Set([...commonWords].map(stem));

function isKnown(word: string, stemmed: string): boolean {
  return commonWords.has(word) || commonStems.has(stemmed) || /^(\d+(st|nd|rd|th)|p\d{1,2})$/.test(word);
}

/** The word with its typing error mended, where it has one. */
function readWord(
  token: Token,
  lexicon: Lexicon,
  corrections: { from: string; to: string }[],
): { readonly lower: string; readonly stem: string } {
  const asWritten = { lower: token.lower, stem: token.stem };
  if (token.kind !== "word" || token.lower.includes("_")) return asWritten;
  if (isKnown(token.lower, token.stem) || lexicon.vocabulary.has(token.lower)) return asWritten;
  if (vocabularyStems(lexicon).has(token.stem)) return asWritten;
  if (outsideWords.has(token.lower)) return asWritten;
  const mended =
    mendSpelling(token.lower, lexicon.vocabulary, 1) ??
    mendSpelling(token.lower, commonWords, 1) ??
    mendSpelling(token.lower, lexicon.vocabulary);
  if (mended === null) return asWritten;
  corrections.push({ from: token.text, to: mended });
  return { lower: mended, stem: stem(mended) };
}

const stemsByLexicon = new WeakMap<Lexicon, ReadonlySet<string>>();

function vocabularyStems(lexicon: Lexicon): ReadonlySet<string> {
  let stems = stemsByLexicon.get(lexicon);
  if (!stems) {
    stems = new Set([...lexicon.vocabulary].map(stem));
    stemsByLexicon.set(lexicon, stems);
  }
  return stems;
}

function longestAt(
  tokens: readonly Token[],
  stems: readonly string[],
  words: readonly string[],
  from: number,
  lexicon: Lexicon,
): Mention | null {
  for (let length = Math.min(lexicon.longest, tokens.length - from); length > 0; length--) {
    const slice = tokens.slice(from, from + length);
    const key = stems
      .slice(from, from + length)
      .join(" ")
      .replaceAll("_", " ");
    const meanings =
      meaningsOf(lexicon.phrases.get(key), slice, words.slice(from, from + length)) ?? rawName(slice, lexicon);
    if (meanings.length > 0) {
      return { from, to: from + length, meanings, text: slice.map((token) => token.text).join(" ") };
    }
  }
  return null;
}

/**
 * What the words may stand for. Where some phrase is written just so, only its meanings count; a group or a value of
 * one word must be written so but for its plural ("retain" is not "retained"). Null where nothing is left.
 */
function meaningsOf(
  phrases: readonly Phrase[] | undefined,
  slice: readonly Token[],
  words: readonly string[],
): readonly Meaning[] | null {
  if (!phrases) return null;
  const written = words.join(" ");
  const exact = phrases.filter(
    (phrase) =>
      phrase.written === written || (singular(phrase.written) === singular(written) && !isOtherWord(phrase, written)),
  );
  // "Predict churn" is not "predicted churn", "stats" not "states": a common word is no inflection of another one.
  const near = phrases.filter(
    (phrase) =>
      !isOtherWord(phrase, written) &&
      (slice.length > 1 || (phrase.meaning.kind !== "group" && phrase.meaning.kind !== "value")) &&
      words.every((word, place) => isInflection(word, phrase.written.split(" ")[place] ?? "")),
  );
  const meanings: Meaning[] = [];
  for (const { meaning } of exact.length > 0 ? exact : near) {
    if (isWrittenSo(meaning, slice) && !meanings.some((known) => isSame(known, meaning))) meanings.push(meaning);
  }
  return meanings.length > 0 ? meanings : null;
}

/** "Missing values" are not the column "value": a common word in the plural names no number that goes by the singular. */
function isOtherWord({ meaning, written }: Phrase, said: string): boolean {
  const isNumber = meaning.kind === "column" && meaning.column.type !== "string";
  return isNumber && said !== written && !said.includes(" ") && commonWords.has(said) && commonWords.has(written);
}

function isInflection(word: string, written: string): boolean {
  return singular(word) === singular(written) || !commonWords.has(word);
}

/** The words without a plural ending. */
function singular(written: string): string {
  return written.replace(/s$/, "");
}

/** A column's name as it is in the tables, one token with underscores. */
function rawName(slice: readonly Token[], lexicon: Lexicon): readonly Meaning[] {
  const token = slice[0];
  if (slice.length !== 1 || !token?.lower.includes("_")) return [];
  const column = lexicon.domain.resultColumns.find((candidate) => candidate.name === token.lower);
  if (column) return [{ kind: "column", column }];
  const target = lexicon.domain.models.find((model) => model.target === token.lower);
  const actual = lexicon.domain.resultColumns.find((candidate) => candidate.name === target?.actual);
  return actual ? [{ kind: "column", column: actual }] : [];
}

/** Short codes such as OR, IN, ME are words of English too: they count only in capitals. */
function isWrittenSo(meaning: Meaning, slice: readonly Token[]): boolean {
  const token = slice[0];
  if (meaning.kind !== "value" || slice.length !== 1 || !token || token.lower.length > 2) return true;
  if (meaning.value.toLowerCase() !== token.lower) return true;
  return token.text === token.text.toUpperCase() && token.text !== "I" && token.text.length === 2;
}
