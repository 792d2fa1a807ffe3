import type { Domain } from "#knowledge";

/** Finds a name of the truth in a text, in any of its words. */
export type Lexicon = (name: string) => RegExp;

/** A place where one of several names stands. */
export type Mention = { readonly name: string; readonly start: number; readonly end: number };

/**
 * The words for every name: column names, labels and synonyms of the dictionary, values with theirs, and what the
 * case adds. Anything else is found as it is written.
 */
export function createLexicon(domain: Domain, added: Readonly<Record<string, readonly string[]>> = {}): Lexicon {
  const words = new Map<string, Set<string>>();
  const add = (name: string, more: readonly string[]) =>
    words.set(name, new Set([...(words.get(name) ?? []), ...more]));
  for (const column of [...domain.resultColumns, ...domain.feedColumns]) {
    add(column.name, [column.name, column.label, ...column.synonyms]);
    for (const value of column.values) add(value.value, [value.value, value.label ?? "", ...value.synonyms]);
    for (const bin of column.bins)
      add(bin.label, [bin.label, bin.label.replace("-", "–"), bin.label.replace("-", " to ")]);
  }
  for (const interaction of domain.interactions) add(interaction.name, [interaction.name, interaction.label]);
  for (const [name, more] of Object.entries(added)) add(name, more);
  const known = new Map<string, RegExp>();
  return (name) => {
    const found = known.get(name) ?? expressionOf([...(words.get(name) ?? [name])]);
    known.set(name, found);
    return found;
  };
}

/** An expression that finds any of the words as whole words, longer ones first. */
export function expressionOf(words: readonly string[]): RegExp {
  const alternatives = words
    .filter((word) => word !== "")
    .toSorted((a, b) => b.length - a.length)
    .map((word) => (isCode(word) ? word : anyCase(word)));
  return new RegExp(`(?<![\\p{L}\\p{N}_])(?:${alternatives.join("|")})(?![\\p{L}\\p{N}_])`, "gu");
}

/**
 * Every mention of the names, in order of place. Where two overlap the longer one stands: "social influence tier" is no
 * mention of "social influence".
 */
export function findMentions(text: string, names: readonly string[], lexicon: Lexicon): Mention[] {
  const all = names.flatMap((name) =>
    Array.from(text.matchAll(lexicon(name)), (match) => ({
      name,
      start: match.index,
      end: match.index + match[0].length,
    })),
  );
  const kept: Mention[] = [];
  for (const mention of all.toSorted((a, b) => b.end - b.start - (a.end - a.start))) {
    if (!kept.some((other) => mention.start < other.end && mention.end > other.start)) kept.push(mention);
  }
  return kept.toSorted((a, b) => a.start - b.start);
}

/** Two capital letters, as of a state: in any other case they are words such as "or" and "in". */
function isCode(word: string): boolean {
  return /^[A-Z]{1,2}$/.test(word);
}

function anyCase(word: string): string {
  const letters = word.replaceAll(/[.*+?^${}()|[\]\\/]/g, "\\$&").replaceAll(/\p{L}/gu, (letter) => {
    const [low, high] = [letter.toLowerCase(), letter.toUpperCase()];
    return low === high ? letter : `[${low}${high}]`;
  });
  return `${letters.replaceAll(/[\s_-]+/g, "[\\s_-]+")}${/\p{L}$/u.test(word) ? "s?" : ""}`;
}
