import {
  fillWording,
  parameterFault,
  type Domain,
  type ParameterValues,
  type QueryParameter,
  type VerifiedQuery,
} from "#knowledge";

import type { Analysis, Reading } from "./analysis.ts";
import { isSame, type Lexicon, type Meaning } from "./lexicon.ts";
import { parseQuestion, type ParsedQuestion } from "./parsed-question.ts";
import { termsOf, wordsOf, type WordingTerms } from "./wording-terms.ts";

/** Shared weight of words over all their weight, from which two questions say the same; the tests hold both sides. */
const leastLikeness = 0.65;
/** Words and things of the domain that must agree, for a question that is not the query's wording. */
const fewestShared = 3;

/** Words that turn a question round: they stand in both or in neither. */
const turning =
  /^(many|not|no|never|without|except|exclud|besid|least|low|lower|lowest|few|fewer|fewest|worst|less|more|most|high|higher|highest|top|bottom|befor|after|last|first|next|new|old|fall|ris|grow|shrink|gain|los|if|caus|predict|actual)$/;

/** Stems of the words that lean a question on the one before it. */
const leaning: ReadonlySet<string> = new Set(["about", "only", "sam", "instead", "now", "but"]);

type Wording = {
  readonly query: VerifiedQuery;
  readonly terms: WordingTerms;
  /** Parameters that are said as a phrase of the domain, and those said as a number. */
  readonly named: readonly QueryParameter[];
  readonly counted: readonly QueryParameter[];
  readonly corrections: ParsedQuestion["corrections"];
};

/** A verified query that asks the same as a question, and the typing errors that were mended in the question alone. */
export type MatchedQuery = {
  readonly reading: Extract<Reading, { kind: "analysis" }>;
  /** Whether the question is a wording of the query, to the word but for what it can be asked with or without. */
  readonly isWording: boolean;
  readonly corrections: ParsedQuestion["corrections"];
};

/**
 * The verified query whose question means the same: it names the same things of the domain, but for its parameters,
 * and says nearly the same about them. Null where none does, where two do, or where a word is left that nobody knows or
 * that says which of a thing is meant.
 */
export function matchVerifiedQuery(question: ParsedQuestion, lexicon: Lexicon): MatchedQuery | null {
  const { wordings, weightOf } = wordingsOf(lexicon);
  if (question.ids.length > 0 || isProtected(question)) return null;
  const terms = termsOf(question);
  const decisive = [...wordsOf(unknownTokens(question), question), ...terms.modifiers];
  const matches = wordings.flatMap((wording) => {
    if (decisive.some((word) => !wording.terms.words.has(word))) return [];
    const likeness = likenessOf(terms.words, wording.terms.words, weightOf);
    const shared =
      wording.terms.meanings.length + [...terms.words].filter((word) => wording.terms.words.has(word)).length;
    const isLike = likeness === 1 || (likeness >= leastLikeness && shared >= fewestShared);
    const values = !isLike ? null : valuesOf(wording, terms, lexicon.domain);
    return values === null ? [] : [{ wording, likeness, values }];
  });
  const [best, ...others] = matches.sort((a, b) => b.likeness - a.likeness);
  const rival = others.find(({ wording }) => wording.query !== best?.wording.query);
  if (!best || (rival && rival.likeness === best.likeness)) return null;
  const { query, corrections } = best.wording;
  return {
    reading: readingOf(query, best.values, lexicon.domain),
    isWording: best.likeness === 1,
    corrections: question.corrections.filter(({ to }) => !corrections.some((known) => known.to === to)),
  };
}

/**
 * A question that only names another group, column or value after a verified query ("and for power users?"): the same
 * query of that. Null where the query has no parameter that it fits.
 */
export function followVerifiedQuery(
  question: ParsedQuestion,
  previous: Analysis,
  { domain }: Lexicon,
): MatchedQuery["reading"] | null {
  const query = previous.kind === "verified-query" && domain.verifiedQueries.find(({ id }) => id === previous.id);
  const { words, meanings, numbers } = termsOf(question);
  const [named] = meanings;
  const isBare = [...words].every((word) => leaning.has(word)) && numbers.length === 0 && meanings.length === 1;
  if (!query || !named || !isBare || question.ids.length > 0 || isProtected(question)) return null;
  for (const parameter of query.parameters) {
    const name = named.map((meaning) => nameFor(parameter, meaning, domain)).find((one) => one !== null);
    if (name !== undefined && name !== null)
      return readingOf(query, { ...previous.values, [parameter.name]: name }, domain);
  }
  return null;
}

function readingOf(query: VerifiedQuery, values: ParameterValues, domain: Domain): MatchedQuery["reading"] {
  return {
    kind: "analysis",
    analysis: { kind: "verified-query", id: query.id, values },
    assumptions: [`I took the verified query "${query.title}" (${fillWording(domain, query, query.question, values)})`],
  };
}

function isProtected(question: ParsedQuestion): boolean {
  return question.mentions.some(({ meanings }) => meanings.some(({ kind }) => kind === "protected"));
}

/** Words that nobody knows, and those that were only guessed at as typing errors. */
function unknownTokens({ tokens, unknown, corrections }: ParsedQuestion) {
  return tokens.filter(({ text }) => unknown.includes(text) || corrections.some(({ from }) => from === text));
}

/** Shared weight over all weight of two sets of words; 0 where a word that turns a question round is in one only. */
function likenessOf(a: ReadonlySet<string>, b: ReadonlySet<string>, weightOf: (word: string) => number): number {
  let shared = 0;
  let all = 0;
  for (const word of new Set([...a, ...b])) {
    const isShared = a.has(word) && b.has(word);
    if (!isShared && turning.test(word)) return 0;
    all += weightOf(word);
    if (isShared) shared += weightOf(word);
  }
  return all === 0 ? 1 : shared / all;
}

/** What the question says of the wording's parameters; null where it leaves one out, or says something else besides. */
function valuesOf(wording: Wording, terms: WordingTerms, domain: Domain): ParameterValues | null {
  const meanings = without(terms.meanings, wording.terms.meanings, haveSame);
  const numbers = without(terms.numbers, wording.terms.numbers, (a, b) => a.value === b.value);
  if (meanings === null || numbers === null) return null;
  if (meanings.length !== wording.named.length || numbers.length > wording.counted.length) return null;
  const values: Record<string, string | number> = {};
  for (const [index, parameter] of wording.named.entries()) {
    const value = meanings[index]?.map((meaning) => nameFor(parameter, meaning, domain)).find((name) => name !== null);
    if (value === undefined || value === null) return null;
    values[parameter.name] = value;
  }
  for (const [index, parameter] of wording.counted.entries()) {
    const said = numbers[index];
    if (!said) continue;
    const value = isOfPercent(parameter) && said.isPercent ? Number((said.value * 100).toPrecision(12)) : said.value;
    if ((isOfPercent(parameter) && !said.isPercent) || parameterFault(domain, parameter, value) !== null) return null;
    values[parameter.name] = value;
  }
  return values;
}

/** A number that is meant in hundredths: a question writes a percent sign, or the word, behind it. */
function isOfPercent(parameter: QueryParameter): boolean {
  return parameter.kind === "number" && parameter.name.includes("percent");
}

function nameFor(parameter: QueryParameter, meaning: Meaning, domain: Domain): string | null {
  const name =
    meaning.kind === "group" && parameter.kind === "group"
      ? meaning.group.name
      : meaning.kind === "column" && parameter.kind === "column"
        ? meaning.column.name
        : meaning.kind === "value" && parameter.kind === "value" && meaning.column.name === parameter.column
          ? meaning.value
          : null;
  return name !== null && parameterFault(domain, parameter, name) === null ? name : null;
}

/** What is left of `all` when one of it is taken away for each of `taken`; null where there is none for one. */
function without<T>(all: readonly T[], taken: readonly T[], isAlike: (a: T, b: T) => boolean): T[] | null {
  const left = [...all];
  for (const one of taken) {
    const place = left.findIndex((other) => isAlike(one, other));
    if (place < 0) return null;
    left.splice(place, 1);
  }
  return left;
}

function haveSame(a: readonly Meaning[], b: readonly Meaning[]): boolean {
  return a.some((one) => b.some((other) => isSame(one, other)));
}

type Wordings = { readonly wordings: readonly Wording[]; readonly weightOf: (word: string) => number };

const wordingsByLexicon = new WeakMap<Lexicon, Wordings>();

/** The wordings of a domain's verified queries, taken apart once; a word weighs more the fewer queries have it. */
function wordingsOf(lexicon: Lexicon): Wordings {
  const known = wordingsByLexicon.get(lexicon);
  if (known) return known;
  // Whose rights a question has is not known here: what only a steward may run is left to who writes SQL.
  const verifiedQueries = lexicon.domain.verifiedQueries.filter(({ role }) => role === "analyst");
  const wordings = verifiedQueries.flatMap((query) =>
    [query.question, ...query.wordings].map((text) => wordingOf(query, text, lexicon)),
  );
  const frequency = new Map<string, number>();
  for (const query of verifiedQueries) {
    const own = wordings.filter((wording) => wording.query === query).flatMap(({ terms }) => [...terms.words]);
    for (const word of new Set(own)) frequency.set(word, (frequency.get(word) ?? 0) + 1);
  }
  const weightOf = (word: string) => Math.log(1 + verifiedQueries.length / (frequency.get(word) ?? 1));
  const made = { wordings, weightOf };
  wordingsByLexicon.set(lexicon, made);
  return made;
}

function wordingOf(query: VerifiedQuery, text: string, lexicon: Lexicon): Wording {
  const said = query.parameters
    .map((parameter) => ({ parameter, at: text.indexOf(`{{${parameter.name}}}`) }))
    .filter(({ at }) => at >= 0)
    .sort((a, b) => a.at - b.at)
    .map(({ parameter }) => parameter);
  let bare = text;
  for (const { name } of said) bare = bare.replace(new RegExp(`\\{\\{${name}\\}\\}( percent)?`), " ");
  const question = parseQuestion(bare, lexicon);
  return {
    query,
    terms: termsOf(question),
    named: said.filter(({ kind }) => kind !== "number"),
    counted: said.filter(({ kind }) => kind === "number"),
    corrections: question.corrections,
  };
}
