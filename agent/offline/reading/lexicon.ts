import type { Column, Domain, GlossaryEntry, Group, Interaction, ModelSpec } from "#knowledge";

import { commonWords } from "../text/common-words.ts";
import { tokenise } from "../text/tokens.ts";

/** What a phrase of the domain may stand for. */
export type Meaning =
  /** isOpposite: the phrase says the opposite of the column. */
  | { readonly kind: "column"; readonly column: Column; readonly isOpposite?: true }
  | { readonly kind: "interaction"; readonly interaction: Interaction }
  | { readonly kind: "value"; readonly column: Column; readonly value: string }
  | { readonly kind: "group"; readonly group: Group }
  | { readonly kind: "model"; readonly model: ModelSpec }
  | { readonly kind: "entity" }
  | { readonly kind: "term"; readonly term: GlossaryEntry }
  | { readonly kind: "protected"; readonly word: string };

/** One way to say a meaning. */
export type Phrase = { readonly meaning: Meaning; readonly written: string };

/** The words of a domain, ready to be found in questions. */
export type Lexicon = {
  readonly domain: Domain;
  /** The day of the snapshot, from which "the last 30 days" are counted back; null where it is not known. */
  readonly today: string | null;
  /** Phrases by their stems joined with spaces. */
  readonly phrases: ReadonlyMap<string, readonly Phrase[]>;
  /** Words in the longest phrase. */
  readonly longest: number;
  /** Every word that stands in a phrase, as written, for mending typing errors. */
  readonly vocabulary: ReadonlySet<string>;
};

/** Builds the lexicon of a domain from its dictionary alone. */
export function createLexicon(domain: Domain, today: string | null = null): Lexicon {
  const phrases = new Map<string, Phrase[]>();
  const vocabulary = new Set<string>();
  let longest = 1;
  const add = (phrase: string, meaning: Meaning) => {
    const tokens = tokenise(phrase.replaceAll("_", " "));
    const key = tokens.map((token) => token.stem).join(" ");
    if (key === "") return;
    const written = tokens.map((token) => token.lower).join(" ");
    phrases.set(key, [...(phrases.get(key) ?? []), { meaning, written }]);
    longest = Math.max(longest, tokens.length);
    for (const token of tokens) if (token.kind === "word") vocabulary.add(token.lower);
  };
  for (const group of domain.groups) {
    for (const phrase of [group.label, ...group.synonyms]) add(phrase, { kind: "group", group });
  }
  for (const column of domain.resultColumns) addColumn(column, add);
  for (const { column, name, phrase } of segmentPhrases(domain, phrases))
    add(phrase, { kind: "value", column, value: name });
  for (const interaction of domain.interactions) {
    for (const phrase of [interaction.label, interaction.name]) add(phrase, { kind: "interaction", interaction });
  }
  for (const model of domain.models) {
    for (const phrase of [model.label, ...model.synonyms]) add(phrase, { kind: "model", model });
  }
  const { entity } = domain;
  for (const phrase of [entity.singular, entity.plural, ...entity.synonyms]) add(phrase, { kind: "entity" });
  for (const term of domain.glossary) {
    for (const phrase of [term.term, ...term.synonyms]) add(phrase, { kind: "term", term });
  }
  for (const word of [...domain.policy.personalData, ...domain.policy.neverInputs])
    add(word, { kind: "protected", word });
  return { domain, today, phrases, longest, vocabulary };
}

/**
 * The names that the run may have given to segments, bare and with the word "segment". Bare, a name is left out that
 * says something else already: a common word with a column's phrase ("long sessions"), or words of the domain each
 * ("premium subscribers").
 */
function segmentPhrases(domain: Domain, phrases: ReadonlyMap<string, readonly Phrase[]>) {
  const { segments } = domain;
  const column = domain.resultColumns.find((one) => one.name === segments?.column);
  if (!segments || !column) return [];
  const names = [segments.best, ...segments.names.flatMap(({ high, low }) => [high, low])];
  const isKnown = (stems: readonly string[]) =>
    phrases.get(stems.join(" "))?.some(({ meaning }) => meaning.kind === "column" || meaning.kind === "value") === true;
  return names.flatMap((name) => {
    if (name === undefined) return [];
    const [first, ...rest] = tokenise(name);
    const stems = rest.map((token) => token.stem);
    const isOther =
      first !== undefined &&
      rest.length > 0 &&
      (commonWords.has(first.lower) || isKnown([first.stem])) &&
      (isKnown(stems) || stems.every((stemmed) => isKnown([stemmed])));
    const word = column.label;
    return [...(isOther ? [] : [name]), `${name} ${word}`, `${word} ${name}`].map((phrase) => ({
      column,
      name,
      phrase,
    }));
  });
}

function addColumn(column: Column, add: (phrase: string, meaning: Meaning) => void): void {
  if (column.role === "explanation") return;
  const meaning = { kind: "column", column } as const;
  for (const phrase of [column.name, column.label, ...column.synonyms]) add(phrase, meaning);
  for (const phrase of column.opposites) add(phrase, { ...meaning, isOpposite: true });
  // The raw name is one token of a question; its words are another way to say it.
  add(column.name.replaceAll("_", ""), meaning);
  for (const { value, label, synonyms } of column.values) {
    // The bare value of a derived column ("high", "accurate") is a word of its own: only its label names it.
    const names = column.role === "derived" ? [label ?? value] : [value, label ?? value];
    // A value that is a common word ("Other") is only meant by its label.
    const own = names.filter((name) => !commonWords.has(name.toLowerCase()) || name !== value);
    for (const phrase of [...own, ...synonyms]) add(phrase, { kind: "value", column, value });
  }
}

/** Whether two meanings are of the same thing. */
export function isSame(a: Meaning, b: Meaning): boolean {
  switch (a.kind) {
    case "column":
      return b.kind === "column" && a.column.name === b.column.name;
    case "value":
      return b.kind === "value" && a.column.name === b.column.name && a.value === b.value;
    case "group":
      return b.kind === "group" && a.group.name === b.group.name;
    case "model":
      return b.kind === "model" && a.model.name === b.model.name;
    case "interaction":
      return b.kind === "interaction" && a.interaction.name === b.interaction.name;
    case "term":
      return b.kind === "term" && a.term.term === b.term.term;
    case "protected":
      return b.kind === "protected" && a.word === b.word;
    case "entity":
      return b.kind === "entity";
  }
}
